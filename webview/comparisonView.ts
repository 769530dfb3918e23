// The study that is shown and the one that is laid over it, side by side.
import { comparisonOf, type ComparisonRow } from '../src/chart/comparison.ts';
import { shortened } from '../src/chart/text.ts';
import type { Study } from '../src/study/study.ts';
import { element } from './dom.ts';

export type ComparisonView = {
  readonly element: HTMLElement;
  /** `revision` counts what has changed in either; null where nothing is laid over. */
  readonly show: (study: Study | null, other: Study | null, revision: number) => void;
};

export function createComparisonView(): ComparisonView {
  const heading = element('h2');
  const sentence = element('p', { class: 'summary', role: 'status' });
  const head = element('thead');
  const body = element('tbody');
  const section = element(
    'section',
    { class: 'group comparison', 'aria-label': 'Comparison' },
    heading,
    sentence,
    element('div', { class: 'scroll' }, element('table', {}, head, body)),
  );
  let drawn: readonly unknown[] = [];
  return {
    element: section,
    show: (study, other, revision) => {
      section.hidden = study === null || other === null;
      const basis = [study, other, revision];
      if (study === null || other === null || basis.every((one, i) => one === drawn[i])) return;
      drawn = basis;
      const comparison = comparisonOf(study, other);
      heading.textContent = `Compared with ${shortened(other.name, 60)}`;
      sentence.textContent = comparison.sentence;
      const titles = ['', shortened(study.name, 60), shortened(other.name, 60)];
      head.replaceChildren(element('tr', {}, ...titles.map((text) => element('th', { scope: 'col', text }))));
      body.replaceChildren(...comparison.rows.map(rowOf));
    },
  };
}

function rowOf({ title, cells, isDifferent }: ComparisonRow): HTMLElement {
  return element(
    'tr',
    { class: isDifferent ? 'different' : 'same' },
    element('th', { scope: 'row', text: title, title }),
    ...cells.map((text) => element('td', { text, title: text })),
  );
}
