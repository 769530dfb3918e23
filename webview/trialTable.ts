// The trials as a table: the text behind the charts. Only the rows on screen are elements, so ten thousand trials scroll like ten.
import type { Column } from '../src/chart/trialRows.ts';
import { bestTrial, isFinished, type Study, type Trial } from '../src/study/study.ts';
import { createLink } from './controls.ts';
import { element } from './dom.ts';
import type { PageState } from './pageState.ts';

export type TableActions = {
  readonly apply: (trial: number) => void;
  readonly pick: (trials: readonly number[], isAdded: boolean) => void;
  readonly star: (trials: readonly number[]) => void;
  readonly note: (trial: number) => void;
  readonly sortBy: (column: string) => void;
};

export type TrialTable = {
  readonly element: HTMLElement;
  readonly show: (study: Study, columns: readonly Column[], rows: readonly Trial[], state: PageState) => void;
};

/** Of every row, so that it is known where each one stands; the style sheet says the same. */
const rowPx = 26;
/** Rows beyond the edge, so that a fast scroll meets no gap. */
const nSpare = 6;

export function createTrialTable(actions: TableActions): TrialTable {
  const head = element('thead');
  const body = element('tbody');
  const columnWidths = element('colgroup');
  const table = element('table', { role: 'grid', 'aria-label': 'Trials' }, columnWidths, head, body);
  const scroll = element('div', { class: 'scroll', tabindex: '-1' }, table);
  let shown: Parameters<TrialTable['show']> | null = null;
  let drawn = '';

  // The rows on screen by trial: one that still says the same stays the same element.
  let made: MadeRows = new Map();

  const draw = (): void => {
    if (shown === null) return;
    const [study, columns, rows, state] = shown;
    const first = Math.max(0, Math.floor(scroll.scrollTop / rowPx) - nSpare);
    const last = Math.min(rows.length, Math.ceil((scroll.scrollTop + scroll.clientHeight) / rowPx) + nSpare);
    const focused = focusedTrial(body);
    const best = bestTrial(study)?.number ?? -1;
    made = rowsNow(made, rows.slice(first, last), { study, columns, state, best, first, head: drawn, actions });
    place(
      body,
      [...made.values()].map(({ row }) => row),
      { above: first, below: rows.length - last },
    );
    if (focused === null) return;
    const again = made.get(focused.trial)?.row;
    (focused.label === null ? again : again?.querySelector<HTMLElement>(`[aria-label="${focused.label}"]`))?.focus();
  };
  scroll.addEventListener('scroll', draw, { passive: true });
  new ResizeObserver(draw).observe(scroll);

  watchRows(body, {
    rows: () => shown?.[2] ?? [],
    pick: actions.pick,
    goTo: (index) => {
      const trial = shown?.[2][index];
      if (trial === undefined) return;
      const [top, heightPx] = [index * rowPx, scroll.clientHeight];
      if (top < scroll.scrollTop) scroll.scrollTop = top;
      // One row more, as the head covers one.
      else if (top + 2 * rowPx > scroll.scrollTop + heightPx) scroll.scrollTop = top + 2 * rowPx - heightPx;
      draw();
      body.querySelector<HTMLElement>(`tr[data-trial="${trial.number}"]`)?.focus();
    },
  });

  return {
    element: scroll,
    show: (...next) => {
      shown = next;
      const [, columns, rows, state] = next;
      const key = JSON.stringify([columns.map(({ id, title }) => [id, title]), state.sort]);
      if (key !== drawn) {
        drawn = key;
        drawHead(head, columnWidths, { columns, rows, sort: state.sort, sortBy: actions.sortBy });
      }
      table.setAttribute('aria-rowcount', String(rows.length + 1));
      draw();
    },
  };
}

type Rows = {
  readonly rows: () => readonly Trial[];
  readonly pick: TableActions['pick'];
  readonly goTo: (index: number) => void;
};

/** A click picks a row, with Ctrl one more, with Shift all from the last; arrows go from row to row, Space and Enter pick. */
function watchRows(body: HTMLElement, { rows, pick, goTo }: Rows): void {
  let anchor = -1;
  body.addEventListener('click', (event) => {
    const trial = trialAt(event.target);
    const isButton = event.target instanceof Element && event.target.closest('button') !== null;
    if (trial === null || isButton) return;
    const numbers = rows().map(({ number }) => number);
    const [from = -1, to = -1] = [numbers.indexOf(anchor), numbers.indexOf(trial)].sort((a, b) => a - b);
    const isRange = event.shiftKey && from !== -1;
    pick(isRange ? numbers.slice(from, to + 1) : [trial], event.ctrlKey || event.metaKey);
    if (!event.shiftKey) anchor = trial;
  });
  body.addEventListener('keydown', (event) => {
    const trial = trialAt(event.target);
    if (trial === null || !(event.target instanceof HTMLTableRowElement)) return;
    const last = rows().length - 1;
    const at = rows().findIndex(({ number }) => number === trial);
    const places = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: last, PageDown: at + 15, PageUp: at - 15 };
    const next = new Map(Object.entries(places)).get(event.key);
    if (next !== undefined) goTo(Math.min(last, Math.max(0, next)));
    else if (event.key === ' ') pick([trial], true);
    else if (event.key === 'Enter') pick([trial], false);
    else return;
    event.preventDefault();
  });
}

