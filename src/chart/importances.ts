// Importances: the part of the variation that each parameter accounts for, with what it accounts for alone, its doubt, and the level that a
// parameter without any effect would reach.
import type { SeriesOption } from 'echarts';
import type { Importance, Importances } from '../study/importance.ts';
import { framed, type Chart } from './chart.ts';
import { shortened } from './text.ts';
import type { ChartUi } from './ui.ts';

/** `shares` is null while there are too few trials to tell. */
export function importancesChart(shares: Importances | null, ui: ChartUi): Chart {
  // The first bar of a category axis is its lowest.
  const ranked = (shares?.parameters ?? []).toSorted((a, b) => a.total.value - b.total.value);
  return {
    option: framed({
      title: 'What matters',
      ui,
      x: {
        type: 'value',
        name: 'part of the variation',
        nameGap: 24,
        min: 0,
        max: 1,
        interval: 0.25,
        axisLabel: { formatter: (share: number) => percent(share) },
      },
      y: {
        type: 'category',
        data: ranked.map(({ parameter }) => shortened(parameter, 22)),
        splitLine: { show: false },
        axisTick: { show: false },
        axisLabel: { interval: 0, hideOverlap: false },
      },
      series: seriesOf(ranked, shares, ui),
      rightPx: 28,
    }),
    words: wordsOf(ranked),
    note: noteOf(ranked),
    trials: [],
    table: () => [
      ['parameter', 'total', 'total low', 'total high', 'alone', 'near the best', 'distinct'],
      ...ranked
        .toReversed()
        .map(({ parameter, total, first, totalNearBest, isDistinct }) => [
          parameter,
          total.value,
          total.low,
          total.high,
          first.value,
          totalNearBest,
          String(isDistinct),
        ]),
    ],
  };
}

function seriesOf(
  ranked: readonly Importance[],
  shares: Importances | null,
  { colors }: ChartUi,
): readonly SeriesOption[] {
  const tooltip = { formatter: ({ dataIndex }: { readonly dataIndex: number }) => sentence(ranked[dataIndex]) };
  const bar = { type: 'bar', barMaxWidth: 14, barGap: '-100%' } as const;
  return [
    {
      ...bar,
      name: 'total',
      data: ranked.map(({ total, isDistinct }) => ({
        value: total.value,
        itemStyle: isDistinct
          ? { color: colors.model, opacity: 0.35 }
          : { color: 'transparent', borderColor: colors.muted, borderWidth: 1, borderType: 'dashed' },
      })),
      markLine: {
        silent: true,
        symbol: 'none',
        precision: 15,
        data: shares === null || ranked.length === 0 ? [] : [{ xAxis: shares.noise.high }],
        lineStyle: { color: colors.baseline, type: 'dashed', width: 1.5 },
        label: { show: false },
      },
      tooltip: tooltip as object,
    },
    {
      ...bar,
      name: 'alone',
      data: ranked.map(({ first, isDistinct }) => (isDistinct ? first.value : 0)),
      itemStyle: { color: colors.model, opacity: 0.75 },
      tooltip: tooltip as object,
    },
    {
      type: 'lines',
      name: 'doubt',
      coordinateSystem: 'cartesian2d',
      silent: true,
      data: ranked.map(({ total, isDistinct }, i) => ({
        coords: [
          [total.low, i],
          [Math.min(1, total.high), i],
        ],
        label: { formatter: percent(total.value), color: isDistinct ? colors.text : colors.muted },
      })),
      // Behind the end of the doubt, so that neither covers the other; also beyond the end of the axis.
      label: { show: true, position: 'end', distance: 6, fontSize: 11 },
      clip: false,
      lineStyle: { color: colors.text, width: 1.5, opacity: 0.9 },
      z: 4,
    },
  ];
}

function sentence(one: Importance | undefined): string {
  if (one === undefined) return '';
  const { parameter, total, first, totalNearBest, isDistinct } = one;
  const lines = [
    shortened(parameter),
    `accounts for ${percent(total.value)} (${percent(total.low)} to ${percent(total.high)})`,
    `of which alone ${percent(first.value)}, the rest together with others`,
    `among the best quarter ${percent(totalNearBest)}`,
  ];
  return [...lines, ...(isDistinct ? [] : ['cannot be told from no effect yet'])].join('\n');
}

function noteOf(ranked: readonly Importance[]): string {
  if (ranked.length === 0) return 'Six finished trials are needed to tell.';
  const unclear = ranked.filter(({ isDistinct }) => !isDistinct).map(({ parameter }) => shortened(parameter, 22));
  if (unclear.length === 0) return '';
  if (unclear.length === ranked.length) return 'Nothing can be told from no effect yet (dashed line).';
  const names = unclear.length > 4 ? `${unclear.length} parameters` : unclear.toReversed().join(', ');
  return `Not distinguishable from no effect (dashed line) yet: ${names}.`;
}

function wordsOf(ranked: readonly Importance[]): string {
  if (ranked.length === 0) return 'Importances: too few trials to tell.';
  const listed = ranked.toReversed().slice(0, 6);
  const parts = listed.map(
    ({ parameter, total, isDistinct }) =>
      `${shortened(parameter, 22)} ${percent(total.value)}${isDistinct ? '' : ' (not distinguishable from no effect)'}`,
  );
  return `Part of the variation by parameter: ${parts.join(', ')}.`;
}

function percent(share: number): string {
  return `${Math.round(100 * Math.min(1, share))} %`;
}
