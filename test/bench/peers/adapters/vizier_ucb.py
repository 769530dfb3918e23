"""Open source Vizier with its default Gaussian process (UCB with pure exploration). A token is its Trial."""
import jax
from absl import logging
from vizier import algorithms, pyvizier
from vizier._src.algorithms.designers.gp_ucb_pe import VizierGPUCBPEBandit

from adapters.adapter import Adapter

logging.set_verbosity(logging.FATAL)


class Vizier(Adapter):
    def open(self):
        statement = pyvizier.ProblemStatement()
        for p in self.space:
            add_parameter(statement.search_space.root, p)
        goal = pyvizier.ObjectiveMetricGoal.MINIMIZE
        statement.metric_information.append(pyvizier.MetricInformation("value", goal=goal))
        self.designer = VizierGPUCBPEBandit(statement, rng=jax.random.PRNGKey(self.seed))
        self.n_trials, self.ended = 0, []

    def propose(self):
        self.designer.update(algorithms.CompletedTrials(self.ended), algorithms.ActiveTrials([]))
        self.ended = []
        self.n_trials += 1
        return self.designer.suggest(1)[0].to_trial(self.n_trials)

    def params_of(self, token):
        return {p.name: p.decode(token.parameters[p.name].value) for p in self.space}

    def token_of(self, params):
        self.n_trials += 1
        return pyvizier.Trial(id=self.n_trials, parameters={p.name: p.encode(params[p.name]) for p in self.space})

    def observe(self, token, value):
        token.complete(pyvizier.Measurement(metrics={"value": value}))
        self.ended.append(token)

    def tell(self, token, value):
        if value is None:
            token.complete(pyvizier.Measurement(), infeasibility_reason="failed")
            self.ended.append(token)
        else:
            self.observe(token, value)


def add_parameter(root, p):
    scale = pyvizier.ScaleType.LOG if p.log else pyvizier.ScaleType.LINEAR
    if p.is_choice:
        root.add_categorical_param(p.name, p.labels)
    elif p.type == "int":
        root.add_int_param(p.name, *p.bounds, scale_type=scale)
    else:
        root.add_float_param(p.name, *p.bounds, scale_type=scale)
