// The trials as a table: columns, filter, order, and the text of each cell. Knows nothing of how it is shown.
import type { ParamValue } from '../space/space.ts';
import { isFinished, type Study, type Trial } from '../study/study.ts';
import { formatDuration, formatValue } from '../study/words.ts';
import { shortened } from './text.ts';
import { ownOf } from '../space/own.ts';

export type Column = {
  /** Unique, whatever the parameters are called. */
  readonly id: string;
  readonly title: string;
  /** What it is sorted and compared by; undefined where the trial has none. */
  readonly valueOf: (trial: Trial) => ParamValue | undefined;
  readonly textOf: (trial: Trial) => string;
};

/** Which trials are shown, in which order. */
export type RowsWanted = {
  readonly sort: { readonly column: string; readonly isDescending: boolean };
  /** See `parseFilter`. */
  readonly filter: string;
  /** Only these; null: all. */
  readonly only: ReadonlySet<number> | null;
};

/** Trial, state, value, every parameter, duration; notes where there are any. */
export function columnsOf(study: Study): readonly Column[] {
  const parameters = study.space?.parameters ?? [];
  return [
    plain('trial', 'trial', ({ number }) => number),
    { id: 'state', title: 'state', valueOf: ({ state }) => state, textOf: stateText },
    plain('value', shortened(study.objective?.metric ?? 'value'), ({ value }) => value ?? undefined),
    ...parameters.map(({ name }) => plain(`param ${name}`, shortened(name), ({ params }) => ownOf(params, name))),
    {
      id: 'duration',
      title: 'time',
      valueOf: durationMs,
      textOf: (trial) => {
        const ms = durationMs(trial);
        return ms === undefined ? '' : formatDuration(ms);
      },
    },
    ...(study.notes.size === 0 ? [] : [plain('note', 'note', ({ number }) => study.notes.get(number))]),
  ];
}

function plain(id: string, title: string, valueOf: Column['valueOf']): Column {
  return {
    id,
    title,
    valueOf,
    textOf: (trial) => {
      const value = valueOf(trial);
      return value === undefined ? '' : shortened(typeof value === 'string' ? value : formatValue(value), 60);
    },
  };
}

/** The state, and why a trial failed or was pruned where that is known. */
function stateText({ state, facts }: Trial): string {
  const reason = facts['fail_reason'] ?? facts['prune_reason'];
  return typeof reason === 'string' && state !== 'finished' ? `${state}: ${shortened(reason, 120)}` : state;
}

function durationMs({ startedAtMs, endedAtMs }: Trial): number | undefined {
  return startedAtMs === null || endedAtMs === null ? undefined : endedAtMs - startedAtMs;
}

/** The trials that the filter lets through, sorted; equal ones newest first, those without a value last. */
export function rowsOf(study: Study, columns: readonly Column[], wanted: RowsWanted): readonly Trial[] {
  const passes = parseFilter(wanted.filter, columns);
  const { only } = wanted;
  const rows = study.trials.filter((trial) => (only === null || only.has(trial.number)) && passes(trial));
  const column = columns.find(({ id }) => id === wanted.sort.column);
  if (column === undefined || column.id === 'trial') {
    return wanted.sort.isDescending || column === undefined ? rows.reverse() : rows;
  }
  const keyed = rows.map((trial) => ({ trial, key: column.valueOf(trial) }));
  const way = wanted.sort.isDescending ? -1 : 1;
  keyed.sort((a, b) => compare(a.key, b.key, way) || b.trial.number - a.trial.number);
  return keyed.map(({ trial }) => trial);
}

/** Numbers by size before texts by alphabet; what is missing or no number comes last either way. */
function compare(a: ParamValue | undefined, b: ParamValue | undefined, way: 1 | -1): number {
  const rank = (value: ParamValue | undefined): number =>
    value === undefined || Number.isNaN(value) ? 2 : typeof value === 'number' ? 0 : 1;
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (typeof a === 'number' && typeof b === 'number') return way * (a < b ? -1 : a > b ? 1 : 0);
  const [left, right] = [String(a), String(b)];
  return way * (left < right ? -1 : left > right ? 1 : 0);
}

/**
 * Words that must all hold: `state=failed`, `rate<0.01`, `acc>=0.9` compare a column by its title (or what it begins with); any other word is
 * looked for in all cells. Upper and lower case are alike. A column that is not there lets nothing through.
 */
export function parseFilter(text: string, columns: readonly Column[]): (trial: Trial) => boolean {
  const tests = text
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => parseWord(word.toLowerCase(), columns));
  return (trial) => tests.every((passes) => passes(trial));
}

function parseWord(word: string, columns: readonly Column[]): (trial: Trial) => boolean {
  const parts = /^([^<>=!]+)(<=|>=|!=|<|>|=)(.*)$/.exec(word);
  if (parts === null) {
    return (trial) => columns.some(({ textOf }) => textOf(trial).toLowerCase().includes(word));
  }
  const [, title = '', operator = '=', wanted = ''] = parts;
  const titled = (isNamed: (name: string) => boolean): Column | undefined =>
    columns.find((column) => isNamed(column.title.toLowerCase()));
  const column = titled((name) => name === title) ?? titled((name) => name.startsWith(title));
  return (trial) => column !== undefined && holds(column, trial, { operator, wanted });
}

function holds(
  { valueOf, textOf }: Column,
  trial: Trial,
  { operator, wanted }: { readonly operator: string; readonly wanted: string },
): boolean {
  const value = valueOf(trial);
  const number = wanted === '' ? NaN : Number(wanted);
  if (typeof value === 'number' && !Number.isNaN(number)) {
    switch (operator) {
      case '<':
        return value < number;
      case '<=':
        return value <= number;
      case '>':
        return value > number;
      case '>=':
        return value >= number;
      default:
        // Cells show four digits, and what one reads is what one types.
        return (value === number || textOf(trial) === wanted) === (operator === '=');
    }
  }
  const isSame = value !== undefined && String(value).toLowerCase() === wanted;
  return operator === '=' ? isSame : operator === '!=' && !isSame;
}

/** The columns in which these trials differ; all of them for fewer than two. */
export function differing(columns: readonly Column[], trials: readonly Trial[]): readonly Column[] {
  const [first, ...others] = trials;
  if (first === undefined || others.length === 0) return columns;
  return columns.filter((column) => others.some((trial) => column.valueOf(trial) !== column.valueOf(first)));
}

/** Rows for a text to read: as the table shows them. */
export function shownRows(columns: readonly Column[], trials: readonly Trial[]): readonly (readonly string[])[] {
  return [columns.map(({ title }) => title), ...trials.map((trial) => columns.map(({ textOf }) => textOf(trial)))];
}

/** Rows for a CSV file: full numbers. */
export function tableRows(
  columns: readonly Column[],
  trials: readonly Trial[],
): readonly (readonly (string | number)[])[] {
  return [
    columns.map(({ title }) => title),
    ...trials.map((trial) =>
      columns.map(({ id, valueOf, textOf }) => {
        const value = id === 'state' ? textOf(trial) : valueOf(trial);
        return typeof value === 'number' ? value : value === undefined ? '' : String(value);
      }),
    ),
  ];
}

/** How many trials stand in each state, in words. */
export function stateCounts({ trials }: Study): string {
  const counts = new Map<string, number>();
  for (const trial of trials) {
    const name = isFinished(trial) ? 'finished' : trial.state;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `${count} ${name}`).join(', ');
}
