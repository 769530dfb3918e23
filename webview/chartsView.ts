// The charts of the page, in groups. A chart that stays keeps its place and its picture while the study grows.
import type { StudyChart } from '../src/chart/studyCharts.ts';
import { createChartCard, type CardParts, type ChartCard } from './chartCard.ts';
import { element } from './dom.ts';
import type { DrawnChart } from './drawnChart.ts';

export type ChartsView = {
  readonly elements: OfGroups;
  /** `basis`: what all charts depend on. One chart is drawn at once, the others one after the other, so that the page stays quick. */
  readonly show: (charts: readonly StudyChart[], basis: readonly unknown[]) => void;
  /** Brings the slice of a parameter onto the screen and marks it until another is. */
  readonly point: (parameter: string) => void;
  /** Takes away what is brushed on axes; seen with the next drawing. */
  readonly clearBrush: () => void;
};

const groups = ['progress', 'parameters', 'together'] as const;
const titles: Readonly<Record<StudyChart['group'], string>> = {
  progress: 'Progress',
  parameters: 'Parameters',
  together: 'Parameters together',
};

/** `onDrawing` is told whether more is to be drawn. */
export function createChartsView(
  partsOf: (chart: StudyChart, drawn: () => DrawnChart | null) => CardParts,
  onDrawing: (isDrawing: boolean) => void,
): ChartsView {
  const cards = new Map<string, ChartCard>();
  const near = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) cardOf(target, cards)?.setNear(isIntersecting);
      drawNext();
    },
    { rootMargin: '250px' },
  );
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) cardOf(target, cards)?.resize();
  });
  const { grids, elements } = createSections();
  const add = (key: string, chart: StudyChart): ChartCard => {
    const card = createChartCard(chart, (drawn) => partsOf(chart, drawn));
    card.element.dataset['key'] = key;
    cards.set(key, card);
    near.observe(card.element);
    sizes.observe(card.element);
    return card;
  };
  const drawNext = paced(() => inOrder(grids, cards).some((card) => card !== held() && card.draw()), onDrawing);
  const held = watchHeld(Object.values(grids), (target) => chartCardAt(target, cards), drawNext);
  return {
    elements,
    clearBrush: () => {
      for (const card of cards.values()) card.clearBrush();
    },
    point: (parameter) => {
      for (const { element: card } of cards.values()) card.classList.remove('pointed');
      const card = cards.get(keyOf({ kind: 'slice', parameter }))?.element;
      card?.classList.add('pointed');
      card?.scrollIntoView({ block: 'nearest' });
    },
    show: (charts, basis) => {
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
        const card = cards.get(key) ?? add(key, chart);
        card.show(chart, basis);
      }
      order(charts, cards, grids);
      for (const group of groups) elements[group].hidden = grids[group].childElementCount === 0;
      drawNext();
    },
  };
}

/**
 * Does `work` now, and again as long as it says that there was some. It takes half of the page's time at most, so that what the reader does comes
 * between two pictures however many trials they hold.
 */
function paced(work: () => boolean, onWork: (isWorking: boolean) => void): () => void {
  let isAsked = false;
  const next = (): void => {
    const startMs = performance.now();
    const hasWorked = work();
    onWork(hasWorked || isAsked);
    if (!hasWorked || isAsked) return;
    isAsked = true;
    setTimeout(() => {
      isAsked = false;
      next();
    }, performance.now() - startMs);
  };
  return next;
}

type OfGroups = Readonly<Record<StudyChart['group'], HTMLElement>>;

function createSections(): { readonly grids: OfGroups; readonly elements: OfGroups } {
  const grid = (): HTMLElement => element('div', { class: 'cards' });
  const grids = { progress: grid(), parameters: grid(), together: grid() };
  const section = (group: StudyChart['group']): HTMLElement =>
    element(
      'section',
      { class: 'group', 'aria-label': titles[group] },
      element('h2', { text: titles[group] }),
      ...(group === 'progress' ? [createKey()] : []),
      grids[group],
    );
  return {
    grids,
    elements: { progress: section('progress'), parameters: section('parameters'), together: section('together') },
  };
}

/** What the marks mean, in their own colours. */
function createKey(): HTMLElement {
  const signs = [
    ['trial', '●', 'trial, fainter the older'],
    ['best', '◆', 'best'],
    ['pruned', '○', 'pruned or running'],
    ['failed', '✕', 'failed'],
    ['baseline', '╌', 'your values'],
    ['model', '▬', 'what the model expects, 95 % band'],
  ] as const;
  const parts = signs.map(([role, sign, text]) =>
    element(
      'span',
      {},
      element('span', { class: `sign ${role}`, text: sign, 'aria-hidden': 'true' }),
      new Text(` ${text}`),
    ),
  );
  return element('p', { class: 'key' }, ...parts);
}

/** In the order of the list; what stands right is not moved, as that would take the keyboard from it. */
function order(charts: readonly StudyChart[], cards: ReadonlyMap<string, ChartCard>, grids: OfGroups): void {
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

/** The cards as they stand on the page, the topmost first. */
function inOrder(grids: OfGroups, cards: ReadonlyMap<string, ChartCard>): readonly ChartCard[] {
  return groups.flatMap((group) => [...grids[group].children].flatMap((child) => cardOf(child, cards) ?? []));
}

/** A contour keeps its card when its pair changes. */
function keyOf({ kind, parameter }: Pick<StudyChart, 'kind' | 'parameter'>): string {
  return `${kind} ${parameter ?? ''}`;
}

function cardOf(target: Element, cards: ReadonlyMap<string, ChartCard>): ChartCard | undefined {
  return target instanceof HTMLElement ? cards.get(target.dataset['key'] ?? '') : undefined;
}

/** The card that the pointer is pressed on: a picture that changes under a drag would end it. `onRelease`: it is none any more. */
function watchHeld(
  grids: readonly HTMLElement[],
  cardAt: (target: EventTarget | null) => ChartCard | undefined,
  onRelease: () => void,
): () => ChartCard | undefined {
  let held: ChartCard | undefined;
  for (const grid of grids) grid.addEventListener('pointerdown', ({ target }) => (held = cardAt(target)));
  for (const end of ['pointerup', 'pointercancel']) {
    window.addEventListener(end, () => {
      held = undefined;
      onRelease();
    });
  }
  return () => held;
}

/** The card whose picture `target` is in. */
function chartCardAt(target: EventTarget | null, cards: ReadonlyMap<string, ChartCard>): ChartCard | undefined {
  const card = target instanceof Element ? target.closest('.chart')?.closest('[data-key]') : null;
  return card === null || card === undefined ? undefined : cardOf(card, cards);
}
