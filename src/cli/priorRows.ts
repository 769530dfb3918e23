// The rows of a table of past trials, as values of a space: columns matched to parameters, and what cannot be used told with its line and reason.
import type { Domain, Params, ParamValue, Space } from '../space/space.ts';
import { fitPrior, type Prior } from '../study/priors.ts';
import { formatDomain } from '../study/words.ts';
import type { CsvRow } from './csv.ts';
import { setOwn } from '../space/own.ts';

export type PriorRows = {
  readonly priors: readonly Prior[];
  readonly bad: readonly { readonly line: number; readonly reason: string }[];
  /** Parameters without a column: they are at the file's literals. */
  readonly missing: readonly string[];
  readonly unused: readonly string[];
};

export type Columns = { readonly value: string | null; readonly metric: string };

/** Null where no column holds the value: `wanted` of the user, or one named value, the metric, target or objective. */
export function readPriorRows(
  rows: readonly CsvRow[],
  space: Space,
  { columns, held }: { readonly columns: Columns; readonly held: Params },
): PriorRows | null {
  const [head, ...body] = rows;
  const names = head?.cells.map((cell) => cell.trim()) ?? [];
  const valueAt = valueColumn(names, columns);
  if (valueAt === -1) return null;
  const places = new Map(space.parameters.map(({ name }) => [name, names.findIndex((cell) => isColumnOf(cell, name))]));
  const stateAt = names.indexOf('state');
  const read: { priors: Prior[]; bad: { line: number; reason: string }[] } = { priors: [], bad: [] };
  for (const { line, cells } of body) {
    const state = cells[stateAt]?.toLowerCase() ?? 'finished';
    const value = numberOf(cells[valueAt] ?? '');
    const given = paramsOf(space, (name) => cells[places.get(name) ?? -1]?.trim() ?? '');
    const reason =
      state !== 'finished' && state !== 'complete'
        ? `The trial is ${state}.`
        : value === null
          ? `"${cells[valueAt] ?? ''}" is no value.`
          : 'reason' in given
            ? given.reason
            : null;
    const fitted = 'params' in given ? fitPrior(space, given.params, held) : { obstacle: '' };
    if (reason !== null || value === null) read.bad.push({ line, reason: reason ?? '' });
    else if ('obstacle' in fitted) read.bad.push({ line, reason: fitted.obstacle });
    else read.priors.push({ params: fitted.params, value });
  }
  const used = new Set([valueAt, stateAt, ...places.values()]);
  return {
    ...read,
    missing: [...places].flatMap(([name, at]) => (at === -1 ? [name] : [])),
    unused: names.filter((_, i) => !used.has(i)),
  };
}

/** `rate`, `param.rate` of our own export, `params_rate` of Optuna's data frame. */
function isColumnOf(column: string, name: string): boolean {
  return column === name || column === `param.${name}` || column === `params_${name}`;
}

function valueColumn(names: readonly string[], { value, metric }: Columns): number {
  if (value !== null) return names.indexOf(value);
  return [metric, 'value', 'target', 'objective'].map((name) => names.indexOf(name)).find((at) => at !== -1) ?? -1;
}

function paramsOf(
  { parameters }: Space,
  cellOf: (name: string) => string,
): { readonly params: Params } | { readonly reason: string } {
  const params: Record<string, ParamValue> = {};
  for (const { name, domain } of parameters) {
    const cell = cellOf(name);
    if (cell === '') continue;
    const value = valueOf(domain, cell);
    if (value === undefined) return { reason: `${name} = "${cell}" is not in ${formatDomain(domain)}.` };
    setOwn(params, name, value);
  }
  return { params };
}

/** Undefined where the text is no value of this kind of domain. */
function valueOf(domain: Domain, cell: string): ParamValue | undefined {
  const words = domain.kind === 'choice' ? domain.choices : domain.kind === 'mixed' ? domain.specials : [];
  const number = numberOf(cell);
  // Python writes True, False and None.
  const lower = cell.toLowerCase().replace(/^none$/, 'null');
  const word = words.find((choice) => String(choice) === cell || String(choice) === lower || choice === number);
  if (word !== undefined || domain.kind === 'choice') return word;
  return number ?? undefined;
}

function numberOf(cell: string): number | null {
  const text = cell.trim();
  const value = text === '' ? NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}
