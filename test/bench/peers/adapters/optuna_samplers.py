"""Optuna's samplers. A token is a Trial, or the parameters of a foreign trial."""
import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

from adapters.adapter import Adapter
from space import is_active

optuna.logging.set_verbosity(optuna.logging.ERROR)


class OptunaSampler(Adapter):
    """Asks for every parameter, active or not: these samplers leave what is not always there to random search."""

    def sampler(self):
        raise NotImplementedError

    def open(self):
        self.study = optuna.create_study(direction="minimize", sampler=self.sampler())
        self.distributions = {p.name: distribution_of(p) for p in self.space}

    def propose(self):
        return self.study.ask(self.distributions)

    def params_of(self, token):
        return token.params

    def token_of(self, params):
        return params

    def observe(self, token, value):
        if isinstance(token, dict):
            distributions = {name: self.distributions[name] for name in token}
            self.study.add_trial(optuna.trial.create_trial(params=token, value=value, distributions=distributions))
        else:
            self.study.tell(token, value)

    def tell(self, token, value):
        if value is None:
            self.study.tell(token, state=optuna.trial.TrialState.FAIL)
        else:
            self.observe(token, value)


class OptunaTpe(OptunaSampler):
    """As Optuna advises: multivariate, and grouped where there are conditions, which it follows."""

    def sampler(self):
        group = any(p.condition is not None for p in self.space)
        return optuna.samplers.TPESampler(seed=self.seed, multivariate=True, group=group)

    def propose(self):
        trial = self.study.ask()
        for p in self.space:
            if is_active(p, trial.params):
                suggest(trial, p)
        return trial


class OptunaGp(OptunaSampler):
    n_startup_trials = 10

    def sampler(self):
        return optuna.samplers.GPSampler(seed=self.seed, n_startup_trials=self.n_startup_trials)


class OptunaGpFive(OptunaGp):
    n_startup_trials = 5


class OptunaCma(OptunaSampler):
    def sampler(self):
        return optuna.samplers.CmaEsSampler(seed=self.seed, warn_independent_sampling=False)


def distribution_of(p):
    if p.is_choice:
        return CategoricalDistribution(p.choices)
    if p.type == "int":
        return IntDistribution(p.low, p.high, log=p.log, step=p.step)
    return FloatDistribution(p.low, p.high, log=p.log)


def suggest(trial, p):
    if p.is_choice:
        return trial.suggest_categorical(p.name, p.choices)
    if p.type == "int":
        return trial.suggest_int(p.name, p.low, p.high, log=p.log, step=p.step)
    return trial.suggest_float(p.name, p.low, p.high, log=p.log)
