// Convergence: the value of each trial, the best so far, the user's own values as the line to beat, and how much better it may still get.
import type { SeriesOption } from 'echarts';
import { stopSentence } from '../study/stop.ts';
import {
  baselineTrial,
  bestTrial,
  isBetter,
  isFinished,
  type FinishedTrial,
  type Study,
  type Trial,
} from '../study/study.ts';
import { bandSeries } from './band.ts';
import { framed, type Chart, type Table } from './chart.ts';
import { isComparable } from './comparison.ts';
import type { Learned } from './learned.ts';
import { failedSeries, markSeries, type Mark } from './marks.ts';
import { counted, labelOf, shortened } from './text.ts';
import { timeLabel, timeTicks } from './timeAxis.ts';
import type { ChartUi } from './ui.ts';
import { valueAxis, type ValueAxis } from './valueAxis.ts';

export function convergenceChart(study: Study, learned: Learned, ui: ChartUi): Chart {
  const finished = study.trials.filter(isFinished);
  const values = finished.map(({ value }) => value);
  const other = ui.compared !== null && isComparable(study, ui.compared) ? ui.compared : null;
  const bests = [study, other].map((one) => (one === null ? undefined : bestTrial(one)?.value));
  const y = valueAxis(values, [...bests, gainEnd(study, learned)], ui);
  const xOf = placesOf(study, ui);
  const marks = study.trials.flatMap((trial): Mark[] => {
    const [x, value] = [xOf(trial), valueSoFar(trial)];
    return x === null || value === null ? [] : [{ trial, x, y: y.shown(value) }];
  });
  const failed = study.trials.flatMap((trial): Mark[] => {
    const x = trial.state === 'failed' ? xOf(trial) : null;
    return x === null ? [] : [{ trial, x, y: y.axis.min }];
  });
  const otherEnd = other === null ? 0 : endOf(other, placesOf(other, ui));
  const drawing = { study, y, xOf, ui, endX: Math.max(endOf(study, xOf), otherEnd) };
  const nBeyond = values.filter(y.isBeyond).length;
  const beyond = nBeyond === 0 ? '' : `${counted(nBeyond, 'value')} beyond the usual range at the edge.`;
  return {
    option: framed({
      title: convergenceTitle(study),
      ui,
      x: xAxis(drawing.endX, ui),
      y: y.axis,
      series: [
        ...gainSeries(learned, drawing),
        ...(other === null ? [] : otherSeries({ ...drawing, study: other, xOf: placesOf(other, ui) })),
        bestSoFar(finished, drawing),
        ownValues(drawing),
        ...markSeries(study, marks, ui),
        failedSeries(study, failed, ui),
      ],
    }),
    words: wordsOf(study, finished.length),
    note: [adviceOf(study, learned), beyond].filter((text) => text !== '').join(' '),
    trials: [...marks, ...failed].map(({ trial }) => trial.number).sort((a, b) => a - b),
    table: () => tableOf(study),
  };
}

export function convergenceTitle(study: Study): string {
  return `Convergence of ${shortened(study.objective?.metric ?? 'value')}`;
}

/** A finished or pruned trial's value, a running one's newest report. */
function valueSoFar({ value, state, reports }: Trial): number | null {
  if (state === 'running') return reports.at(-1)?.value ?? null;
  return value !== null && !Number.isNaN(value) ? value : null;
}

type Drawing = {
  readonly study: Study;
  readonly y: ValueAxis;
  readonly xOf: (trial: Trial) => number | null;
  readonly ui: ChartUi;
  readonly endX: number;
};

/** By number, or by the minutes from the first start to the trial's end (its start while it runs). */
function placesOf(study: Study, { x }: ChartUi): (trial: Trial) => number | null {
  if (x === 'trial') return ({ number }) => number;
  const begin = startOf(study);
  return ({ startedAtMs, endedAtMs }) => {
    const at = endedAtMs ?? startedAtMs;
    return at === null ? null : at - begin;
  };
}

function startOf({ trials }: Study): number {
  let start = Infinity;
  for (const { startedAtMs } of trials) start = Math.min(start, startedAtMs ?? Infinity);
  return Number.isFinite(start) ? start : 0;
}

function endOf({ trials }: Study, xOf: (trial: Trial) => number | null): number {
  let end = 1;
  for (const trial of trials) end = Math.max(end, xOf(trial) ?? 0);
  return end;
}

function xAxis(endX: number, { x }: ChartUi) {
  const shared = { type: 'value' as const, nameGap: 24, min: 0, max: endX };
  if (x === 'trial') return { ...shared, name: 'trial', minInterval: 1 };
  return { ...shared, name: 'time since the start', axisLabel: { formatter: timeLabel }, ...timeTicks(endX) };
}

function bestSoFar(finished: readonly FinishedTrial[], drawing: Drawing): SeriesOption {
  return {
    type: 'line',
    name: 'best so far',
    step: 'end',
    data: bestPoints(finished, drawing),
    symbol: 'none',
    silent: true,
    lineStyle: { color: drawing.ui.colors.best, width: 2 },
    z: 2,
  };
}

