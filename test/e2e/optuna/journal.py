"""Optuna's side of the journal tests.
  journal.py dump FILE             the study as Optuna sees it, as JSON
  journal.py continue FILE N       N more trials by its random sampler
  journal.py make FILE             a study of Optuna's own, of every kind of parameter and state
  journal.py work FILE N           N trials of the parameters that the study has, each with a value, beside whoever else works
  journal.py several FILE          three studies: one with constraints, one of two objectives, one with an enqueued trial
  journal.py plot FILE             draws every chart of Optuna that needs no further package
  journal.py trials FILE N LOCK    N trials beside whoever else writes, under the lock "symlink" or "open"
  journal.py count                 for each line of the input, a file: how many trials Optuna sees in it
"""
import json
import math
import sys
import time

import optuna
from optuna.storages import JournalStorage

try:
    from optuna.storages.journal import JournalFileBackend, JournalFileOpenLock
except ImportError:  # before 4.0
    from optuna.storages import JournalFileOpenLock
    from optuna.storages import JournalFileStorage as JournalFileBackend

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


def several(storage):
    """Three studies in one file."""
    limits = {"constraints_func": lambda trial: (trial.params["x"] - 0.5,)}
    constrained = optuna.create_study(storage=storage, study_name="constrained", sampler=optuna.samplers.TPESampler(seed=1, **limits))
    for x in (0.2, 0.9):
        constrained.enqueue_trial({"x": x})
    constrained.optimize(lambda trial: -trial.suggest_float("x", 0, 1), n_trials=2)
    both = optuna.create_study(storage=storage, study_name="both", directions=["maximize", "minimize"])
    both.optimize(lambda trial: (trial.suggest_float("x", 0, 1), trial.suggest_int("n", 1, 9)), n_trials=3)
    waiting = optuna.create_study(storage=storage, study_name="waiting")
    waiting.enqueue_trial({"x": 0.25}, user_attrs={"from": "python"})
    return constrained


def plot(study):
    from optuna import visualization as v

    figures = [
        v.plot_optimization_history(study),
        v.plot_slice(study),
        v.plot_parallel_coordinate(study),
        v.plot_contour(study),
        v.plot_edf(study),
        v.plot_intermediate_values(study),
        v.plot_timeline(study),
    ]
    assert all(len(figure.data) > 0 for figure in figures)


def main(command, file, count="0", lock="symlink"):
    storage = JournalStorage(JournalFileBackend(file, JournalFileOpenLock(file) if lock == "open" else None))
    if command == "several":
        study = several(storage)
    elif command == "make":
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
    if command == "plot":
        plot(study)
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
