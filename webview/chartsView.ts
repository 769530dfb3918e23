// The charts of the page, in groups. A chart that stays keeps its place and its picture while the study grows.
import type { StudyChart } from '../src/chart/studyCharts.ts';
import { createChartCard, type CardParts, type ChartCard } from './chartCard.ts';
import { element } from './dom.ts';
import type { DrawnChart } from './drawnChart.ts';

export type ChartsView = {
  readonly elements: Readonly<Record<StudyChart['group'], HTMLElement>>;
  readonly show: (charts: readonly StudyChart[]) => void;
};

const groups = ['progress', 'parameters', 'together'] as const;
const titles: Readonly<Record<StudyChart['group'], string>> = {
  progress: 'Progress',
  parameters: 'Parameters',
  together: 'Parameters together',
};

export function createChartsView(
  partsOf: (chart: StudyChart, drawn: () => DrawnChart | null) => CardParts,
): ChartsView {
  const cards = new Map<string, ChartCard>();
  const near = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) cardOf(target, cards)?.setNear(isIntersecting);
    },
    { rootMargin: '250px' },
  );
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) cardOf(target, cards)?.resize();
  });
  const grids = {
    progress: element('div', { class: 'cards' }),
    parameters: element('div', { class: 'cards' }),
    together: element('div', { class: 'cards' }),
  };
  const section = (group: StudyChart['group']): HTMLElement =>
    element(
      'section',
      { class: 'group', 'aria-label': titles[group] },
      element('h2', { text: titles[group] }),
      grids[group],
    );
  const elements = { progress: section('progress'), parameters: section('parameters'), together: section('together') };
  return {
    elements,
    show: (charts) => {
      const wanted = new Set(charts.map(keyOf));
      for (const [key, card] of cards) {
        if (wanted.has(key)) continue;
        near.unobserve(card.element);
        sizes.unobserve(card.element);
        card.dispose();
        cards.delete(key);
      }
      for (const chart of charts) {
        const key = keyOf(chart);
        const there = cards.get(key);
        if (there === undefined) {
          const card = createChartCard(chart, (drawn) => partsOf(chart, drawn));
          card.element.dataset['key'] = key;
          cards.set(key, card);
          near.observe(card.element);
          sizes.observe(card.element);
        } else there.show(chart);
      }
      order(charts, cards, grids);
      for (const group of groups) elements[group].hidden = grids[group].childElementCount === 0;
    },
  };
}

/** In the order of the list; what stands right is not moved, as that would take the keyboard from it. */
function order(
  charts: readonly StudyChart[],
  cards: ReadonlyMap<string, ChartCard>,
  grids: Readonly<Record<StudyChart['group'], HTMLElement>>,
): void {
  const last = new Map<HTMLElement, Element>();
  for (const chart of charts) {
    const card = cards.get(keyOf(chart))?.element;
    if (card === undefined) continue;
    const grid = grids[chart.group];
    const place = last.get(grid)?.nextElementSibling ?? (last.has(grid) ? null : grid.firstElementChild);
    if (place !== card) grid.insertBefore(card, place);
    last.set(grid, card);
  }
}

/** A contour keeps its card when its pair changes. */
function keyOf({ kind, parameter }: StudyChart): string {
  return `${kind} ${parameter ?? ''}`;
}

function cardOf(target: Element, cards: ReadonlyMap<string, ChartCard>): ChartCard | undefined {
  return target instanceof HTMLElement ? cards.get(target.dataset['key'] ?? '') : undefined;
}
