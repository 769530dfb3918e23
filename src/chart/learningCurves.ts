// Learning curves: what each trial reported on its way, which were pruned and where, and where those that run are heading.
import type { SeriesOption } from 'echarts';
import { expectValue, firstStepOf, learnCurves } from '../study/curves.ts';
import { bestTrial, type Study, type Trial } from '../study/study.ts';
import { framed, type Chart } from './chart.ts';
import { failedSeries, markSeries, trialTooltip, type Mark } from './marks.ts';
import { counted, labelOf, shortened } from './text.ts';
import type { ChartUi } from './ui.ts';
import { valueAxis, type ValueAxis } from './valueAxis.ts';

/** Whether any trial has a curve to show. */
export function hasCurves(study: Study): boolean {
  return study.trials.some(({ reports }) => reports.length > 1);
}

/** Of more trials than this an even choice is drawn, with the best, the picked and the running ones. */
const nDrawn = 1000;
/** Points in all, and of one curve; of longer curves every so manieth report is drawn. */
const nPointsDrawn = 32_000;
const nPointsOfOne = 128;

export function learningCurvesChart(study: Study, ui: ChartUi): Chart {
  const trials = chosen(study, ui);
  const values = trials.flatMap(({ reports }) => reports.map(({ value }) => value));
  const forecasts = forecastsOf(study, ui);
  const y = valueAxis(
    values,
    forecasts.map(({ mean }) => mean),
    ui,
  );
  const drawing = { study, ui, y, nPoints: pointsEach(trials.length) };
  const ends = trials.flatMap((trial): Mark[] => endMark(trial, y));
  return {
    option: framed({
      title: 'Learning curves',
      ui,
      x: { type: 'value', name: 'step', nameGap: 24, min: firstStepOf(study), max: lastStepOf(study), minInterval: 1 },
      y: y.axis,
      series: [
        ...curveSeries(trials, drawing),
        ...forecastSeries(forecasts, drawing),
        ...markSeries(study, ends.filter(isEndShown(study, ui)), ui),
        failedSeries(
          study,
          ends.filter(({ trial }) => trial.state === 'failed'),
          ui,
        ),
      ],
    }),
    words: wordsOf(study),
    note: trials.length < withReports(study).length ? `An even choice of ${trials.length} trials is drawn.` : '',
    trials: trials.map(({ number }) => number),
    table: () => [
      ['trial', 'step', study.objective?.metric ?? 'value'],
      ...study.trials.flatMap(({ number, reports }) => reports.map(({ step, value }) => [number, step, value])),
    ],
  };
}

function withReports({ trials }: Study): readonly Trial[] {
  return trials.filter(({ reports }) => reports.length > 0);
}

function chosen(study: Study, { selected }: ChartUi): readonly Trial[] {
  const all = withReports(study);
  const best = bestTrial(study);
  const every = Math.ceil(all.length / nDrawn);
  return all.filter(
    (trial, i) => i % every === 0 || trial === best || trial.state === 'running' || selected.has(trial.number),
  );
}

function lastStepOf({ trials }: Study): number {
  let last = 1;
  for (const { reports } of trials) for (const { step } of reports) last = Math.max(last, step);
  return last;
}

/** Finished trials would only repeat what their line says; the best is marked all the same. */
function isEndShown(study: Study, { selected }: ChartUi): (mark: Mark) => boolean {
  const best = bestTrial(study);
  return ({ trial }) =>
    trial.state === 'pruned' || trial.state === 'running' || trial === best || selected.has(trial.number);
}

/** At the last finite report. */
function endMark(trial: Trial, y: ValueAxis): Mark[] {
  const last = trial.reports.findLast(({ value }) => Number.isFinite(value));
  return last === undefined ? [] : [{ trial, x: last.step, y: y.shown(last.value) }];
}

type Drawing = {
  readonly study: Study;
  readonly ui: ChartUi;
  readonly y: ValueAxis;
  /** Of one curve, at most. */
  readonly nPoints: number;
};

