// A mean with its band, as three series.
import type { SeriesOption } from 'echarts';

export type BandPoint = { readonly x: number; readonly mean: number; readonly low: number; readonly high: number };

export type BandStyle = {
  readonly color: string;
  readonly line: 'solid' | 'dotted';
  /** Where a value is drawn. */
  readonly shown: (value: number) => number;
};

/** `points` rise in x. A log axis has no 0, so nothing is drawn from the floor of the axis but by its lower edge. */
export function bandSeries(
  name: string,
  points: readonly BandPoint[],
  { color, line, shown }: BandStyle,
): readonly SeriesOption[] {
  const shared = { type: 'line', symbol: 'none', silent: true } as const;
  const edge = { ...shared, stack: name, stackStrategy: 'all', lineStyle: { color, width: 1, opacity: 0.45 } } as const;
  return [
    // ECharts has no band: a clear area up to the lower edge carries a tinted one of the band's height.
    { ...edge, name: `${name}, low`, data: points.map(({ x, low }) => [x, shown(low)]) },
    {
      ...edge,
      name: `${name}, band`,
      data: points.map(({ x, low, high }) => [x, shown(high) - shown(low)]),
      areaStyle: { color, opacity: 0.18, origin: 'start' },
    },
    {
      ...shared,
      name,
      data: points.map(({ x, mean }) => [x, shown(mean)]),
      lineStyle: { color, width: line === 'solid' ? 2 : 1.5, type: line },
      z: 2,
    },
  ];
}
