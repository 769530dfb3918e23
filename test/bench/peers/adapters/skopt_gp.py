"""scikit-optimize with its Gaussian process. A token is a list of values."""
from skopt import Optimizer
from skopt.space import Categorical, Integer, Real

from adapters.adapter import Adapter


class Skopt(Adapter):
    def open(self):
        self.optimizer = Optimizer([dimension_of(p) for p in self.space], "GP", random_state=self.seed)
        self.foreign = []

    def propose(self):
        # Each tell fits the model, so foreign trials are told together.
        if self.foreign:
            self.optimizer.tell([token for token, _ in self.foreign], [value for _, value in self.foreign])
            self.foreign.clear()
        return self.optimizer.ask()

    def params_of(self, token):
        return {p.name: p.decode(value) for p, value in zip(self.space, token)}

    def token_of(self, params):
        return [p.encode(params[p.name]) for p in self.space]

    def observe(self, token, value):
        self.optimizer.tell(token, value)

    def observe_foreign(self, params, value):
        self.foreign.append((self.token_of(params), value))


def dimension_of(p):
    if p.is_choice:
        return Categorical(p.labels)
    prior = "log-uniform" if p.log else "uniform"
    return (Integer if p.type == "int" else Real)(*p.bounds, prior=prior)
