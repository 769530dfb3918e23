// The keyboard on a chart: arrows go from trial to trial, Home and End to the first and last, + - 0 zoom, Escape lets go of what is picked.
import type { ChartKind } from '../src/chart/studyCharts.ts';
import { hasZoom } from './chartPointer.ts';
import type { ChartEvents, DrawnChart } from './drawnChart.ts';

/** The keys as a screen reader announces them. */
export function keyOf(kind: ChartKind): string {
  return hasZoom(kind) ? 'ArrowLeft ArrowRight Home End + - 0 Escape' : 'ArrowLeft ArrowRight Home End Escape';
}

export function watchKeys(box: HTMLElement, drawn: () => DrawnChart | null, events: ChartEvents): void {
  let at = -1;
  box.addEventListener('keydown', (event) => {
    const now = drawn();
    if (now === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const { trials } = now.chart;
    const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: trials.length - 1 }[event.key];
    if (next !== undefined && trials.length > 0) {
      at = Math.min(trials.length - 1, Math.max(0, next));
      events.pick(trials.slice(at, at + 1), event.shiftKey);
    } else if (event.key === 'Escape') events.pick([], false);
    else if (!hasZoom(now.spec.kind) || !zoom(now, event.key)) return;
    event.preventDefault();
  });
}

/** Whether the key was one of zoom. */
function zoom({ echarts }: DrawnChart, key: string): boolean {
  const factor = { '+': 0.7, '=': 0.7, '-': 1 / 0.7, '0': Infinity }[key];
  if (factor === undefined) return false;
  const { dataZoom }: Readonly<Record<string, unknown>> = echarts.getOption();
  const listed: readonly unknown[] = Array.isArray(dataZoom) ? dataZoom : [];
  const { start, end } = spanOf(listed[0]);
  const [middle, half] = [(start + end) / 2, Math.min(50, ((end - start) / 2) * factor)];
  const from = Math.min(100 - 2 * half, Math.max(0, middle - half));
  echarts.dispatchAction({ type: 'dataZoom', start: from, end: from + 2 * half });
  return true;
}

/** In percent of the axis. */
function spanOf(inside: unknown): { readonly start: number; readonly end: number } {
  const of: object = typeof inside === 'object' && inside !== null ? inside : {};
  const start = 'start' in of && typeof of.start === 'number' ? of.start : 0;
  const end = 'end' in of && typeof of.end === 'number' ? of.end : 100;
  return { start, end };
}
