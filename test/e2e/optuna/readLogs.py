"""What the real TensorBoard reads from a log folder: scalars of each run, and the table of the HParams plugin. Prints JSON.
  readLogs.py FOLDER
"""
import json
import os
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.hparams import metadata


def plugin_data(run, tag):
    return run.summary_metadata[tag].plugin_data.content


def read(folder):
    run = EventAccumulator(folder)
    run.Reload()
    tags = run.Tags()
    return run, {tag: [[event.step, event.value] for event in run.Scalars(tag)] for tag in tags["scalars"]}


root = sys.argv[1]
top, _ = read(root)
experiment = metadata.parse_experiment_plugin_data(plugin_data(top, metadata.EXPERIMENT_TAG))
runs = {}
for name in sorted(entry for entry in os.listdir(root) if os.path.isdir(os.path.join(root, entry))):
    run, scalars = read(os.path.join(root, name))
    start = metadata.parse_session_start_info_plugin_data(plugin_data(run, metadata.SESSION_START_INFO_TAG))
    end = metadata.parse_session_end_info_plugin_data(plugin_data(run, metadata.SESSION_END_INFO_TAG))
    kinds = {"number_value": lambda v: v.number_value, "string_value": lambda v: v.string_value, "bool_value": lambda v: v.bool_value}
    hparams = {key: kinds[value.WhichOneof("kind")](value) for key, value in start.hparams.items()}
    runs[name] = {"scalars": scalars, "hparams": hparams, "status": end.status, "group": start.group_name}
print(
    json.dumps(
        {
            "name": experiment.name,
            "hparams": {info.name: [info.type, info.WhichOneof("domain")] for info in experiment.hparam_infos},
            "metrics": [info.name.tag for info in experiment.metric_infos],
            "runs": runs,
        }
    )
)
