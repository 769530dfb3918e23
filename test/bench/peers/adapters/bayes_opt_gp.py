"""bayesian-optimization (the package `bayes_opt`), which maximises and knows no log scale: it is given logarithms."""
import math

from bayes_opt import BayesianOptimization

from adapters.adapter import Adapter


class BayesOpt(Adapter):
    n_initial = 5  # the package's default

    def open(self):
        self.optimizer = BayesianOptimization(
            f=None,
            pbounds={p.name: bounds_of(p) for p in self.space},
            random_state=self.seed,
            verbose=0,
            allow_duplicate_points=True,
        )

    def propose(self):
        if len(self.optimizer.space) < self.n_initial:
            return self.optimizer.random_sample(1)[0]
        return self.optimizer.suggest()

    def params_of(self, token):
        return {p.name: p.decode(math.exp(float(token[p.name])) if p.log else token[p.name]) for p in self.space}

    def token_of(self, params):
        return {p.name: math.log(params[p.name]) if p.log else p.encode(params[p.name]) for p in self.space}

    def observe(self, token, value):
        self.optimizer.register(params=token, target=-value)


def bounds_of(p):
    if p.is_choice:
        return p.labels
    if p.log:
        return (math.log(p.low), math.log(p.high))
    return (*p.bounds, int) if p.type == "int" else p.bounds
