"""An Optuna writer of a shared journal: stalledOptuna.py FILE LEDGER N_SECONDS STALE_S STOP. It goes on until the file STOP exists; what it was told is there goes to the ledger.
It prints how many trials it finished, and how often it could not read the journal until somebody else had made good a torn line."""
import json
import os
import sys
import time
import warnings

import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend, JournalFileSymlinkLock

optuna.logging.set_verbosity(optuna.logging.CRITICAL)
warnings.filterwarnings("ignore")
file, ledger, stale_s, stop = sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4]


def load():
    storage = JournalStorage(JournalFileBackend(file, JournalFileSymlinkLock(file, grace_period=stale_s)))
    return optuna.load_study(storage=storage, study_name="chaos", sampler=optuna.samplers.RandomSampler(1))


n_finished, troubles = 0, {}
study = None
while not os.path.exists(stop):
    try:
        study = study or load()
        trial = study.ask()
        trial.set_user_attr("writer", "optuna")
        trial.suggest_float("x", 0, 1)
        value = 1e6 + n_finished + 0.5
        trial.report(value, 0)
        study.tell(trial, value)
        with open(ledger, "a") as log:
            log.write(json.dumps({"writer": "optuna", "number": trial.number, "value": value}) + "\n")
        n_finished += 1
        time.sleep(0.02)
    except Exception as error:
        name = type(error).__name__
        troubles[name] = troubles.get(name, 0) + 1
        study = None
        time.sleep(0.02)
print(json.dumps({"nFinished": n_finished, "troubles": troubles}))
