// The table of trials as it is printed while they run: iter | target | one column per parameter. Pure: trials in, lines out.
import { wrap } from '../report/wrap.ts';
import type { Space } from '../space/space.ts';
import { isBetter, isFinished, type Study, type Trial } from '../study/study.ts';
import { formatNumber, formatValue } from '../study/words.ts';
import { ownOf } from '../space/own.ts';

export type Table = { readonly header: string; readonly row: (trial: Trial, isBest: boolean) => string };

/**
 * A table for the parameters of `space`; every row is as wide as the header unless a value is longer than its column. Where `width` columns are too
 * few for it, a few lines per trial instead.
 */
export function createTable(space: Space, width: number): Table {
  const names = space.parameters.map(({ name }) => name);
  const table = wideTable(names);
  return table.header.indexOf('\n') <= width ? table : narrowTable(names, width);
}

function wideTable(names: readonly string[]): Table {
  const widths = names.map((name) => Math.max(name.length, 9));
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const head = line(['iter', 'target'.padEnd(10), ...names.map((name, i) => name.padEnd(widths[i] ?? 0))]);
  return {
    header: `${head}\n${'-'.repeat(head.length)}`,
    row: (trial, isBest) =>
      line([
        String(trial.number).padEnd(4),
        `${targetOf(trial)}${isBest ? ' *' : ''}`.padEnd(10),
        ...names.map((name, i) => formatValue(ownOf(trial.params, name)).padEnd(widths[i] ?? 0)),
      ]),
  };
}

function narrowTable(names: readonly string[], width: number): Table {
  return {
    header: 'iter  target',
    row: (trial, isBest) => {
      const params = names.filter((name) => Object.hasOwn(trial.params, name));
      const values = params.map((name) => `${name}\u00a0=\u00a0${formatValue(ownOf(trial.params, name))}`).join(', ');
      const lines = values === '' ? [] : wrap(values, Math.max(10, width - 6));
      const head = `${String(trial.number).padEnd(4)}  ${targetOf(trial)}${isBest ? ' *' : ''}`;
      return [head, ...lines.map((line) => `      ${line.replaceAll('\u00a0', ' ')}`)].join('\n');
    },
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
