"""The parameters of the wire, and the forms in which the peers want them. Knows no peer."""
import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Parameter:
    """One parameter. Numbers have `low` and `high` (both inclusive); integers count in `step` from `low`."""

    name: str
    type: str  # "float", "int" or "categorical"
    low: float = 0
    high: float = 1
    log: bool = False
    step: int = 1
    choices: tuple = ()
    condition: dict | None = None  # {"param": name, "in": [values]}

    @property
    def is_choice(self):
        return self.type == "categorical"

    @property
    def is_stepped(self):
        return self.type == "int" and self.step > 1

    @property
    def n_levels(self):
        """How many values an integer can take."""
        return int((self.high - self.low) // self.step + 1)

    @property
    def labels(self):
        """The choices as text: most peers take no mixed or boolean choices."""
        return [str(choice) for choice in self.choices]

    @property
    def bounds(self):
        """The range that a peer searches: of a stepped integer, that of its index."""
        return (0, self.n_levels - 1) if self.is_stepped else (self.low, self.high)

    def encode(self, value):
        """A value of the wire as the peer sees it: a label, an index of a stepped integer, or the number itself."""
        if self.is_choice:
            return str(value)
        return int((value - self.low) // self.step) if self.is_stepped else value

    def decode(self, value):
        """The inverse of `encode`; numbers are rounded and moved into the bounds."""
        if self.is_choice:
            return self.choices[self.labels.index(str(value))]
        low, high = self.bounds
        if self.type == "float":
            return min(high, max(low, float(value)))
        level = min(high, max(low, round(float(value))))
        return int(self.low + level * self.step) if self.is_stepped else int(level)

    def to_unit(self, value):
        """A number in [0, 1], on the parameter's scale; of a choice, its index."""
        if self.is_choice:
            return float(self.labels.index(str(value)))
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def of_unit(self, u):
        """The inverse of `to_unit`, moved to the nearest legal value."""
        if self.is_choice:
            return self.choices[min(len(self.choices) - 1, max(0, round(u)))]
        u = min(1.0, max(0.0, u))
        value = self.low * (self.high / self.low) ** u if self.log else self.low + u * (self.high - self.low)
        return self.decode((value - self.low) / self.step if self.is_stepped else value)

    def draw(self, u):
        """The value at the share `u` of a uniform draw (in [0, 1)): choices and integers get cells of equal mass on their scale."""
        if self.is_choice:
            return self.choices[int(u * len(self.choices))]
        if self.type == "float":
            return self.of_unit(u)
        if self.log:
            low, high = math.log(max(self.low - 0.5, self.low / 2)), math.log(self.high + 0.5)
            return self.decode(math.exp(low + u * (high - low)))
        return int(self.low + int(u * self.n_levels) * self.step)


def parse_space(raw):
    """The parameters of a `create` request."""
    return [Parameter(**{**item, "choices": tuple(item.get("choices", ()))}) for item in raw]


def is_active(parameter, params):
    """Whether the condition holds, given the values of the active parameters before it."""
    condition = parameter.condition
    return condition is None or params.get(condition["param"]) in condition["in"]
