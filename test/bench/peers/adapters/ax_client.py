"""Ax through its Client. A token is the index of a trial."""
import logging

import torch
from ax import ChoiceParameterConfig, RangeParameterConfig
from ax.api.client import Client

from adapters.adapter import Adapter

torch.set_num_threads(1)
logging.disable(logging.CRITICAL)


class Ax(Adapter):
    def open(self):
        torch.manual_seed(self.seed)
        self.client = Client(random_seed=self.seed)
        self.client.configure_experiment(parameters=[config_of(p) for p in self.space])
        self.client.configure_optimization(objective="-value")
        self.proposed = {}

    def propose(self):
        trials = self.client.get_next_trials(max_trials=1)
        if not trials:
            raise RuntimeError("Ax has no further trial")
        self.proposed = trials
        return next(iter(trials))

    def params_of(self, token):
        return {p.name: p.decode(self.proposed[token][p.name]) for p in self.space}

    def token_of(self, params):
        return self.client.attach_trial({p.name: p.encode(params[p.name]) for p in self.space})

    def observe(self, token, value):
        self.client.complete_trial(token, raw_data={"value": value})

    def tell(self, token, value):
        if value is None:
            self.client.mark_trial_failed(token)
        else:
            self.observe(token, value)


def config_of(p):
    if p.is_choice:
        return ChoiceParameterConfig(name=p.name, values=p.labels, parameter_type="str")
    scaling = "log" if p.log else "linear"
    return RangeParameterConfig(name=p.name, bounds=p.bounds, parameter_type=p.type, scaling=scaling)
