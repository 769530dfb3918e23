"""Random search: what every optimiser is measured against."""
import random

from adapters.adapter import Adapter


class RandomSearch(Adapter):
    def open(self):
        self.random = random.Random(self.seed)

    def propose(self):
        return {p.name: p.draw(self.random.random()) for p in self.space}

    def params_of(self, token):
        return token

    def token_of(self, params):
        return params

    def observe(self, token, value):
        pass
