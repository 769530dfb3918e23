"""BoTorch as its tutorials have it: SingleTaskGP with default priors, log expected improvement, 10 restarts of 256 raw samples after
max(5, d + 1) Sobol points. Choices are one-hot in the kernel (a MixedSingleTaskGP takes seconds a fit). A token is a point of the unit cube,
choices by index."""
import torch
from botorch.acquisition import LogExpectedImprovement
from botorch.fit import fit_gpytorch_mll
from botorch.models import SingleTaskGP
from botorch.models.transforms.input import NumericToCategoricalEncoding
from botorch.optim import optimize_acqf
from botorch.optim.optimize_mixed import optimize_acqf_mixed_alternating
from gpytorch.mlls import ExactMarginalLogLikelihood

from adapters.adapter import Adapter

torch.set_num_threads(1)

FEW_LEVELS = 40  # integers of more values are searched as numbers and rounded


class BoTorch(Adapter):
    def open(self):
        torch.manual_seed(self.seed)
        self.points, self.values = [], []
        self.n_initial = max(5, len(self.space) + 1)
        self.sobol = torch.quasirandom.SobolEngine(len(self.space), scramble=True, seed=self.seed)
        self.choices = {i: len(p.choices) for i, p in enumerate(self.space) if p.is_choice}
        self.levels = {i: levels_of(p) for i, p in enumerate(self.space) if p.type == "int" and p.n_levels <= FEW_LEVELS}
        highs = [len(p.choices) - 1.0 if p.is_choice else 1.0 for p in self.space]
        self.bounds = torch.tensor([[0.0] * len(highs), highs], dtype=torch.double)

    def propose(self):
        if len(self.points) >= self.n_initial:
            return self.best_point()
        shares = self.sobol.draw(1)[0].tolist()
        return self.token_of({p.name: p.draw(min(share, 1 - 1e-9)) for p, share in zip(self.space, shares)})

    def best_point(self):
        values = -torch.tensor(self.values, dtype=torch.double)[:, None]
        model = SingleTaskGP(torch.tensor(self.points, dtype=torch.double), values, input_transform=self.one_hot())
        fit_gpytorch_mll(ExactMarginalLogLikelihood(model.likelihood, model))
        search = {"acq_function": LogExpectedImprovement(model, best_f=values.max()), "bounds": self.bounds}
        search |= {"q": 1, "num_restarts": 10, "raw_samples": 256}
        if not self.choices and not self.levels:
            return optimize_acqf(**search)[0][0].tolist()
        categories = {i: list(range(count)) for i, count in self.choices.items()}
        return optimize_acqf_mixed_alternating(**search, discrete_dims=self.levels, cat_dims=categories)[0][0].tolist()

    def one_hot(self):
        if not self.choices:
            return None
        encoders = {
            i: lambda x, count=count: torch.nn.functional.one_hot(x.round().long(), count).to(x)
            for i, count in self.choices.items()
        }
        return NumericToCategoricalEncoding(len(self.space), self.choices, encoders)

    def params_of(self, token):
        return {p.name: p.of_unit(value) for p, value in zip(self.space, token)}

    def token_of(self, params):
        return [p.to_unit(params[p.name]) for p in self.space]

    def observe(self, token, value):
        self.points.append(self.token_of(self.params_of(token)))
        self.values.append(value)


def levels_of(p):
    return [p.to_unit(p.low + level * p.step) for level in range(p.n_levels)]
