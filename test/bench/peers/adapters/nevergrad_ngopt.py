"""Nevergrad's NGOpt, which picks an algorithm by the space and the budget. A token is its candidate."""
import nevergrad

from adapters.adapter import Adapter


class Nevergrad(Adapter):
    def open(self):
        parametrization = nevergrad.p.Dict(**{p.name: variable_of(p) for p in self.space})
        parametrization.random_state.seed(self.seed)
        self.optimizer = nevergrad.optimizers.NGOpt(parametrization=parametrization, budget=self.budget, num_workers=1)

    def propose(self):
        return self.optimizer.ask()

    def params_of(self, token):
        return {p.name: p.decode(token.value[p.name]) for p in self.space}

    def token_of(self, params):
        values = {p.name: p.encode(params[p.name]) for p in self.space}
        return self.optimizer.parametrization.spawn_child(new_value=values)

    def observe(self, token, value):
        self.optimizer.tell(token, value)


def variable_of(p):
    if p.is_choice:
        return nevergrad.p.Choice(p.labels)
    low, high = p.bounds
    variable = nevergrad.p.Log(lower=low, upper=high) if p.log else nevergrad.p.Scalar(lower=low, upper=high)
    return variable.set_integer_casting() if p.type == "int" else variable
