"""SMAC3's facade for hyper-parameters (a random forest). A token is its TrialInfo; conditions are followed."""
import logging
import tempfile
from pathlib import Path

from ConfigSpace import Categorical, Configuration, ConfigurationSpace, Float, InCondition, Integer
from smac import HyperparameterOptimizationFacade, Scenario
from smac.runhistory.dataclasses import TrialInfo, TrialValue
from smac.runhistory.enumerations import StatusType

from adapters.adapter import Adapter

logging.disable(logging.CRITICAL)


class Smac(Adapter):
    def open(self):
        self.configurations = configuration_space(self.space, self.seed)
        self.folder = tempfile.TemporaryDirectory()
        scenario = Scenario(
            self.configurations,
            n_trials=self.budget + 1,
            deterministic=True,
            seed=self.seed,
            output_directory=Path(self.folder.name),
        )
        self.facade = HyperparameterOptimizationFacade(
            scenario, target_function=lambda config, seed=0: 0.0, overwrite=True, logging_level=False
        )

    def propose(self):
        return self.facade.ask()

    def params_of(self, token):
        values = dict(token.config)
        return {p.name: p.decode(values[p.name]) for p in self.space if p.name in values}

    def token_of(self, params):
        values = {p.name: p.encode(params[p.name]) for p in self.space if p.name in params}
        return TrialInfo(Configuration(self.configurations, values), seed=0)

    def observe(self, token, value):
        self.facade.tell(token, TrialValue(cost=value, status=StatusType.SUCCESS), save=False)


def configuration_space(space, seed):
    configurations = ConfigurationSpace(seed=seed)
    made = {p.name: hyperparameter_of(p) for p in space}
    by_name = {p.name: p for p in space}
    configurations.add(list(made.values()))
    for p in space:
        if p.condition is not None:
            parent = by_name[p.condition["param"]]
            values = [parent.encode(value) for value in p.condition["in"]]
            configurations.add(InCondition(made[p.name], made[parent.name], values))
    return configurations


def hyperparameter_of(p):
    if p.is_choice:
        return Categorical(p.name, p.labels)
    return (Integer if p.type == "int" else Float)(p.name, p.bounds, log=p.log)