/** What stands right stays where it is, so that the browser lays out no more than what is new; spacers stand for the rows that are not made. */
function place(
  body: HTMLElement,
  rows: readonly HTMLElement[],
  { above, below }: { readonly above: number; readonly below: number },
): void {
  if (body.childElementCount < 2) body.replaceChildren(spacer(), spacer());
  const [top, bottom] = [body.firstElementChild, body.lastElementChild];
  if (!(top instanceof HTMLElement) || !(bottom instanceof HTMLElement)) return;
  const wanted = new Set<Element>([top, ...rows, bottom]);
  for (const child of [...body.children]) if (!wanted.has(child)) child.remove();
  let next = top.nextElementSibling;
  for (const row of rows) {
    if (row === next) next = row.nextElementSibling;
    else body.insertBefore(row, next);
  }
  top.style.height = `${above * rowPx}px`;
  bottom.style.height = `${below * rowPx}px`;
}

function spacer(): HTMLElement {
  return element('tr', { class: 'spacer', 'aria-hidden': 'true' });
}

/** Widths by the titles and a sample of cells, as a table of which most rows are missing cannot find them. */
function drawHead(
  head: HTMLElement,
  widths: HTMLElement,
  {
    columns,
    rows,
    sort,
    sortBy,
  }: {
    readonly columns: readonly Column[];
    readonly rows: readonly Trial[];
    readonly sort: PageState['sort'];
    readonly sortBy: (column: string) => void;
  },
): void {
  const sample = rows.slice(0, 200);
  const width = ({ title, textOf }: Column): number =>
    Math.min(34, Math.max(6, title.length + 3, ...sample.map((trial) => textOf(trial).length + 2)));
  widths.replaceChildren(
    ...[12, ...columns.map(width)].map((characters) => {
      const column = element('col');
      column.style.width = `${characters}ch`;
      return column;
    }),
  );
  const cells = columns.map(({ id, title }) => {
    const isSorted = sort.column === id;
    const arrow = isSorted ? (sort.isDescending ? ' ▾' : ' ▴') : '';
    const cell = element(
      'th',
      { scope: 'col', title },
      createLink(`${title}${arrow}`, () => sortBy(id), `Sort by ${title}`),
    );
    if (isSorted) cell.setAttribute('aria-sort', sort.isDescending ? 'descending' : 'ascending');
    return cell;
  });
  head.replaceChildren(element('tr', {}, element('th', { scope: 'col', 'aria-label': 'Actions' }), ...cells));
}

type MadeRows = ReadonlyMap<number, { readonly row: HTMLElement; readonly key: string }>;

type Showing = {
  readonly study: Study;
  readonly columns: readonly Column[];
  readonly state: PageState;
  readonly best: number;
  /** The index of the first of these trials in the table. */
  readonly first: number;
  /** Another text for other columns. */
  readonly head: string;
  readonly actions: TableActions;
};

function rowsNow(before: MadeRows, trials: readonly Trial[], showing: Showing): MadeRows {
  const { study, columns, state, best, first, head, actions } = showing;
  return new Map(
    trials.map((trial, i) => {
      const index = first + i;
      const isBest = trial.number === best;
      const key = rowKey(trial, { study, state, isBest, isFirst: index === 0, head });
      const there = before.get(trial.number);
      const row = there?.key === key ? there.row : rowOf(trial, { study, columns, state, isBest, index, actions });
      row.setAttribute('aria-rowindex', String(index + 2));
      return [trial.number, { row, key }];
    }),
  );
}

/** All that a row shows: a trial changes in place until it has ended. */
function rowKey(
  { number, state: stateOfTrial, value, facts, params }: Trial,
  row: Pick<Row, 'study' | 'state' | 'isBest'> & { readonly isFirst: boolean; readonly head: string },
): string {
  const { study, state, isBest, isFirst, head } = row;
  const marks = [isBest, isFirst, state.selected.has(number), study.stars.has(number), study.notes.get(number)];
  const counts = [facts, params].map((of) => Object.keys(of).length);
  return [stateOfTrial, value, ...counts, ...marks, head].join();
}

type Row = {
  readonly study: Study;
  readonly columns: readonly Column[];
  readonly state: PageState;
  readonly isBest: boolean;
  readonly index: number;
  readonly actions: TableActions;
};

function rowOf(trial: Trial, { study, columns, state, isBest, index, actions }: Row): HTMLElement {
  const { number } = trial;
  const isPicked = state.selected.has(number);
  const isStarred = study.stars.has(number);
  const star = createLink(
    isStarred ? '★' : '☆',
    () => actions.star([number]),
    isStarred ? `Take the star from trial ${number}` : `Star trial ${number}`,
  );
  const note = createLink('✎', () => actions.note(number), `Note on trial ${number}`);
  const tools = element('td', { class: 'tools' }, star, note);
  if (isFinished(trial))
    tools.append(createLink('Apply', () => actions.apply(number), `Apply the values of trial ${number}`));
  const row = element(
    'tr',
    {
      'data-trial': String(number),
      'aria-selected': String(isPicked),
      tabindex: index === 0 || isPicked ? '0' : '-1',
      class: [isBest ? 'best' : '', trial.state].join(' ').trim(),
    },
    tools,
  );
  for (const { id, textOf } of columns) {
    const text = id === 'trial' && isBest ? `${number} ◆` : textOf(trial);
    row.append(element('td', text.length > 12 ? { text, title: text } : { text }));
  }
  return row;
}

function trialAt(target: EventTarget | null): number | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('tr[data-trial]') : null;
  return row === null ? null : Number(row.dataset['trial']);
}

/** The row that has the keyboard, and by its label the button in it. */
function focusedTrial(body: HTMLElement): { readonly trial: number; readonly label: string | null } | null {
  const { activeElement } = document;
  if (activeElement === null || !body.contains(activeElement)) return null;
  const trial = trialAt(activeElement);
  return trial === null ? null : { trial, label: activeElement.getAttribute('aria-label') };
}
