// Brushing the axes of parallel coordinates. ECharts keeps what is brushed on an axis to itself, and tells of one axis at a time when a drag has ended.
import type { EChartsType } from '../src/chart/echarts.ts';
import type { Brushed } from '../src/chart/parallel.ts';

export type ChartBrush = {
  /** Takes away what is brushed, and tells nobody; seen with the next drawing. */
  readonly clear: () => void;
};

/** `onBrush` is told what is brushed on all axes that are there. */
export function createBrush(echarts: EChartsType, onBrush: (brushed: Brushed) => void): ChartBrush {
  const brushed = new Map<string, readonly (readonly [number, number])[]>();
  echarts.on('axisareaselected', (event: unknown) => {
    const told = parseEvent(event);
    if (told === null) return;
    brushed.set(told.id, told.intervals);
    const axes = idsOf(echarts.getOption()['parallelAxis']);
    for (const [id, intervals] of brushed) if (intervals.length === 0 || !axes.includes(id)) brushed.delete(id);
    onBrush(new Map(brushed));
  });
  return {
    clear: () => {
      for (const id of brushed.keys()) {
        echarts.dispatchAction({ type: 'axisAreaSelect', parallelAxisId: id, intervals: [] }, { silent: true });
      }
      brushed.clear();
    },
  };
}

/** ECharts' types leave the event open; null for anything else. */
function parseEvent(event: unknown) {
  if (typeof event !== 'object' || event === null || !('parallelAxisId' in event) || !('intervals' in event))
    return null;
  const { parallelAxisId: id, intervals } = event;
  if (typeof id !== 'string' || !Array.isArray(intervals)) return null;
  return { id, intervals: intervals.flatMap(intervalOf) };
}

function intervalOf(raw: unknown): readonly (readonly [number, number])[] {
  const ends: readonly unknown[] = Array.isArray(raw) ? raw : [];
  const [a, b] = ends;
  return typeof a === 'number' && typeof b === 'number' ? [[Math.min(a, b), Math.max(a, b)]] : [];
}

function idsOf(axes: unknown): readonly unknown[] {
  const listed: readonly unknown[] = Array.isArray(axes) ? axes : [];
  return listed.map((axis) => (typeof axis === 'object' && axis !== null && 'id' in axis ? axis.id : null));
}
