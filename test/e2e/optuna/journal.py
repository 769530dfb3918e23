"""Optuna's side of the journal tests.
  journal.py dump FILE             the study as Optuna sees it, as JSON
  journal.py continue FILE N       N more trials by its random sampler
  journal.py make FILE             a study of Optuna's own, of every kind of parameter and state
  journal.py work FILE N           N trials of the parameters that the study has, each with a value, beside whoever else works
  journal.py trials FILE N LOCK    N trials beside whoever else writes, under the lock "symlink" or "open"
  journal.py count                 for each line of the input, a file: how many trials Optuna sees in it
"""
import json
import math
import sys
import time

import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend, JournalFileOpenLock

optuna.logging.set_verbosity(optuna.logging.ERROR)


def plain(value):
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def milliseconds(time):
    """Whole ones, as a clock shows them: Optuna keeps microseconds."""
    return None if time is None else round(time.timestamp() * 1e6) // 1000


def dump(study):
    return {
        "name": study.study_name,
        "direction": study.direction.name,
        "best": study.best_trial.number if any(t.state.name == "COMPLETE" for t in study.get_trials()) else None,
        "trials": [
            {
                "number": t.number,
                "state": t.state.name,
                "value": plain(t.value),
                "params": t.params,
                "distributions": {name: json.loads(optuna.distributions.distribution_to_json(d)) for name, d in t.distributions.items()},
                "reports": {str(step): plain(value) for step, value in t.intermediate_values.items()},
                "started": milliseconds(t.datetime_start),
                "ended": milliseconds(t.datetime_complete),
                "facts": t.user_attrs,
            }
            for t in study.get_trials()
        ],
        "facts": study.user_attrs,
    }


def objective(trial):
    rate = trial.suggest_float("rate", 1e-4, 1e-1, log=True)
    units = trial.suggest_int("units", 16, 256, step=16)
    act = trial.suggest_categorical("act", ["relu", "tanh", None, True, 3])
    trial.report(rate, 0)
    trial.report(units / 256, 1)
    trial.set_user_attr("note", "naïve \"quoted\"")
    if trial.number == 2:
        raise optuna.TrialPruned()
    if trial.number == 3:
        raise RuntimeError("out of memory")
    return rate * units + len(str(act))


def main(command, file, count="0", lock="symlink"):
    storage = JournalStorage(JournalFileBackend(file, JournalFileOpenLock(file) if lock == "open" else None))
    if command == "make":
        # A deleted study keeps its number, and its trials theirs.
        optuna.create_study(storage=storage, study_name="theirs").ask()
        optuna.delete_study(storage=storage, study_name="theirs")
        study = optuna.create_study(storage=storage, study_name="theirs", direction="maximize", sampler=optuna.samplers.RandomSampler(1))
        study.enqueue_trial({"rate": 0.01, "units": 64, "act": "tanh"})
        study.optimize(objective, n_trials=6, catch=(RuntimeError,))
    else:
        name = optuna.get_all_study_names(storage)[0]
        study = optuna.load_study(storage=storage, study_name=name, sampler=optuna.samplers.RandomSampler(2))
    if command == "trials":
        for _ in range(int(count)):
            trial = study.ask()
            trial.suggest_float("x", 0, 1)
            trial.set_user_attr("writer", "python")
            study.tell(trial, trial.number)
            # As if it trained: a writer that never pauses keeps the lock to itself.
            time.sleep(0.005)
    if command in ("continue", "work"):
        distributions = next(t.distributions for t in study.get_trials() if t.distributions)
        for _ in range(int(count)):
            trial = study.ask(distributions)
            if command == "work":
                trial.set_user_attr("writer", "python")
                time.sleep(0.05)
            study.tell(trial, 0.5)
    print(json.dumps(dump(study)))


def count():
    for line in sys.stdin:
        storage = JournalStorage(JournalFileBackend(line.strip()))
        studies = optuna.get_all_study_names(storage)
        trials = [optuna.load_study(storage=storage, study_name=name).get_trials() for name in studies]
        print(sum(map(len, trials)), flush=True)


if sys.argv[1] == "count":
    count()
else:
    main(*sys.argv[1:])
