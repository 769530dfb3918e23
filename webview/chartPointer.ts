// The mouse on a chart: a click on a trial picks it, a click beside one asks what the model expects there, a drag picks all in a frame, a
// double click shows the whole again.
import type { ChartKind } from '../src/chart/studyCharts.ts';
import { marksOf, trialOfData } from '../src/chart/marks.ts';
import { element } from './dom.ts';
import type { ChartEvents, DrawnChart } from './drawnChart.ts';

const framed: readonly ChartKind[] = ['convergence', 'slice', 'contour', 'trust'];

/** Whether a drag frames trials. */
export function hasFrame(kind: ChartKind): boolean {
  return framed.includes(kind);
}

/** Whether its x axis can be zoomed. */
export function hasZoom(kind: ChartKind): boolean {
  return kind !== 'parallel' && kind !== 'importances';
}

export function watchPointer(box: HTMLElement, drawn: () => DrawnChart | null, events: ChartEvents): void {
  const now = drawn();
  if (now === null) return;
  const { echarts, spec } = now;
  let wasItem = false;
  echarts.on('click', (item) => {
    const trial = trialOfData(item.data);
    if (trial === null) return;
    wasItem = true;
    const { event } = item.event ?? {};
    events.pick([trial], isAdding(event));
  });
  if (hasZoom(spec.kind)) {
    box.addEventListener('dblclick', () => echarts.dispatchAction({ type: 'dataZoom', start: 0, end: 100 }));
  }
  if (!hasFrame(spec.kind)) return;
  watchFrame(box, ({ from, to, isAdded, isClick }) => {
    const there = drawn();
    if (there === null) return;
    const [a, b] = [from, to].map((at) => placeAt(there, at));
    if (a === null || b === null || a === undefined || b === undefined) return;
    if (!isClick) events.pick(trialsBetween(there, a, b), isAdded);
    // ECharts tells of an item after the pointer has gone up.
    else
      setTimeout(() => {
        if (!wasItem && isInside(there, from)) events.ask(a);
        wasItem = false;
      });
  });
}

type Point = readonly [number, number];

function isInside({ echarts }: DrawnChart, [left, top]: Point): boolean {
  return echarts.containPixel({ gridIndex: 0 }, [left, top]);
}

/** In the units of the axes, beyond their ends too. */
function placeAt({ echarts }: DrawnChart, [left, top]: Point): { readonly x: number; readonly y: number } | null {
  const [x, y] = echarts.convertFromPixel({ gridIndex: 0 }, [left, top]);
  return x === undefined || y === undefined ? null : { x, y };
}

/** The trials whose marks are drawn in a frame. */
function trialsBetween(
  { chart }: DrawnChart,
  a: { readonly x: number; readonly y: number },
  b: { readonly x: number; readonly y: number },
): readonly number[] {
  const [left, right] = [Math.min(a.x, b.x), Math.max(a.x, b.x)];
  const [low, high] = [Math.min(a.y, b.y), Math.max(a.y, b.y)];
  const within = marksOf(chart.option).filter(([x, y]) => x >= left && x <= right && y >= low && y <= high);
  return [...new Set(within.map(([, , trial]) => trial))];
}

type Framed = { readonly from: Point; readonly to: Point; readonly isAdded: boolean; readonly isClick: boolean };

/** Draws a frame while the main button is held, and tells when it is let go. */
function watchFrame(box: HTMLElement, onEnd: (framed: Framed) => void): void {
  box.addEventListener('pointerdown', (down) => {
    if (down.button !== 0) return;
    const frame = element('div', { class: 'frame' });
    const { left, top } = box.getBoundingClientRect();
    const at = ({ clientX, clientY }: MouseEvent): Point => [clientX - left, clientY - top];
    const from = at(down);
    const move = (event: PointerEvent): void => {
      const to = at(event);
      if (!frame.isConnected && isClick(from, to)) return;
      box.append(frame);
      Object.assign(frame.style, {
        left: `${Math.min(from[0], to[0])}px`,
        top: `${Math.min(from[1], to[1])}px`,
        width: `${Math.abs(to[0] - from[0])}px`,
        height: `${Math.abs(to[1] - from[1])}px`,
      });
    };
    const up = (event: PointerEvent): void => {
      removeEventListener('pointermove', move);
      frame.remove();
      const to = at(event);
      onEnd({ from, to, isAdded: isAdding(event), isClick: isClick(from, to) });
    };
    addEventListener('pointermove', move);
    addEventListener('pointerup', up, { once: true });
  });
}

function isClick(from: Point, to: Point): boolean {
  return Math.hypot(to[0] - from[0], to[1] - from[1]) < 5;
}

function isAdding(event: unknown): boolean {
  return event instanceof MouseEvent && (event.ctrlKey || event.metaKey || event.shiftKey);
}