/** The study that is laid over: its best so far, dashed and named at its end, and its trials as small triangles. */
function otherSeries(drawing: Drawing): readonly SeriesOption[] {
  const { study, y, xOf, ui } = drawing;
  const { text } = ui.colors;
  const finished = study.trials.filter(isFinished);
  const points = bestPoints(finished, drawing);
  return [
    {
      type: 'line',
      name: 'other study',
      step: 'end',
      data: points,
      symbol: 'none',
      silent: true,
      lineStyle: { color: text, width: 1.5, type: [5, 4] },
      endLabel: {
        show: true,
        formatter: shortened(study.name, 24),
        color: text,
        fontSize: 11,
        offset: [-8, -9],
        align: 'right',
      },
      z: 2,
    },
    {
      type: 'scatter',
      name: 'trials of the other study',
      silent: true,
      symbol: 'triangle',
      symbolSize: 5,
      large: finished.length > 500,
      data: inOrder(finished, xOf).map(([x, value]) => [x, y.shown(value)]),
      itemStyle: { color: text, opacity: 0.45 },
    },
  ];
}

/** Each value that was better than all before it, and the last one at the end of the axis. */
function bestPoints(finished: readonly FinishedTrial[], { study, y, xOf, endX }: Drawing): number[][] {
  const points: number[][] = [];
  let best: number | null = null;
  for (const [x, value] of inOrder(finished, xOf)) {
    if (best !== null && !isBetter(value, best, study.direction)) continue;
    best = value;
    points.push([x, y.shown(value)]);
  }
  const last = points.at(-1);
  return last === undefined ? [] : [...points, [endX, last[1]!]];
}

function inOrder(
  finished: readonly FinishedTrial[],
  xOf: Drawing['xOf'],
): readonly (readonly [x: number, value: number])[] {
  const points = finished.flatMap((trial): [number, number][] => {
    const x = xOf(trial);
    return x === null ? [] : [[x, trial.value]];
  });
  return points.sort(([a], [b]) => a - b);
}

/** From the best so far to what 90 % of what the model thinks possible stays below; the line is the mean. */
function gainSeries({ gains }: Learned, { study, y, xOf, ui, endX }: Drawing): readonly SeriesOption[] {
  if (gains.length === 0) return [];
  const toward = study.direction === 'maximize' ? 1 : -1;
  const points = gains.flatMap(({ trial, remaining, remainingHigh }) => {
    const x = xOf(study.trials[trial]!);
    const best = bestTrial({ direction: study.direction, trials: study.trials.slice(0, trial + 1) })?.value;
    if (x === null || best === undefined || !Number.isFinite(best)) return [];
    const end = best + toward * remainingHigh;
    return [{ x, low: Math.min(best, end), high: Math.max(best, end), mean: best + toward * remaining }];
  });
  const last = points.at(-1);
  if (last !== undefined) points.push({ ...last, x: endX });
  const style = { color: ui.colors.model, line: 'dotted', shown: y.shown } as const;
  return bandSeries(
    'may still be gained',
    points.sort((a, b) => a.x - b.x),
    style,
  );
}

/** Where the newest estimate of the end stands, so that it is on the chart. */
function gainEnd(study: Study, { gains }: Learned): number | undefined {
  const best = bestTrial(study)?.value;
  const last = gains.at(-1);
  if (best === undefined || last === undefined) return undefined;
  return study.direction === 'maximize' ? best + last.remaining : best - last.remaining;
}

function ownValues({ study, y, ui: { colors } }: Drawing): SeriesOption {
  const baseline = baselineTrial(study);
  if (baseline === null || !isFinished(baseline)) return { type: 'line', data: [] };
  return {
    type: 'line',
    name: 'your values',
    data: [],
    markLine: {
      silent: true,
      symbol: 'none',
      // The default rounds the place of the line to two decimals.
      precision: 15,
      data: [{ yAxis: y.shown(baseline.value) }],
      lineStyle: { color: colors.baseline, type: 'dashed', width: 1.5 },
      label: { formatter: 'your values', position: 'insideStartTop', color: colors.baseline, fontSize: 11 },
    },
  };
}

function adviceOf(study: Study, { advice }: Learned): string {
  return advice === null ? '' : stopSentence(advice, { metric: shortened(study.objective?.metric ?? 'the objective') });
}

function wordsOf(study: Study, nFinished: number): string {
  const metric = shortened(study.objective?.metric ?? 'value');
  const best = bestTrial(study);
  const baseline = baselineTrial(study);
  const own = baseline !== null && isFinished(baseline) ? ` Your own values reach ${labelOf(baseline.value)}.` : '';
  const found =
    best === null ? 'None has a value yet.' : `The best ${metric} is ${labelOf(best.value)}, of trial ${best.number}.`;
  return `Convergence: ${counted(nFinished, 'finished trial')} of ${study.trials.length}. ${found}${own}`;
}

function tableOf(study: Study): Table {
  let best: number | null = null;
  const rows = study.trials.map((trial) => {
    if (isFinished(trial) && (best === null || isBetter(trial.value, best, study.direction))) best = trial.value;
    return [trial.number, trial.state, trial.value ?? '', best ?? '', trial.endedAtMs ?? ''];
  });
  return [['trial', 'state', study.objective?.metric ?? 'value', 'best so far', 'ended at (ms)'], ...rows];
}
