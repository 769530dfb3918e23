// The reader's choices, kept over hide, show and reload of the page. All else the journal's lines give again.
import type { ChartUi } from '../src/chart/ui.ts';
import type { RowsWanted } from '../src/chart/trialRows.ts';
import { parseParams } from '../src/webviewProtocol.ts';
import type { Params } from '../src/space/space.ts';

export type PageState = Omit<ChartUi, 'colors' | 'font' | 'isTitled' | 'compared'> & {
  /** The study that trials are picked and tried values chosen of. */
  readonly study: string;
  readonly sort: RowsWanted['sort'];
  readonly filter: string;
  /** Which trials the table shows. */
  readonly rows: 'all' | 'picked' | 'starred';
  /** Columns that the table leaves out. */
  readonly hidden: ReadonlySet<string>;
  /** Values of "Try values" that differ from the best trial's. */
  readonly tried: Params;
  /** Whether the bar at the foot tells all of the trial that is picked. */
  readonly areDetailsOpen: boolean;
};

const usualSort: PageState['sort'] = { column: 'trial', isDescending: true };

export type PageStore = {
  readonly get: () => PageState;
  readonly set: (change: Partial<PageState>) => void;
};

/** Saves every change and calls back. */
export function createPageStore(
  saved: { getState(): unknown; setState(state: unknown): void },
  onChange: () => void,
): PageStore {
  let state = parsePageState(saved.getState());
  return {
    get: () => state,
    set: (change) => {
      state = { ...state, ...change };
      const { selected, hidden } = state;
      saved.setState({ ...state, selected: [...selected], hidden: [...hidden] });
      onChange();
    },
  };
}

/** The choices that a chart depends on, and no others: typing a filter draws no chart. */
export function chartChoices({ selected, x, scale, range, through, pair, contour }: PageState): readonly unknown[] {
  return [selected, x, scale, range, through, pair, contour];
}

/** Keeps what is sound and takes the usual for the rest: another version may have saved it. */
function parsePageState(raw: unknown): PageState {
  const of: Readonly<Record<string, unknown>> = isRecord(raw) ? raw : {};
  const oneOf = <Value extends string>(value: unknown, values: readonly Value[], usual: Value): Value =>
    values.find((one) => one === value) ?? usual;
  const { sort, pair } = of;
  const [first, second] = listOf(pair);
  return {
    study: textOf(of['study']),
    selected: numbersOf(of['selected']),
    hidden: new Set(listOf(of['hidden']).filter((one) => typeof one === 'string')),
    filter: textOf(of['filter']),
    rows: oneOf(of['rows'], ['all', 'picked', 'starred'], 'all'),
    x: oneOf(of['x'], ['trial', 'time'], 'trial'),
    scale: oneOf(of['scale'], ['linear', 'log'], 'linear'),
    range: oneOf(of['range'], ['usual', 'whole'], 'usual'),
    through: oneOf(of['through'], ['best', 'average'], 'best'),
    contour: oneOf(of['contour'], ['mean', 'uncertainty'], 'mean'),
    pair: typeof first === 'string' && typeof second === 'string' ? [first, second] : null,
    sort:
      isRecord(sort) && typeof sort['column'] === 'string'
        ? { column: sort['column'], isDescending: sort['isDescending'] === true }
        : usualSort,
    tried: parseParams(of['tried']) ?? {},
    areDetailsOpen: of['areDetailsOpen'] === true,
  };
}

function numbersOf(raw: unknown): ReadonlySet<number> {
  return new Set(listOf(raw).filter((one) => typeof one === 'number'));
}

function listOf(raw: unknown): readonly unknown[] {
  return Array.isArray(raw) ? raw : [];
}

function textOf(raw: unknown): string {
  return typeof raw === 'string' ? raw : '';
}

function isRecord(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

/** With those added that were not in it; without them where all were. */
export function toggled(numbers: ReadonlySet<number>, others: readonly number[]): ReadonlySet<number> {
  const next = new Set(numbers);
  if (others.every((one) => numbers.has(one))) for (const one of others) next.delete(one);
  else for (const one of others) next.add(one);
  return next;
}
