// Trials as points: fainter the older, the best a diamond, pruned ones hollow, failed ones crosses, picked ones ringed. One
// flat array of x, y, trial, x, y, trial, … for each look, so that ten thousand cost little.
import type { EChartsOption, SeriesOption } from 'echarts';
import { bestTrial, type Study, type Trial } from '../study/study.ts';
import { formatDuration, formatValue } from '../study/words.ts';
import type { ChartUi } from './ui.ts';
import { labelOf, shortened } from './text.ts';

/** A trial at its place in a chart. */
export type Mark = { readonly trial: Trial; readonly x: number; readonly y: number };

/** Of more trials than this, points are small and drawn as one shape. */
const nLarge = 2000;
/** Below 4 pixels ECharts draws squares, which takes a tenth of the time of circles. */
const largeSizePx = 3.5;
/** Groups of age. */
const nAges = 4;

/** The series of the marks; pruned and running trials are hollow. Failed trials are `failedSeries`. */
export function markSeries(study: Study, marks: readonly Mark[], ui: ChartUi): readonly SeriesOption[] {
  const { colors, selected } = ui;
  const best = bestTrial(study);
  const finished = marks.filter(({ trial }) => trial.state === 'finished' && trial !== best);
  const dimmed = selected.size > 0 ? 0.4 : 1;
  // Sets one mark apart from another, and from a shaded ground.
  const edge = { borderColor: colors.background, borderWidth: 0.5 };
  const ages = Array.from({ length: nAges }, (_, age) =>
    scatter(`trials ${age + 1}`, finished.filter(inAge(age, study.trials.length)), {
      symbolSize: marks.length > nLarge ? largeSizePx : 8,
      itemStyle: { ...edge, color: colors.trial, opacity: (0.35 + (0.6 * age) / (nAges - 1)) * dimmed },
    }),
  );
  const series = [
    ...ages,
    scatter('pruned', ofState(marks, 'pruned'), {
      symbolSize: 7,
      itemStyle: { color: 'transparent', borderColor: colors.muted, borderWidth: 1.5, opacity: dimmed },
    }),
    scatter('running', ofState(marks, 'running'), {
      symbolSize: 9,
      itemStyle: { color: 'transparent', borderColor: colors.trial, borderWidth: 1.5 },
    }),
    scatter(
      'best',
      marks.filter(({ trial }) => trial === best),
      { symbol: 'diamond', symbolSize: 14, itemStyle: { ...edge, color: colors.best }, z: 5 },
    ),
    rings(
      marks.filter(({ trial }) => selected.has(trial.number)),
      ui,
    ),
  ];
  const tooltip = trialTooltip(study);
  return series.map((one) => ({ ...one, tooltip }));
}

function inAge(age: number, nTrials: number): (mark: Mark) => boolean {
  return ({ trial }) => Math.min(nAges - 1, Math.floor((nAges * trial.number) / nTrials)) === age;
}

function ofState(marks: readonly Mark[], state: Trial['state']): readonly Mark[] {
  return marks.filter(({ trial }) => trial.state === state);
}

function rings(marks: readonly Mark[], { colors }: ChartUi): SeriesOption {
  return {
    ...scatter('selected', marks, {
      symbolSize: 17,
      itemStyle: { color: 'transparent', borderColor: colors.selected, borderWidth: 2 },
      z: 6,
    }),
    silent: true,
  };
}

/** A cross for each trial without a value, at places of the caller's choice. */
export function failedSeries(study: Study, marks: readonly Mark[], { colors }: ChartUi): SeriesOption {
  return scatter('failed', marks, {
    tooltip: trialTooltip(study),
    symbol: 'path://M0,0 L10,10 M10,0 L0,10',
    symbolSize: 7,
    itemStyle: { color: 'transparent', borderColor: colors.failed, borderWidth: 1.5 },
  });
}

function scatter(name: string, marks: readonly Mark[], style: object): SeriesOption {
  const data = new Float64Array(3 * marks.length);
  for (const [i, { trial, x, y }] of marks.entries()) data.set([x, y, trial.number], 3 * i);
  return {
    type: 'scatter',
    name,
    dimensions: ['x', 'y', 'trial'],
    encode: { x: 0, y: 1 },
    data,
    large: true,
    largeThreshold: nLarge / nAges,
    progressive: 0,
    z: 3,
    ...style,
  };
}

/** The trial of an item that ECharts names in an event, or null: its `trial`, or the third number of its place. */
export function trialOfData(data: unknown): number | null {
  const trial: unknown = Array.isArray(data) ? data[2] : isRecord(data) ? data['trial'] : null;
  return typeof trial === 'number' && Number.isInteger(trial) && trial >= 0 ? trial : null;
}

/** The marks of an option's series: x, y and trial of each. */
export function marksOf(option: EChartsOption): readonly (readonly [x: number, y: number, trial: number])[] {
  const series = Array.isArray(option.series) ? option.series : [];
  return series.flatMap(({ type, data }) => {
    if (type !== 'scatter' || !(data instanceof Float64Array)) return [];
    return Array.from(
      { length: data.length / 3 },
      (_, i) => [data[3 * i]!, data[3 * i + 1]!, data[3 * i + 2]!] as const,
    );
  });
}

/** A tooltip for items of which `trialOfData` knows the trial. */
export function trialTooltip(study: Study): { readonly formatter: (item: unknown) => string } {
  return {
    formatter: (item) => {
      const number = isRecord(item) ? trialOfData(item['data']) : null;
      const trial = number === null ? undefined : study.trials[number];
      return trial === undefined ? '' : trialWords(study, trial).join('\n');
    },
  };
}

/** How many parameters a tooltip lists. */
const nListed = 8;

/** What matters about a trial, a line each: its value or why it has none, its parameters, how long it took. */
export function trialWords(study: Study, trial: Trial): readonly string[] {
  const params = Object.entries(trial.params);
  const listed = params.slice(0, nListed).map(([name, value]) => `${shortened(name, 24)}  ${labelOf(value)}`);
  const more = params.length > nListed ? [`… and ${params.length - nListed} more`] : [];
  const { startedAtMs, endedAtMs } = trial;
  const time = startedAtMs === null || endedAtMs === null ? [] : [`took ${formatDuration(endedAtMs - startedAtMs)}`];
  const star = study.stars.has(trial.number) ? ' ★' : '';
  const note = study.notes.get(trial.number);
  return [
    `trial ${trial.number}${star}: ${outcomeWords(study, trial)}`,
    ...(note === undefined ? [] : [shortened(note, 80)]),
    ...listed,
    ...more,
    ...time,
  ];
}

/** `val_acc 0.95`, `pruned at 0.61`, `failed: out of memory`, `running`. */
export function outcomeWords(study: Study, { state, value, facts, reports }: Trial): string {
  const metric = shortened(study.objective?.metric ?? 'value', 24);
  if (state === 'finished' && value !== null) return `${metric} ${formatValue(value)}`;
  if (state === 'pruned') return `pruned${value === null ? '' : ` at ${formatValue(value)}`}`;
  if (state === 'failed') {
    const reason = facts['fail_reason'];
    return typeof reason === 'string' ? `failed: ${shortened(reason, 60)}` : 'failed';
  }
  const last = reports.at(-1);
  return last === undefined ? state : `${state}, ${metric} ${formatValue(last.value)} so far`;
}

function isRecord(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null;
}
