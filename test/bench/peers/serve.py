"""One peer behind the ask/tell protocol of `tunelens optimizer`: one JSON request a line on stdin, one JSON answer a line on stdout.

    python serve.py NAME

Every peer runs in a process of its own on one thread, so that all are measured over the same pipe. A request that fails is answered
with {"error": text}, its stack trace goes to stderr, and the next is read.
"""
import importlib
import json
import os
import sys
import traceback
import warnings

os.environ |= {name: "1" for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["JAX_ENABLE_X64"] = "1"  # without it Vizier 0.1.24 on jax 0.4.35 suggests trials without parameters
warnings.filterwarnings("ignore")

from space import parse_space  # noqa: E402 (the variables above must be set before any import of numpy)

PEERS = {
    "random": ("random_search", "RandomSearch"),
    "optuna-tpe": ("optuna_samplers", "OptunaTpe"),
    "optuna-gp": ("optuna_samplers", "OptunaGp"),
    "optuna-gp-5": ("optuna_samplers", "OptunaGpFive"),
    "optuna-cma": ("optuna_samplers", "OptunaCma"),
    "bayes-opt": ("bayes_opt_gp", "BayesOpt"),
    "skopt": ("skopt_gp", "Skopt"),
    "botorch": ("botorch_logei", "BoTorch"),
    "ax": ("ax_client", "Ax"),
    "hebo": ("hebo_mace", "Hebo"),
    "smac": ("smac_forest", "Smac"),
    "vizier": ("vizier_ucb", "Vizier"),
    "nevergrad": ("nevergrad_ngopt", "Nevergrad"),
}


class Server:
    """The study of one peer: `create` opens it anew."""

    def __init__(self, name):
        module, adapter = PEERS[name]
        self.adapter = getattr(importlib.import_module(f"adapters.{module}"), adapter)
        self.study, self.sign, self.running, self.n_asked = None, 1, {}, 0

    def create(self, request):
        self.sign = -1 if request["direction"] == "maximize" else 1
        self.running = {}
        self.study = self.adapter(parse_space(request["space"]), request["seed"], request["budget"])
        return {"ok": True}

    def ask(self, request):
        return {"trials": [self.next_trial() for _ in range(request["n"])]}

    def next_trial(self):
        self.n_asked += 1
        token = self.study.propose()
        self.running[str(self.n_asked)] = token
        return {"id": str(self.n_asked), "params": self.study.params_of(token)}

    def tell(self, request):
        value = None if request["value"] is None else self.sign * request["value"]
        if request["id"] in self.running:
            self.study.tell(self.running.pop(request["id"]), value)
        else:
            self.study.observe_foreign(request["params"], value)
        return {"ok": True}

    def answer(self, request):
        try:
            return {"create": self.create, "ask": self.ask, "tell": self.tell}[request["type"]](request)
        except Exception as error:  # whatever a peer throws is its answer
            traceback.print_exc()
            return {"error": f"{type(error).__name__}: {error}"[:300]}


def main(name):
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # the peers' own prints must not mix with the answers
    server = Server(name)
    for line in sys.stdin:
        request = json.loads(line)
        if request["type"] == "close":
            return
        answers.write(json.dumps(server.answer(request)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
