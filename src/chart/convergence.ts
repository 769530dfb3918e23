// Convergence: the value of each trial, the best so far, and the user's own values as the line to beat.
import type { SeriesOption } from 'echarts';
import { baselineTrial, bestTrial, isBetter, isFinished, type FinishedTrial, type Study } from '../study/study.ts';
import { counted, framed, labelOf, valueExtent, type Chart } from './chart.ts';
import type { ChartColors } from './colors.ts';

export function convergenceChart(study: Study, colors: ChartColors): Chart {
  const finished = study.trials.filter(isFinished);
  const extent = valueExtent(
    finished.map(({ value }) => value),
    bestTrial(study)?.value ?? null,
  );
  const shown = (value: number): number => Math.min(extent.max, Math.max(extent.min, value));
  const metric = study.objective?.metric ?? 'value';
  const series = [
    bestSoFar(study, finished, { colors, shown }),
    ownValues(study, { colors, shown }),
    trialPoints(study, finished, { colors, shown }),
    failedTicks(study, extent.min, colors),
  ];
  return {
    option: framed({
      title: `Convergence of ${metric}`,
      colors,
      x: {
        type: 'value',
        name: 'trial',
        nameGap: 24,
        min: 0,
        max: Math.max(1, study.trials.length - 1),
        minInterval: 1,
      },
      y: {
        type: 'value',
        ...extent,
        axisLabel: { showMinLabel: false, showMaxLabel: false, color: colors.muted, fontSize: 11, formatter: labelOf },
      },
      series,
    }),
    words: wordsOf(study, metric, finished.length),
    nMarks: finished.length,
  };
}

type Drawing = { readonly colors: ChartColors; readonly shown: (value: number) => number };

function bestSoFar(study: Study, finished: readonly FinishedTrial[], { colors, shown }: Drawing): SeriesOption {
  let best: number | null = null;
  const points = finished.map(({ number, value }) => {
    best = best === null || isBetter(value, best, study.direction) ? value : best;
    return [number, shown(best)];
  });
  const last = points.at(-1);
  const end = last === undefined ? [] : [[Math.max(1, study.trials.length - 1), last[1] ?? 0]];
  return {
    type: 'line',
    name: 'best so far',
    step: 'end',
    data: [...points, ...end],
    symbol: 'none',
    silent: true,
    lineStyle: { color: colors.best, width: 2 },
    z: 2,
  };
}

function ownValues(study: Study, { colors, shown }: Drawing): SeriesOption {
  const baseline = baselineTrial(study);
  if (baseline === null || !isFinished(baseline)) return { type: 'line', data: [] };
  return {
    type: 'line',
    data: [],
    markLine: {
      silent: true,
      symbol: 'none',
      // The default rounds the place of the line to two decimals.
      precision: 15,
      data: [{ yAxis: shown(baseline.value) }],
      lineStyle: { color: colors.baseline, type: 'dashed', width: 1 },
      label: { formatter: 'your values', position: 'insideStartTop', color: colors.baseline, fontSize: 11 },
    },
  };
}

function trialPoints(study: Study, finished: readonly FinishedTrial[], { colors, shown }: Drawing): SeriesOption {
  const best = bestTrial(study);
  return {
    type: 'scatter',
    name: 'trials',
    data: finished.map((trial) => ({
      value: [trial.number, shown(trial.value)],
      name: `trial ${trial.number}: ${labelOf(trial.value)}`,
      symbolSize: trial === best ? 13 : 8,
      symbol: trial === best ? 'diamond' : 'circle',
      itemStyle: { color: trial === best ? colors.best : colors.trial },
    })),
    tooltip: { formatter: '{b}' },
    z: 3,
  };
}

/** A cross on the floor for each trial that has no value. */
export function failedTicks(study: Study, floor: number, colors: ChartColors): SeriesOption {
  return {
    type: 'scatter',
    name: 'failed',
    symbol: 'path://M0,0 L10,10 M10,0 L0,10',
    symbolSize: 7,
    data: study.trials
      .filter(({ state }) => state === 'failed')
      .map(({ number }) => ({ value: [number, floor], name: `trial ${number} failed` })),
    itemStyle: { color: 'transparent', borderColor: colors.failed, borderWidth: 1.5 },
    tooltip: { formatter: '{b}' },
    z: 3,
  };
}

function wordsOf(study: Study, metric: string, nFinished: number): string {
  const best = bestTrial(study);
  const baseline = baselineTrial(study);
  const own = baseline !== null && isFinished(baseline) ? ` Your own values reach ${labelOf(baseline.value)}.` : '';
  const found =
    best === null ? 'None has a value yet.' : `The best ${metric} is ${labelOf(best.value)}, of trial ${best.number}.`;
  return `Convergence: ${counted(nFinished, 'finished trial')} of ${study.trials.length}. ${found}${own}`;
}
