"""Optuna behind the ask/tell protocol of `tunelens optimizer`, so that both are measured over the same pipe: optunaOptimizer.py tpe|random"""
import json
import sys

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def sampler(kind, seed):
    # Optuna's advice for few trials with parameters that interact: multivariate.
    return optuna.samplers.RandomSampler(seed) if kind == "random" else optuna.samplers.TPESampler(seed=seed, multivariate=True)


def suggest(trial, p):
    if p["type"] == "categorical":
        return trial.suggest_categorical(p["name"], p["choices"])
    if p["type"] == "int":
        return trial.suggest_int(p["name"], p["low"], p["high"], log=p["log"], step=p.get("step", 1))
    return trial.suggest_float(p["name"], p["low"], p["high"], log=p["log"])


def main(kind):
    study, space, running = None, [], {}
    for line in sys.stdin:
        request = json.loads(line)
        if request["type"] == "close":
            return
        reply = {"ok": True}
        if request["type"] == "create":
            space, running = request["space"], {}
            study = optuna.create_study(direction=request["direction"], sampler=sampler(kind, request["seed"]))
        elif request["type"] == "ask":
            trials = [study.ask() for _ in range(request["n"])]
            running.update({str(trial.number): trial for trial in trials})
            reply = {"trials": [{"id": str(t.number), "params": {p["name"]: suggest(t, p) for p in space}} for t in trials]}
        else:
            study.tell(running.pop(request["id"]), request["value"])
        print(json.dumps(reply), flush=True)


main(sys.argv[1])
