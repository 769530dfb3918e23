// The axis of the objective: its range, which far outliers do not decide, its scale, and where a value is drawn.
import type { YAXisComponentOption } from 'echarts';
import type { ChartUi } from './ui.ts';
import { drawable, logTicks } from './parameterAxis.ts';

export type ValueAxis = {
  readonly axis: YAXisComponentOption & { readonly min: number; readonly max: number };
  /** Where a value is drawn: at the edge, when it lies beyond. */
  readonly shown: (value: number) => number;
  readonly isBeyond: (value: number) => boolean;
};

/** Of finite values. `included` are never left out, where they are numbers. */
export function valueAxis(
  values: readonly number[],
  included: readonly (number | undefined)[],
  ui: ChartUi,
): ValueAxis {
  const isLog = ui.scale === 'log' && canBeLog(values);
  const extent = isLog ? logExtent(values, included, ui.range) : valueExtent(values, included, ui.range);
  const { min, max } = extent;
  const label = { showMinLabel: false, showMaxLabel: false };
  const customValues = isLog ? [...logTicks(min, max)] : [];
  return {
    axis: isLog
      ? { type: 'log', min, max, axisTick: { customValues }, axisLabel: { ...label, customValues } }
      : { type: 'value', min, max, splitNumber: 4, axisLabel: label },
    shown: (value) => Math.min(max, Math.max(min, value)),
    isBeyond: (value) => value < min || value > max,
  };
}

/** Whether a log scale can show the values: all that are finite lie above 0. */
export function canBeLog(values: readonly number[]): boolean {
  return values.length > 0 && values.every((value) => value > 0 || !Number.isFinite(value));
}

type Extent = { readonly min: number; readonly max: number };

function logExtent(
  values: readonly number[],
  included: readonly (number | undefined)[],
  range: ChartUi['range'],
): Extent {
  const logs = (of: readonly (number | undefined)[]): readonly number[] =>
    of.flatMap((value) => (value !== undefined && value > 0 && value < Infinity ? [Math.log(value)] : []));
  const { min, max } = valueExtent(logs(values), logs(included), range);
  return { min: Math.max(1e-300, Math.exp(min)), max: Math.min(1e300, Math.max(1e-299, Math.exp(max))) };
}

/**
 * The extent of finite values, a little wider; where far outliers would squeeze the rest flat, the usual range ends at the bulk of them. `included`
 * are never left out.
 */
export function valueExtent(
  values: readonly number[],
  included: readonly (number | undefined)[],
  range: ChartUi['range'] = 'usual',
): Extent {
  const sorted = Float64Array.from(values.filter(Number.isFinite), drawable).sort();
  const quantile = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? share;
  const [least, most] = [quantile(0), quantile(1)];
  const [lower, upper] = [quantile(0.25), quantile(0.75)];
  const reach = 4 * (upper - lower);
  const isCut = range === 'usual' && sorted.length >= 5 && reach > 0;
  const ends = [isCut ? Math.max(least, lower - reach) : least, isCut ? Math.min(most, upper + reach) : most];
  for (const value of included) if (value !== undefined && Number.isFinite(value)) ends.push(drawable(value));
  const [min, max] = [Math.min(...ends), Math.max(...ends)];
  const margin = (max - min || Math.abs(max) || 1) * 0.06;
  return { min: min - margin, max: max + margin };
}
