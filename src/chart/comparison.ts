// Two studies side by side: what each has reached, with which values. Knows nothing of how it is shown.
import { baselineTrial, bestTrial, isFinished, type Study } from '../study/study.ts';
import { formatDuration, formatValue } from '../study/words.ts';
import { shortened } from './text.ts';

export type ComparisonRow = {
  readonly title: string;
  readonly cells: readonly [string, string];
  readonly isDifferent: boolean;
};

export type Comparison = {
  /** In words: which is better, or why the two cannot be set against each other. */
  readonly sentence: string;
  readonly rows: readonly ComparisonRow[];
};

/** Whether the values of both mean the same: one name, one direction. */
export function isComparable(a: Study, b: Study): boolean {
  return a.direction === b.direction && a.objective?.metric === b.objective?.metric;
}

export function comparisonOf(study: Study, other: Study): Comparison {
  const both = [study, other] as const;
  const row = (title: string, textOf: (one: Study) => string): ComparisonRow => {
    const cells = [textOf(study), textOf(other)] as const;
    return { title: shortened(title), cells, isDifferent: cells[0] !== cells[1] };
  };
  const names = new Set(both.flatMap((one) => Object.keys(bestTrial(one)?.params ?? {})));
  const rows = [
    row('objective', ({ direction, objective }) => `${direction} ${shortened(objective?.metric ?? 'value', 24)}`),
    row('best', (one) => valueText(bestTrial(one)?.value)),
    row('your values', (one) => {
      const baseline = baselineTrial(one);
      return baseline !== null && isFinished(baseline) ? valueText(baseline.value) : '';
    }),
    row('finished trials', ({ trials }) => `${trials.filter(isFinished).length} of ${trials.length}`),
    row('training time', trainingTime),
    ...[...names].map((name) => row(name, (one) => shortened(paramText(one, name), 60))),
  ];
  return { sentence: sentenceOf(study, other), rows };
}

function valueText(value: number | undefined): string {
  return value === undefined ? '' : formatValue(value);
}

function paramText(study: Study, name: string): string {
  const params = bestTrial(study)?.params ?? {};
  return Object.hasOwn(params, name) ? formatValue(params[name]) : '';
}

/** Of all trials together, however many ran at a time. */
function trainingTime({ trials }: Study): string {
  const ms = trials.reduce((sum, { startedAtMs, endedAtMs }) => sum + ((endedAtMs ?? 0) - (startedAtMs ?? 0) || 0), 0);
  return ms > 0 ? formatDuration(ms) : '';
}

function sentenceOf(study: Study, other: Study): string {
  const [mine, theirs] = [bestTrial(study), bestTrial(other)];
  if (!isComparable(study, other))
    return 'The two measure different things, so their values cannot be set against each other.';
  if (mine === null || theirs === null) return 'One of the two has no result yet.';
  if (mine.value === theirs.value) return 'Both have reached the same.';
  const isOurs = study.direction === 'maximize' ? mine.value > theirs.value : mine.value < theirs.value;
  const name = shortened(isOurs ? study.name : other.name);
  return `${name} is ahead by ${formatValue(Math.abs(mine.value - theirs.value))}.`;
}
