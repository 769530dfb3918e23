"""HEBO. A token is a data frame of one row."""
import numpy as np
import pandas as pd
import torch
from hebo.design_space.design_space import DesignSpace
from hebo.optimizers.hebo import HEBO

from adapters.adapter import Adapter

torch.set_num_threads(1)


class Hebo(Adapter):
    def open(self):
        torch.manual_seed(self.seed)
        np.random.seed(self.seed)
        self.optimizer = HEBO(DesignSpace().parse([spec_of(p) for p in self.space]), scramble_seed=self.seed)

    def propose(self):
        return self.optimizer.suggest(n_suggestions=1)

    def params_of(self, token):
        return {p.name: p.decode(token.iloc[0][p.name]) for p in self.space}

    def token_of(self, params):
        return pd.DataFrame([{p.name: p.encode(params[p.name]) for p in self.space}])

    def observe(self, token, value):
        self.optimizer.observe(token, np.array([[value]]))


def spec_of(p):
    if p.is_choice:
        return {"name": p.name, "type": "cat", "categories": p.labels}
    low, high = p.bounds
    kinds = {("int", True): "pow_int", ("int", False): "int", ("float", True): "pow", ("float", False): "num"}
    return {"name": p.name, "type": kinds[p.type, p.log], "lb": low, "ub": high, "base": 10}
