// Can the model be trusted: what it would have said of each trial without having seen it, against what came out.
import type { SeriesOption } from 'echarts';
import { trustSentence, type Trust } from '../study/trust.ts';
import type { Study } from '../study/study.ts';
import { framed, type Chart } from './chart.ts';
import { markSeries, type Mark } from './marks.ts';
import { labelOf, shortened } from './text.ts';
import type { ChartUi } from './ui.ts';
import { valueAxis, type ValueAxis } from './valueAxis.ts';

/** `trust` is null while there are too few trials to tell. */
export function trustChart(study: Study, trust: Trust | null, ui: ChartUi): Chart {
  const checks = (trust?.checks ?? []).filter(({ trial }) => study.trials[trial] !== undefined);
  const y = valueAxis(
    checks.flatMap(({ value, predicted }) => [value, predicted]),
    [],
    ui,
  );
  const marks = checks.map(({ trial, value, predicted }): Mark => ({
    trial: study.trials[trial]!,
    x: y.shown(predicted),
    y: y.shown(value),
  }));
  const metric = shortened(study.objective?.metric ?? 'value', 24);
  return {
    option: framed({
      title: 'Can the model be trusted?',
      ui,
      x: { ...y.axis, name: `${metric} foretold without the trial`, nameGap: 24 } as object,
      y: y.axis,
      series: [diagonal(y, ui), doubts(checks, y, ui), ...markSeries(study, marks, ui)],
    }),
    words: trust === null ? 'Trust in the model: too few trials to tell.' : trustSentence(trust),
    note: trust === null ? 'Six finished trials are needed to tell.' : trustSentence(trust),
    trials: checks.map(({ trial }) => trial),
    table: () => [
      ['trial', 'value', 'foretold', 'low', 'high'],
      ...checks.map(({ trial, value, predicted, low, high }) => [trial, value, predicted, low, high]),
    ],
  };
}

function diagonal({ axis: { min, max } }: ValueAxis, { colors }: ChartUi): SeriesOption {
  return {
    type: 'line',
    name: 'as foretold',
    silent: true,
    symbol: 'none',
    data: [
      [min, min],
      [max, max],
    ],
    lineStyle: { color: colors.muted, width: 1, type: 'dashed' },
  };
}

function doubts(checks: Trust['checks'], y: ValueAxis, { colors }: ChartUi): SeriesOption {
  return {
    type: 'lines',
    name: '95 % range',
    coordinateSystem: 'cartesian2d',
    silent: true,
    large: true,
    largeThreshold: 200,
    data: checks.map(({ value, low, high }) => ({
      coords: [
        [y.shown(low), y.shown(value)],
        [y.shown(high), y.shown(value)],
      ],
    })),
    lineStyle: { color: colors.model, width: 1.5, opacity: 0.35 },
    z: 2,
  };
}

/** The light in words: how far to trust the model, and the figure behind it. */
export function trustLabel(trust: Trust | null): string {
  if (trust === null || trust.r2 === null) return 'Model: too early to tell';
  return `Model: ${{ low: 'little trust yet', fair: 'fair', good: 'good' }[trust.verdict]} (foretells ${labelOf(Math.round(100 * Math.max(0, trust.r2)))} %)`;
}
