// What all charts share: the form of an option, the frame, the axis of a parameter, words for numbers. Draws nothing.
import type { EChartsOption, SeriesOption, XAXisComponentOption, YAXisComponentOption } from 'echarts';
import { axisOf } from '../space/axis.ts';
import type { Domain, ParamValue } from '../space/space.ts';
import { formatNumber } from '../study/words.ts';
import type { ChartColors } from './colors.ts';

/** A chart: what ECharts draws, what a screen reader says, and how many trials stand in it as points. */
export type Chart = { readonly option: EChartsOption; readonly words: string; readonly nMarks: number };

export type Frame = {
  readonly title: string;
  readonly colors: ChartColors;
  readonly x: XAXisComponentOption;
  readonly y: YAXisComponentOption;
  readonly series: readonly SeriesOption[];
};

/** The option of a chart with one grid. No animation: a picture is complete when it is there. Tooltips are drawn, never HTML. */
export function framed({ title, colors, x, y, series }: Frame): EChartsOption {
  const { text, muted, background, grid } = colors;
  return {
    animation: false,
    backgroundColor: 'transparent',
    textStyle: { color: text, fontFamily: 'system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif' },
    title: { text: title, left: 4, top: 0, textStyle: { color: text, fontSize: 13, fontWeight: 600 } },
    grid: { left: 12, right: 18, top: 44, bottom: 28, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      renderMode: 'richText',
      trigger: 'item',
      backgroundColor: background,
      borderColor: grid,
      textStyle: { color: text, fontSize: 12 },
    },
    xAxis: axisStyle(x, muted, grid),
    yAxis: axisStyle(y, muted, grid),
    series: [...series],
  };
}

function axisStyle<Axis extends object>(axis: Axis, muted: string, grid: string): Axis {
  return {
    nameLocation: 'middle',
    nameTextStyle: { color: muted, fontSize: 11 },
    axisLine: { show: true, lineStyle: { color: grid }, onZero: false },
    axisTick: { lineStyle: { color: grid } },
    splitLine: { show: true, lineStyle: { color: grid, width: 1 } },
    axisLabel: { color: muted, fontSize: 11, hideOverlap: true, formatter: (value: unknown) => labelOf(value) },
    ...axis,
  };
}

/** The words for a number or a name on an axis. */
export function labelOf(value: unknown): string {
  return typeof value === 'number' ? formatNumber(value) : String(value);
}

/** The x axis of a parameter: logarithmic for a log scale, names for choices. */
export function parameterAxis(domain: Domain, name: string): XAXisComponentOption {
  const shared = { name, nameGap: 24 };
  if (domain.kind === 'choice') {
    return { ...shared, type: 'category', data: domain.choices.map(String), splitLine: { show: false } };
  }
  if (domain.kind === 'mixed') return { ...shared, ...mixedAxis(domain) };
  const { low, high, scale } = domain;
  return scale === 'log'
    ? { ...shared, type: 'log', min: low, max: high, minorTick: { show: true }, minorSplitLine: { show: false } }
    : { ...shared, type: 'value', min: low, max: high };
}

/** Between two special values, or between the last of them and the range, in widths of the range. */
const specialGap = 0.14;

/** The range from 0 to 1 by its scale, and the special values as ticks of their own to the left of it. */
function mixedAxis(domain: Extract<Domain, { kind: 'mixed' }>): XAXisComponentOption {
  const { range, specials } = domain;
  const axis = axisOf(range);
  const labels = new Map<number, string>();
  for (const special of specials) labels.set(placeOf(domain, special) ?? 0, String(special));
  for (const share of [0, 0.5, 1]) {
    const value = axis.toValue(share);
    labels.set(axis.toUnit(value), labelOf(value));
  }
  const places = [...labels.keys()];
  return {
    type: 'value',
    min: -specialGap * (specials.length + 0.5),
    max: 1,
    axisTick: { customValues: places },
    axisLabel: { customValues: places, formatter: (place: number) => labels.get(place) ?? '' },
    splitLine: { show: false },
  };
}

/** Where a value stands on that axis; null where it has no place there (a literal outside of a list, or of a log axis). */
export function placeOf(domain: Domain, value: ParamValue | undefined): number | null {
  if (value === undefined) return null;
  if (domain.kind === 'choice') {
    const index = domain.choices.indexOf(value);
    return index === -1 ? null : index;
  }
  if (domain.kind === 'mixed') {
    const index = domain.specials.indexOf(value);
    if (index !== -1) return -specialGap * (domain.specials.length - index);
    return placeOf(domain.range, value) === null ? null : axisOf(domain.range).toUnit(value);
  }
  return typeof value === 'number' && value >= domain.low && value <= domain.high ? value : null;
}

/**
 * The extent of finite values, a little wider; where far outliers would squeeze the rest flat, it ends at the bulk of them. `best` is never
 * left out.
 */
export function valueExtent(
  values: readonly number[],
  best: number | null,
): { readonly min: number; readonly max: number } {
  const sorted = values.filter(Number.isFinite).toSorted((a, b) => a - b);
  const [least, most] = [sorted[0] ?? 0, sorted.at(-1) ?? 1];
  const quartile = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const reach = 4 * (quartile(0.75) - quartile(0.25));
  const isLong = sorted.length >= 5 && reach > 0;
  const min = Math.min(isLong ? Math.max(least, quartile(0.25) - reach) : least, best ?? Infinity);
  const max = Math.max(isLong ? Math.min(most, quartile(0.75) + reach) : most, best ?? -Infinity);
  const margin = (max - min || Math.abs(max) || 1) * 0.06;
  return { min: min - margin, max: max + margin };
}

/** `count` and its noun: 1 trial, 2 trials. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
