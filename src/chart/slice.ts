// A slice: one parameter against the value. Trials as points, and the model's mean with its 95 % band where the others stay at the best trial's values.
import type { SeriesOption } from 'echarts';
import type { Domain, Parameter } from '../space/space.ts';
import type { slice as sliceOf } from '../study/model.ts';
import { bestTrial, isFinished, type FinishedTrial, type Study } from '../study/study.ts';
import { counted, framed, labelOf, parameterAxis, placeOf, valueExtent, type Chart } from './chart.ts';
import type { ChartColors } from './colors.ts';

export type SlicePoint = ReturnType<typeof sliceOf>['points'][number];

/** `points` is the model's slice, null where there is no model yet. */
export function sliceChart(
  study: Study,
  parameter: Parameter,
  points: readonly SlicePoint[] | null,
  colors: ChartColors,
): Chart {
  const { domain, name } = parameter;
  const placed = study.trials.filter(isFinished).flatMap((trial) => {
    const x = placeOf(domain, trial.params[name]);
    return x === null ? [] : [{ trial, x }];
  });
  const band = (points ?? []).flatMap((point) => {
    const x = placeOf(domain, point.value);
    return x === null ? [] : [{ ...point, x }];
  });
  const extent = valueExtent(
    [...placed.map(({ trial }) => trial.value), ...band.map(({ mean }) => mean)],
    bestTrial(study)?.value ?? null,
  );
  const shown = (value: number): number => Math.min(extent.max, Math.max(extent.min, value));
  const metric = study.objective?.metric ?? 'value';
  return {
    option: framed({
      title: name,
      colors,
      x: parameterAxis(domain, ''),
      y: {
        type: 'value',
        ...extent,
        axisLabel: { showMinLabel: false, showMaxLabel: false, color: colors.muted, fontSize: 11, formatter: labelOf },
      },
      series: [...modelSeries(domain, band, { colors, shown }), trialPoints(study, name, placed, { colors, shown })],
    }),
    words: wordsOf(study, name, metric, placed.length),
    nMarks: placed.length,
  };
}

type Drawing = { readonly colors: ChartColors; readonly shown: (value: number) => number };
type BandPoint = SlicePoint & { readonly x: number };

/** A range has a band and a line; a list has a bar and a dash at each choice. */
function modelSeries(domain: Domain, band: readonly BandPoint[], drawing: Drawing): readonly SeriesOption[] {
  const { colors, shown } = drawing;
  if (band.length === 0) return [];
  if (domain.kind === 'choice') return choiceSeries(band, drawing);
  if (domain.kind === 'mixed') {
    const isSpecial = ({ value }: BandPoint): boolean => domain.specials.includes(value);
    const inRange = band.filter((point) => !isSpecial(point));
    return [...modelSeries(domain.range, inRange, drawing), ...choiceSeries(band.filter(isSpecial), drawing)];
  }
  const line = { type: 'line', symbol: 'none', silent: true } as const;
  return [
    // ECharts has no band: a clear area up to the lower edge carries a tinted one of the band's height.
    {
      ...line,
      stack: 'band',
      stackStrategy: 'all',
      data: band.map(({ x, low }) => [x, shown(low)]),
      lineStyle: { opacity: 0 },
    },
    {
      ...line,
      stack: 'band',
      stackStrategy: 'all',
      data: band.map(({ x, low, high }) => [x, shown(high) - shown(low)]),
      lineStyle: { opacity: 0 },
      areaStyle: { color: colors.model, opacity: 0.18, origin: 'start' },
    },
    {
      ...line,
      name: 'model',
      data: band.map(({ x, mean }) => [x, shown(mean)]),
      lineStyle: { color: colors.model, width: 2 },
      z: 2,
    },
  ];
}

function choiceSeries(band: readonly BandPoint[], { colors, shown }: Drawing): readonly SeriesOption[] {
  return [
    ...band.map(({ x, low, high }): SeriesOption => ({
      type: 'line',
      symbol: 'none',
      silent: true,
      data: [
        [x, shown(low)],
        [x, shown(high)],
      ],
      lineStyle: { color: colors.model, width: 16, opacity: 0.18, cap: 'butt' },
    })),
    {
      type: 'scatter',
      name: 'model',
      silent: true,
      symbol: 'rect',
      symbolSize: [16, 2],
      data: band.map(({ x, mean }) => [x, shown(mean)]),
      itemStyle: { color: colors.model },
      z: 2,
    },
  ];
}

function trialPoints(
  study: Study,
  name: string,
  placed: readonly { readonly trial: FinishedTrial; readonly x: number }[],
  { colors, shown }: Drawing,
): SeriesOption {
  const best = bestTrial(study);
  return {
    type: 'scatter',
    name: 'trials',
    data: placed.map(({ trial, x }) => ({
      value: [x, shown(trial.value)],
      name: `trial ${trial.number}: ${name} ${labelOf(trial.params[name])}, ${labelOf(trial.value)}`,
      symbolSize: trial === best ? 13 : 8,
      symbol: trial === best ? 'diamond' : 'circle',
      itemStyle: { color: trial === best ? colors.best : colors.trial, opacity: trial === best ? 1 : 0.85 },
    })),
    tooltip: { formatter: '{b}' },
    z: 3,
  };
}

function wordsOf(study: Study, name: string, metric: string, nPlaced: number): string {
  const best = bestTrial(study);
  const found = best === null ? '' : ` The best, ${labelOf(best.value)}, has ${name} ${labelOf(best.params[name])}.`;
  return `${metric} against ${name}: ${counted(nPlaced, 'trial')}.${found}`;
}