function curveSeries(trials: readonly Trial[], drawing: Drawing): readonly SeriesOption[] {
  const { study, ui } = drawing;
  const { colors, selected } = ui;
  const best = bestTrial(study);
  const isPicked = ({ number }: Trial): boolean => selected.has(number);
  const plain = trials.filter((trial) => trial !== best && !isPicked(trial));
  const ofState = (state: Trial['state']): readonly Trial[] => plain.filter((trial) => trial.state === state);
  const faint = (trials.length > 100 ? 0.25 : 0.5) * (selected.size > 0 ? 0.5 : 1);
  return [
    lines('finished', ofState('finished'), { color: colors.trial, width: 1, opacity: faint }, drawing),
    lines('pruned', ofState('pruned'), { color: colors.muted, width: 1, opacity: faint }, drawing),
    lines('failed', ofState('failed'), { color: colors.failed, width: 1, opacity: faint }, drawing),
    lines('running', ofState('running'), { color: colors.trial, width: 2, opacity: 1 }, drawing),
    lines('picked', trials.filter(isPicked), { color: colors.selected, width: 2, opacity: 1 }, drawing),
    lines(
      'best',
      best === null || isPicked(best) ? [] : [best],
      { color: colors.best, width: 2.5, opacity: 1 },
      drawing,
    ),
  ];
}

function pointsEach(nCurves: number): number {
  return Math.min(nPointsOfOne, Math.max(16, Math.floor(nPointsDrawn / nCurves)));
}

function lines(
  name: string,
  trials: readonly Trial[],
  lineStyle: { readonly color: string; readonly width: number; readonly opacity: number },
  { study, y, nPoints }: Drawing,
): SeriesOption {
  return {
    type: 'lines',
    name,
    coordinateSystem: 'cartesian2d',
    polyline: true,
    progressive: 0,
    large: true,
    largeThreshold: 300,
    data: trials.flatMap((trial) => pieces(trial, y, nPoints).map((coords) => ({ coords, trial: trial.number }))),
    lineStyle: { ...lineStyle, curveness: 0 },
    tooltip: trialTooltip(study),
    z: 2,
  };
}

/** The curve, broken where a report is no finite number. */
function pieces({ reports }: Trial, y: ValueAxis, nPoints: number): readonly number[][][] {
  const found: number[][][] = [];
  let piece: number[][] = [];
  const every = Math.ceil(reports.length / nPoints);
  for (const [i, { step, value }] of reports.entries()) {
    if (!Number.isFinite(value)) piece = [];
    else if (i % every === 0 || i === reports.length - 1) {
      piece.push([step, y.shown(value)]);
      if (piece.length === 2) found.push(piece);
    }
  }
  return found;
}

type Forecast = { readonly trial: Trial; readonly mean: number; readonly low: number; readonly high: number };

/** Where the running and the picked pruned trials were heading, by their curves alone, with 95 % of the doubt. */
function forecastsOf(study: Study, { selected }: ChartUi): readonly Forecast[] {
  const asked = study.trials.filter(
    ({ state, number, reports }) =>
      reports.length > 0 && (state === 'running' || (state === 'pruned' && selected.has(number))),
  );
  const curves = asked.length === 0 ? null : learnCurves(study);
  if (curves === null) return [];
  return asked.slice(0, 20).flatMap((trial) => {
    const expected = expectValue(trial, curves);
    if (expected === null) return [];
    const margin = 1.96 * expected.sdOfReport;
    return [{ trial, mean: expected.mean, low: expected.mean - margin, high: expected.mean + margin }];
  });
}

function forecastSeries(
  forecasts: readonly Forecast[],
  { study, ui: { colors }, y }: Drawing,
): readonly SeriesOption[] {
  const end = lastStepOf(study);
  const shared = { type: 'lines', coordinateSystem: 'cartesian2d', silent: true, z: 4 } as const;
  return [
    {
      ...shared,
      name: 'predicted end',
      data: forecasts.flatMap(({ trial, mean }) =>
        endMark(trial, y).map((from) => ({
          coords: [
            [from.x, from.y],
            [end, y.shown(mean)],
          ],
        })),
      ),
      lineStyle: { color: colors.model, width: 1.5, type: 'dashed' },
    },
    {
      ...shared,
      name: 'predicted end, band',
      data: forecasts.map(({ low, high }) => ({
        coords: [
          [end, y.shown(low)],
          [end, y.shown(high)],
        ],
      })),
      lineStyle: { color: colors.model, width: 6, opacity: 0.4, cap: 'butt' },
    },
  ];
}

function wordsOf(study: Study): string {
  const nPruned = study.trials.filter(({ state }) => state === 'pruned').length;
  const best = bestTrial(study);
  const metric = shortened(study.objective?.metric ?? 'value');
  const top = best === null ? '' : ` The best trial, ${best.number}, ended at ${labelOf(best.value)}.`;
  return `Learning curves of ${metric}: ${counted(withReports(study).length, 'trial')} with reports, ${nPruned} pruned.${top}`;
}
