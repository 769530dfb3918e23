// The trials of a study as text for other programs and for documents: CSV, JSON and Markdown. One row per trial, in the order of the trials.
import type { ParamValue } from '../space/space.ts';
import type { Study, Trial } from '../study/study.ts';
import { formatNumber, formatValue } from '../study/words.ts';

/** RFC 4180, with a head line. Absent values (an inactive parameter, no value) are empty. */
export function trialsAsCsv(study: Study): string {
  const names = namesOf(study);
  const head = ['trial', 'state', 'value', 'duration_s', ...names, 'reason'];
  const rows = study.trials.map((trial) => [
    String(trial.number),
    trial.state,
    trial.value === null ? '' : String(trial.value),
    secondsOf(trial),
    ...names.map((name) => textOf(trial.params[name])),
    reasonOf(trial),
  ]);
  return [head, ...rows].map((row) => `${row.map(csvField).join(',')}\r\n`).join('');
}

/** One object: the study's name, objective and trials with their facts. */
export function trialsAsJson({ name, direction, objective, trials }: Study): string {
  const rows = trials.map(({ number, state, value, params, startedAtMs, endedAtMs, facts }) => ({
    ...{ number, state, value, params },
    startedAt: timeOf(startedAtMs),
    endedAt: timeOf(endedAtMs),
    facts,
  }));
  return `${JSON.stringify({ study: name, direction, metric: objective?.metric ?? null, trials: rows }, null, 2)}\n`;
}

/** A table. */
export function trialsAsMarkdown(study: Study): string {
  const names = namesOf(study);
  const head = ['trial', 'state', study.objective?.metric ?? 'value', 'seconds', ...names];
  const rows = study.trials.map((trial) => [
    String(trial.number),
    trial.state,
    trial.value === null ? '' : formatNumber(trial.value),
    secondsOf(trial),
    ...names.map((name) => (name in trial.params ? formatValue(trial.params[name]) : '')),
  ]);
  return `${[head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(markdownField).join(' | ')} |`).join('\n')}\n`;
}

function namesOf({ trials, space }: Study): readonly string[] {
  return [
    ...new Set([
      ...(space?.parameters ?? []).map(({ name }) => name),
      ...trials.flatMap(({ params }) => Object.keys(params)),
    ]),
  ];
}

function secondsOf({ startedAtMs, endedAtMs }: Trial): string {
  return startedAtMs === null || endedAtMs === null ? '' : String((endedAtMs - startedAtMs) / 1000);
}

function reasonOf({ facts }: Trial): string {
  const reason = facts['fail_reason'];
  return typeof reason === 'string' ? reason : '';
}

function textOf(value: ParamValue | undefined): string {
  return value === undefined ? '' : String(value);
}

function timeOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function markdownField(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
}
