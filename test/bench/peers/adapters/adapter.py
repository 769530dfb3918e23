"""What every peer offers to the server. All values are minimised."""
import math


class Adapter:
    """A study of one peer. A token is the peer's own form of a trial's parameters."""

    def __init__(self, space, seed, budget):
        self.space, self.seed, self.budget = space, seed, budget
        self.worst = -math.inf
        self.failed = []
        self.open()

    def open(self):
        """Makes the peer's optimiser."""
        raise NotImplementedError

    def propose(self):
        """The token of the next trial."""
        raise NotImplementedError

    def params_of(self, token):
        """The token as values of the wire, by name."""
        raise NotImplementedError

    def token_of(self, params):
        """The token of a trial that the peer never proposed."""
        raise NotImplementedError

    def observe(self, token, value):
        """Tells the peer the value of a trial."""
        raise NotImplementedError

    def observe_foreign(self, params, value):
        """Tells the peer of a trial that it never proposed."""
        self.observe(self.token_of(params), value)

    def tell(self, token, value):
        """The end of a trial, `None` where it failed. A peer that knows no failures is told the worst value so far, once there is one."""
        if value is None:
            self.failed.append(token)
        else:
            self.worst = max(self.worst, value)
            self.observe(token, value)
        if math.isfinite(self.worst):
            for failed in self.failed:
                self.observe(failed, self.worst)
            self.failed.clear()
