// A study for TensorBoard: one run per trial with its values on the way as scalars, and the table of the HParams plugin. Field numbers are those of
// event.proto, summary.proto and the plugin's api.proto and plugin_data.proto.
import type { Domain, ParamValue } from '../space/space.ts';
import type { Study, Trial } from '../study/study.ts';
import { eventFile } from './eventFile.ts';
import { double, float, integer, joined, message, text, type Bytes } from './protobuf.ts';

/** The files of a log folder, by path below it: the experiment, and a run `trial-<n>` of each trial that has begun. */
export function tensorboardFiles(study: Study): ReadonlyMap<string, Bytes> {
  const begun = study.trials.filter(({ state }) => state !== 'queued');
  const startS = seconds(study.createdAtMs ?? begun[0]?.startedAtMs ?? null);
  const files = new Map([[nameOf(startS), eventFile([version(startS), summary(startS, 0, experimentOf(study))])]]);
  for (const trial of begun) {
    const { number, startedAtMs } = trial;
    const events = [version(seconds(startedAtMs)), ...trialEvents(trial, metricOf(study))];
    files.set(`trial-${number}/${nameOf(seconds(startedAtMs))}`, eventFile(events));
  }
  return files;
}

function nameOf(atS: number): string {
  return `events.out.tfevents.${String(Math.floor(atS)).padStart(10, '0')}.tunelens`;
}

function metricOf({ objective }: Study): string {
  return objective?.metric ?? 'value';
}

function seconds(atMs: number | null): number {
  return (atMs ?? 0) / 1000;
}

function version(atS: number): Bytes {
  return joined([double(1, atS), text(3, 'brain.Event:2')]);
}

/** An event with one value of a summary. */
function summary(atS: number, step: number, value: readonly Bytes[]): Bytes {
  return joined([double(1, atS), integer(2, step), message(5, message(1, ...value))]);
}

function scalar(tag: string, value: number): readonly Bytes[] {
  return [text(1, tag), float(2, value)];
}

/** A value that the HParams plugin reads from its metadata; the tensor is only there because one must be. */
function pluginData(tag: string, data: Bytes): readonly Bytes[] {
  const content = message(2, integer(1, 0), data);
  const tensor = message(8, integer(1, 1), message(2, message(2, integer(1, 1))), float(5, 0));
  return [text(1, tag), message(9, message(1, text(1, 'hparams'), content)), tensor];
}

function experimentOf(study: Study): readonly Bytes[] {
  const created = double(3, seconds(study.createdAtMs));
  const infos = (study.space?.parameters ?? []).map(({ name, domain }) =>
    message(4, text(1, name), ...domainInfo(domain)),
  );
  const metric = message(5, message(1, text(2, metricOf(study))));
  return pluginData('_hparams_/experiment', message(2, text(6, study.name), created, ...infos, metric));
}

const dataTypes = { string: 1, boolean: 2, number: 3 } as const;

function domainInfo(domain: Domain): readonly Bytes[] {
  if (domain.kind === 'mixed') return [integer(4, dataTypes.number)];
  if (domain.kind !== 'choice')
    return [integer(4, dataTypes.number), message(6, double(1, domain.low), double(2, domain.high))];
  const kind = choiceKind(domain.choices);
  const values = domain.choices.map((choice) => message(1, protoValue(kind === 'string' ? String(choice) : choice)));
  return [integer(4, dataTypes[kind]), message(5, ...values)];
}

/** The plugin wants one type for a parameter: choices of several are texts. */
function choiceKind(choices: readonly ParamValue[]): keyof typeof dataTypes {
  if (choices.every((choice) => typeof choice === 'number')) return 'number';
  return choices.every((choice) => typeof choice === 'boolean') ? 'boolean' : 'string';
}

function protoValue(value: ParamValue): Bytes {
  if (typeof value === 'number') return double(2, value);
  if (typeof value === 'boolean') return integer(4, Number(value));
  return text(3, String(value));
}

function trialEvents(trial: Trial, metric: string): readonly Bytes[] {
  const { number, params, reports, value, state, startedAtMs, endedAtMs } = trial;
  const [startS, endS] = [seconds(startedAtMs), seconds(endedAtMs ?? startedAtMs)];
  const hparams = Object.entries(params).map(([name, param]) =>
    message(1, text(1, name), message(2, protoValue(param))),
  );
  const start = message(3, ...hparams, text(4, `trial-${number}`), double(5, startS));
  // Reports have no time of their own.
  const scalars = reports.map((report) => summary(endS, report.step, scalar(`${metric}/steps`, report.value)));
  const lastStep = reports.at(-1)?.step ?? 0;
  const end = message(4, integer(1, statuses[state]), double(2, endS));
  return [
    summary(startS, 0, pluginData('_hparams_/session_start_info', start)),
    ...scalars,
    ...(value === null ? [] : [summary(endS, lastStep, scalar(metric, value))]),
    ...(endedAtMs === null ? [] : [summary(endS, lastStep, pluginData('_hparams_/session_end_info', end))]),
  ];
}

/** STATUS_SUCCESS, STATUS_FAILURE and STATUS_RUNNING of the plugin. */
const statuses = { queued: 3, running: 3, finished: 1, pruned: 1, failed: 2 } as const;
