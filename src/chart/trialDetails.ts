// All that is known of one trial as titles and texts, in groups: how it went, its values, what it ran on, what other programs have noted.
import type { Json } from '../study/event.ts';
import { constraintsName, isFeasible, type Study, type Trial } from '../study/study.ts';
import { formatDuration, formatValue, isoTime } from '../study/words.ts';
import { shortened } from './text.ts';

export type Detail = { readonly title: string; readonly text: string };
export type DetailGroup = { readonly title: string; readonly details: readonly Detail[] };

/** Groups without an entry are left out. Texts of others are on one line and at most 2,000 characters long. */
export function trialDetails(study: Study, trial: Trial): readonly DetailGroup[] {
  const facts = Object.entries(trial.facts).filter(([name]) => !told.has(name));
  const originOf = ([name, fact]: readonly [string, Json]): Detail[] => {
    const title = origins.get(name);
    return title === undefined ? [] : [{ title, text: textOf(fact) }];
  };
  const attributes = facts.filter(([name]) => !origins.has(name));
  const groups = [
    { title: 'Outcome', details: outcomeOf(study, trial) },
    { title: 'Values', details: Object.entries(trial.params).map(([name, value]) => detail(name, formatValue(value))) },
    { title: 'Origin', details: facts.flatMap(originOf) },
    { title: 'User attributes', details: attributes.map(([name, fact]) => detail(name, textOf(fact))) },
  ];
  return groups.filter(({ details }) => details.length > 0);
}

function outcomeOf(study: Study, trial: Trial): readonly Detail[] {
  const { number, state, value, reports, startedAtMs, endedAtMs, facts } = trial;
  const metric = study.objective?.metric ?? 'value';
  const last = reports.at(-1);
  const reason = facts['fail_reason'] ?? facts['prune_reason'];
  const note = study.notes.get(number);
  return [
    { title: 'state', text: state },
    ...(value === null ? [] : [detail(metric, formatValue(value))]),
    ...(reason === undefined ? [] : [detail('reason', textOf(reason))]),
    ...(isFeasible(trial) ? [] : [detail('constraints', `broken: ${textOf(facts[constraintsName] ?? null)}`)]),
    ...(last === undefined
      ? []
      : [detail('reports', `${reports.length}, the last ${formatValue(last.value)} at step ${last.step}`)]),
    ...(startedAtMs === null ? [] : [detail('started', timeOf(startedAtMs))]),
    ...(startedAtMs === null || endedAtMs === null ? [] : [detail('took', formatDuration(endedAtMs - startedAtMs))]),
    ...(note === undefined ? [] : [detail('note', note)]),
  ];
}

/** Facts with a place in the outcome, or that only tell processes apart. */
const told: ReadonlySet<string> = new Set([
  ...['fail_reason', 'prune_reason', 'duration_s', 'pid_start', 'owner_pid', 'owner_start'],
]);

/** The facts that TuneLens notes, and their titles. */
const origins: ReadonlyMap<string, string> = new Map([
  ['source', 'values from'],
  ['seed', 'seed'],
  ['retry_of', 'again after trial'],
  ['taken_over', 'taken over from a host that was gone'],
  ['kept', 'kept from pruning'],
  ['fail_kind', 'kind of failure'],
  ['prune_rule', 'pruned by'],
  ['prune_step', 'pruned at step'],
  ['predicted_value', 'predicted end'],
  ['predicted_sd', 'predicted end, ±'],
  ['tfjs', 'TensorFlow.js'],
  ['backend', 'backend'],
  ['gpu', 'GPU'],
  ['gpu_id', 'GPU id'],
  ['node', 'Node'],
  ['tunelens', 'TuneLens'],
  ['host', 'host'],
  ['pid', 'process'],
  ['platform', 'platform'],
  ['cpu', 'processor'],
  ['cpu_count', 'processors'],
  ['git_commit', 'commit'],
  ['git_branch', 'branch'],
  ['git_dirty', 'uncommitted changes'],
  ['git_patch_sha256', 'SHA-256 of the changes'],
  ['program', 'program and arguments'],
  ['fit_value', 'epoch that counts'],
  ['sources_sha256', 'SHA-256 of the sources'],
  ['sources_count', 'source files'],
]);

function detail(title: string, text: string): Detail {
  return { title: shortened(title, 80), text: shortened(text, 2000) };
}

function textOf(fact: Json): string {
  if (typeof fact === 'boolean') return fact ? 'yes' : 'no';
  if (typeof fact === 'number') return String(fact);
  return shortened(typeof fact === 'string' ? fact : JSON.stringify(fact), 2000);
}

function timeOf(ms: number): string {
  return (isoTime(ms) ?? `${ms} ms`).replace('T', ' ').replace(/\.\d+Z$/, ' UTC');
}
