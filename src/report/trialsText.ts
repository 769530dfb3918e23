// The trials of a study as text for other programs and for documents: CSV, JSON and Markdown. One row per trial, in the order of the trials.
import { formatDuration, formatNumber, formatValue, isoTime } from '../study/words.ts';
import { csvOf } from '../chart/csv.ts';
import { markdownOf } from '../chart/markdown.ts';
import type { Json } from '../study/event.ts';
import type { Study, Trial } from '../study/study.ts';
import { ownOf } from '../space/own.ts';

/**
 * RFC 4180, with a head line. Parameters are columns `param.<name>`, user attributes `attribute.<name>` (those that are no plain value as JSON), times
 * ISO 8601. What a trial does not have (an inactive parameter, a value) is empty; no text is a formula to a spreadsheet.
 */
export function trialsAsCsv(study: Study): string {
  const params = paramNames(study);
  const attributes = attributeNames(study.trials);
  const head = [
    ...['trial', 'state', 'value', 'started', 'ended', 'duration_s', 'reason', 'starred', 'note'],
    ...params.map((name) => `param.${name}`),
    ...attributes.map((name) => `attribute.${name}`),
  ];
  const rows = study.trials.map((trial) => [
    ...[trial.number, trial.state, trial.value, isoTime(trial.startedAtMs), isoTime(trial.endedAtMs), secondsOf(trial)],
    ...[reasonOf(trial), study.stars.has(trial.number), study.notes.get(trial.number)],
    ...params.map((name) => ownOf(trial.params, name)),
    ...attributes.map((name) => ownOf(trial.facts, name)),
  ]);
  return csvOf([head, ...rows.map((row) => row.map(plain))]);
}

/** One object: the study's name, direction and metric, and its trials with the values on the way. NaN and infinities, which JSON lacks, are texts. */
export function trialsAsJson({ name, direction, objective, trials, stars, notes }: Study): string {
  const rows = trials.map((trial) => ({
    trial: trial.number,
    state: trial.state,
    value: trial.value,
    started: isoTime(trial.startedAtMs),
    ended: isoTime(trial.endedAtMs),
    duration_s: secondsOf(trial),
    reason: reasonOf(trial),
    starred: stars.has(trial.number),
    note: notes.get(trial.number) ?? null,
    params: trial.params,
    attributes: trial.facts,
    reports: trial.reports,
  }));
  const study = { study: name, direction, metric: objective?.metric ?? null, trials: rows };
  return `${JSON.stringify(study, finiteOrText, 2)}\n`;
}

/** A table for people: numbers as they are shown everywhere, a star beside the trial's number, notes where there are any, no attributes. */
export function trialsAsMarkdown(study: Study): string {
  const params = paramNames(study);
  const hasNotes = study.notes.size > 0;
  const notes = hasNotes ? ['note'] : [];
  const head = ['trial', 'state', study.objective?.metric ?? 'value', 'took', ...params, 'reason', ...notes];
  const rows = study.trials.map((trial) => {
    const seconds = secondsOf(trial);
    return [
      `${trial.number}${study.stars.has(trial.number) ? ' ★' : ''}`,
      trial.state,
      trial.value === null ? '' : formatNumber(trial.value),
      seconds === null ? '' : formatDuration(seconds * 1000),
      ...params.map((name) => (Object.hasOwn(trial.params, name) ? formatValue(trial.params[name]) : '')),
      reasonOf(trial) ?? '',
      ...(hasNotes ? [study.notes.get(trial.number) ?? ''] : []),
    ];
  });
  return markdownOf([head, ...rows]);
}

/** The space's own order; then what only trials have. */
function paramNames({ trials, space }: Study): readonly string[] {
  const declared = (space?.parameters ?? []).map(({ name }) => name);
  return [...new Set([...declared, ...trials.flatMap(({ params }) => Object.keys(params))])];
}

function attributeNames(trials: readonly Trial[]): readonly string[] {
  return [...new Set(trials.flatMap(({ facts }) => Object.keys(facts)))].filter((name) => name !== reasonAttribute);
}

/** Has a column of its own. */
const reasonAttribute = 'fail_reason';

function reasonOf({ facts }: Trial): string | null {
  const reason = facts[reasonAttribute];
  return typeof reason === 'string' ? reason : null;
}

function secondsOf({ startedAtMs, endedAtMs }: Trial): number | null {
  return startedAtMs === null || endedAtMs === null ? null : (endedAtMs - startedAtMs) / 1000;
}

function finiteOrText(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

function plain(cell: Json | undefined): string | number {
  if (cell === undefined || cell === null) return '';
  if (typeof cell === 'number') return cell;
  return typeof cell === 'object' ? JSON.stringify(cell, finiteOrText) : String(cell);
}
