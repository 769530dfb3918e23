// The trials of a study as text for other programs and for documents: CSV, JSON and Markdown. One row per trial, in the order of the trials.
import { formatDuration, formatNumber, formatValue } from '../study/words.ts';
import type { Json } from '../study/event.ts';
import type { Study, Trial } from '../study/study.ts';

/**
 * RFC 4180, with a head line. Parameters are columns `param.<name>`, user attributes `attribute.<name>` (those that are no plain value as JSON), times
 * ISO 8601. What a trial does not have (an inactive parameter, a value) is empty.
 */
export function trialsAsCsv(study: Study): string {
  const params = paramNames(study);
  const attributes = attributeNames(study.trials);
  const head = [
    ...['trial', 'state', 'value', 'started', 'ended', 'duration_s', 'reason'],
    ...params.map((name) => `param.${name}`),
    ...attributes.map((name) => `attribute.${name}`),
  ];
  const rows = study.trials.map((trial) => [
    ...[trial.number, trial.state, trial.value, timeOf(trial.startedAtMs), timeOf(trial.endedAtMs), secondsOf(trial)],
    reasonOf(trial),
    ...params.map((name) => trial.params[name]),
    ...attributes.map((name) => trial.facts[name]),
  ]);
  return [head, ...rows].map((row) => `${row.map((cell) => csvField(plainText(cell))).join(',')}\r\n`).join('');
}

/** One object: the study's name, direction and metric, and its trials with the values on the way. NaN and infinities, which JSON lacks, are texts. */
export function trialsAsJson({ name, direction, objective, trials }: Study): string {
  const rows = trials.map((trial) => ({
    trial: trial.number,
    state: trial.state,
    value: trial.value,
    started: timeOf(trial.startedAtMs),
    ended: timeOf(trial.endedAtMs),
    duration_s: secondsOf(trial),
    reason: reasonOf(trial),
    params: trial.params,
    attributes: trial.facts,
    reports: trial.reports,
  }));
  const study = { study: name, direction, metric: objective?.metric ?? null, trials: rows };
  return `${JSON.stringify(study, finiteOrText, 2)}\n`;
}

/** A table for people: numbers as they are shown everywhere, no attributes. */
export function trialsAsMarkdown(study: Study): string {
  const params = paramNames(study);
  const head = ['trial', 'state', study.objective?.metric ?? 'value', 'took', ...params, 'reason'];
  const rows = study.trials.map((trial) => {
    const seconds = secondsOf(trial);
    return [
      String(trial.number),
      trial.state,
      trial.value === null ? '' : formatNumber(trial.value),
      seconds === null ? '' : formatDuration(seconds * 1000),
      ...params.map((name) => (name in trial.params ? formatValue(trial.params[name]) : '')),
      reasonOf(trial) ?? '',
    ];
  });
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(markdownField).join(' | ')} |\n`).join('');
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

function timeOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

function secondsOf({ startedAtMs, endedAtMs }: Trial): number | null {
  return startedAtMs === null || endedAtMs === null ? null : (endedAtMs - startedAtMs) / 1000;
}

function finiteOrText(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

function plainText(cell: Json | undefined): string {
  if (cell === undefined || cell === null) return '';
  return typeof cell === 'object' ? JSON.stringify(cell, finiteOrText) : String(cell);
}

function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function markdownField(text: string): string {
  return text.replace(/[\\|]/g, '\\$&').replace(/\s+/g, ' ');
}
