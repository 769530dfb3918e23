// The table of trials as it is printed while they run: iter | target | one column per parameter. Pure: trials in, lines out.
import type { Space } from '../space/space.ts';
import { isBetter, isFinished, type Study, type Trial } from '../study/study.ts';
import { formatNumber, formatValue } from '../study/words.ts';

export type Table = { readonly header: string; readonly row: (trial: Trial, isBest: boolean) => string };

/** A table for the parameters of `space`; every row is as wide as the header unless a value is longer than its column. */
export function createTable(space: Space): Table {
  const names = space.parameters.map(({ name }) => name);
  const widths = names.map((name) => Math.max(name.length, 9));
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const head = line(['iter', 'target'.padEnd(10), ...names.map((name, i) => name.padEnd(widths[i] ?? 0))]);
  return {
    header: `${head}\n${'-'.repeat(head.length)}`,
    row: (trial, isBest) =>
      line([
        String(trial.number).padEnd(4),
        `${targetOf(trial)}${isBest ? ' *' : ''}`.padEnd(10),
        ...names.map((name, i) => formatValue(trial.params[name]).padEnd(widths[i] ?? 0)),
      ]),
  };
}

/** Whether `trial` is better than every one that ended before it in `study`. */
export function isNewBest(study: Study, trial: Trial): boolean {
  if (!isFinished(trial)) return false;
  const others = study.trials.filter((other) => other.number !== trial.number && isFinished(other));
  return others.every((other) => other.value === null || isBetter(trial.value, other.value, study.direction));
}

function targetOf(trial: Trial): string {
  const kind = trial.facts['fail_kind'];
  return trial.value === null ? (typeof kind === 'string' ? kind : trial.state) : formatNumber(trial.value);
}
