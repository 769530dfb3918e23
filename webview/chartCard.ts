// One chart on the page: heading, choices, note and picture. The picture is drawn only while it is near the screen, and follows its box in size.
import { init, type EChartsType } from '../src/chart/echarts.ts';
import type { Chart } from '../src/chart/chart.ts';
import type { StudyChart } from '../src/chart/studyCharts.ts';
import { createBrush, type ChartBrush } from './chartBrush.ts';
import { keyOf, watchKeys } from './chartKeys.ts';
import { hasZoom, watchPointer } from './chartPointer.ts';
import { createLink } from './controls.ts';
import { element, replaceKeepingFocus } from './dom.ts';
import type { ChartEvents, DrawnChart } from './drawnChart.ts';

export type ChartCard = {
  readonly element: HTMLElement;
  /** What it shows from now on; `basis` with what the chart names as learned is all that it depends on. Nothing is drawn yet. */
  readonly show: (chart: StudyChart, basis: readonly unknown[]) => void;
  /** Draws it where it is near the screen and out of date; whether it was. */
  readonly draw: () => boolean;
  readonly clearBrush: () => void;
  readonly setNear: (isNear: boolean) => void;
  readonly resize: () => void;
  readonly dispose: () => void;
};

export type CardParts = {
  /** Choices of this kind of chart, beside the heading; made anew when `toolsKey` gives another text. */
  readonly tools: () => readonly HTMLElement[];
  readonly toolsKey: () => string;
  readonly events: ChartEvents;
  /** Goes to what the chart is about, in the editor; null where there is no such place. */
  readonly goToSource: (() => void) | null;
};

export function createChartCard(first: StudyChart, partsOf: (drawn: () => DrawnChart | null) => CardParts): ChartCard {
  const heading = element('h3');
  const note = element('p', { class: 'note' });
  const box = element('div', { class: 'chart', tabindex: '0', role: 'img', 'aria-keyshortcuts': keyOf(first.kind) });
  const card = element('article', { class: first.isWide ? 'card wide' : 'card' });
  let [spec, isNear, isOld] = [first, false, true];
  let echarts: EChartsType | null = null;
  let [brush, chart]: [ChartBrush | null, Chart | null] = [null, null];
  const drawn = (): DrawnChart | null => (chart === null || echarts === null ? null : { spec, chart, echarts });
  const { tools, toolsKey, events, goToSource } = partsOf(drawn);
  const toolbar = element('div', { class: 'tools' });
  let [toolsShown, shownBasis]: [string | null, readonly unknown[]] = [null, []];
  card.append(element('div', { class: 'head' }, heading, toolbar), note, box);
  box.dataset['chart'] = first.kind;
  if (first.parameter !== null) box.dataset['parameter'] = first.parameter;
  watchKeys(box, drawn, events);

  const draw = (): boolean => {
    if (!isNear || !isOld) return false;
    isOld = false;
    chart = spec.draw();
    box.style.height = `${spec.heightPx()}px`;
    if (echarts === null) {
      echarts = init(box, null, { renderer: 'canvas' });
      watchPointer(box, drawn, events);
      if (spec.kind === 'parallel') brush = createBrush(echarts, events.brush);
    }
    if (note.textContent !== chart.note) note.textContent = chart.note;
    box.setAttribute('aria-label', chart.words);
    box.dataset['marks'] = String(chart.trials.length);
    paint(echarts, spec, chart);
    return true;
  };
  const show = (next: StudyChart, basis: readonly unknown[]): void => {
    const nextBasis = [...basis, ...next.learned];
    isOld ||= nextBasis.length !== shownBasis.length || nextBasis.some((one, i) => one !== shownBasis[i]);
    [spec, shownBasis] = [next, nextBasis];
    if (heading.textContent !== next.title) {
      const link = goToSource === null ? null : createLink(next.title, goToSource, `Show ${next.title} in the file`);
      heading.replaceChildren(link ?? next.title);
    }
    const key = toolsKey();
    if (key !== toolsShown) replaceKeepingFocus(toolbar, ...tools());
    toolsShown = key;
  };
  return {
    element: card,
    show,
    draw,
    clearBrush: () => brush?.clear(),
    setNear: (near) => (isNear = near),
    resize: () => {
      const isOther = box.clientWidth !== echarts?.getWidth() || box.clientHeight !== echarts.getHeight();
      if (isOther) echarts?.resize();
    },
    dispose: () => {
      echarts?.dispose();
      card.remove();
    },
  };
}

function paint(echarts: EChartsType, { kind }: StudyChart, { option }: Chart): void {
  const zoom = hasZoom(kind) ? { dataZoom: [insideZoom] } : {};
  // What is replaced has no state but axes with an id, which keep their brush; the reader's zoom is a component that stays.
  echarts.setOption({ ...option, ...zoom }, { replaceMerge: ['series', 'xAxis', 'yAxis', 'parallelAxis'] });
}

/** By the wheel while Ctrl is held, so that the page still scrolls. */
const insideZoom = {
  type: 'inside',
  xAxisIndex: 0,
  filterMode: 'none',
  zoomOnMouseWheel: 'ctrl',
  moveOnMouseWheel: 'shift',
  moveOnMouseMove: false,
  preventDefaultMouseMove: false,
} as const;
