// The table with what stands above it: filter, which rows and columns, copy, save.
import {
  columnsOf,
  differing,
  rowsOf,
  shownRows,
  stateCounts,
  tableRows,
  type Column,
} from '../src/chart/trialRows.ts';
import { csvOf } from '../src/chart/csv.ts';
import { markdownOf } from '../src/chart/markdown.ts';
import { counted } from '../src/chart/text.ts';
import type { Study, Trial } from '../src/study/study.ts';
import { createCheckbox, createMenu, createSelect } from './controls.ts';
import { element, replaceKeepingFocus } from './dom.ts';
import type { PageState, PageStore } from './pageState.ts';
import { createTrialTable, type TableActions } from './trialTable.ts';

export type TablePanel = {
  readonly element: HTMLElement;
  readonly show: (study: Study | null) => void;
};

export type PanelActions = Pick<TableActions, 'apply' | 'pick' | 'star' | 'note'> & {
  readonly saveCsv: (content: string) => void;
};

/** More rows than a page of text takes are not copied. */
const nCopied = 1000;

export function createTablePanel(store: PageStore, actions: PanelActions): TablePanel {
  const table = createTrialTable({
    ...actions,
    sortBy: (column) => {
      const { sort } = store.get();
      store.set({ sort: { column, isDescending: sort.column === column ? !sort.isDescending : column === 'value' } });
    },
  });
  const filter = element('input', {
    type: 'search',
    placeholder: 'Filter: failed, rate<0.01, act=relu',
    'aria-label': 'Filter the trials',
  });
  filter.value = store.get().filter;
  filter.addEventListener('input', () => store.set({ filter: filter.value }));
  const counts = element('p', { class: 'note', role: 'status' });
  const tools = element('div', { class: 'tools' });
  const section = element(
    'section',
    { class: 'group', 'aria-label': 'Trials' },
    element('h2', { text: 'Trials' }),
    element('div', { class: 'tableTools' }, filter, tools),
    counts,
    table.element,
  );
  let toolsKey = '';
  let toolsStudy: Study | null = null;
  return {
    element: section,
    show: (study) => {
      section.hidden = study === null || study.trials.length === 0;
      if (study === null || section.hidden) return;
      const state = store.get();
      const all = columnsOf(study);
      const rows = rowsOf(study, all, { ...state, only: onlyOf(study, state) });
      const shown = shownColumns(all, rows, state);
      counts.textContent =
        rows.length === study.trials.length
          ? `${stateCounts(study)}.`
          : `${counted(rows.length, 'trial')} of ${study.trials.length}.`;
      const key = JSON.stringify([all.map(({ id }) => id), state.rows]);
      if (key !== toolsKey || toolsStudy !== study) {
        [toolsKey, toolsStudy] = [key, study];
        const current = (): [readonly Column[], readonly Trial[]] => {
          const now = store.get();
          const trials = rowsOf(study, all, { ...now, only: onlyOf(study, now) });
          return [shownColumns(all, trials, now), trials];
        };
        replaceKeepingFocus(tools, ...toolsFor(all, store, { current, saveCsv: actions.saveCsv }));
      }
      table.show(study, shown, rows, state);
    },
  };
}

function onlyOf({ stars }: Study, { rows, selected }: PageState): ReadonlySet<number> | null {
  return rows === 'all' ? null : rows === 'picked' ? selected : stars;
}

/** Of picked trials only the columns in which they differ: that is what comparing them is for. */
function shownColumns(
  all: readonly Column[],
  rows: readonly Trial[],
  { hidden, rows: which }: PageState,
): readonly Column[] {
  const chosen = all.filter(({ id }) => !hidden.has(id));
  return which === 'picked' ? differing(chosen, rows) : chosen;
}

function toolsFor(
  all: readonly Column[],
  store: PageStore,
  {
    current,
    saveCsv,
  }: { readonly current: () => [readonly Column[], readonly Trial[]]; readonly saveCsv: (content: string) => void },
): readonly HTMLElement[] {
  const { rows, hidden } = store.get();
  const which = createSelect(
    'Which trials',
    [
      { value: 'all', text: 'all trials' },
      { value: 'picked', text: 'picked, compared' },
      { value: 'starred', text: 'starred' },
    ],
    { chosen: rows, onChange: (chosen) => store.set({ rows: chosen }) },
  );
  const boxes = all.slice(1).map(({ id, title }) =>
    createCheckbox(title, {
      isChecked: !hidden.has(id),
      onChange: (isShown) => {
        const next = new Set(store.get().hidden);
        if (isShown) next.delete(id);
        else next.add(id);
        store.set({ hidden: next });
      },
    }),
  );
  const columns = element(
    'details',
    { class: 'menu' },
    element('summary', { text: 'Columns' }),
    element('div', {}, ...boxes),
  );
  const save = createMenu('Save', 'Save the table', [
    { text: 'CSV', run: () => saveCsv(csvOf(tableRows(...current()))) },
    {
      text: 'Copy as Markdown',
      run: () => {
        const [shown, trials] = current();
        void navigator.clipboard.writeText(markdownOf(shownRows(shown, trials.slice(0, nCopied))));
      },
    },
  ]);
  return [which, columns, save];
}
