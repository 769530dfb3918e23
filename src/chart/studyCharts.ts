// The charts of a study, in the order in which they are shown. Each is drawn only when it is asked for.
import type { Parameter } from '../space/space.ts';
import type { Study } from '../study/study.ts';
import type { Chart } from './chart.ts';
import { contourChart, contourTitle } from './contour.ts';
import { convergenceChart, convergenceTitle } from './convergence.ts';
import { importancesChart } from './importances.ts';
import { curveNamed, leadingPair, type Learned } from './learned.ts';
import { hasCurves, learningCurvesChart } from './learningCurves.ts';
import { nAxes, parallelChart } from './parallel.ts';
import { sliceChart } from './slice.ts';
import { shortened } from './text.ts';
import { layOut, timelineChart, type TimelineLayout } from './timeline.ts';
import { trustChart } from './trustChart.ts';
import type { ChartUi } from './ui.ts';

export type ChartKind =
  'convergence' | 'curves' | 'timeline' | 'importances' | 'trust' | 'slice' | 'parallel' | 'contour';

export type StudyChart = {
  readonly kind: ChartKind;
  /** What the chart helps to see; charts of a group stand together. */
  readonly group: 'progress' | 'parameters' | 'together';
  /** The parameter of a slice, else null. */
  readonly parameter: string | null;
  readonly title: string;
  /** Of the picture; may take time to find. */
  readonly heightPx: () => number;
  /** Whether it takes the whole width of the page. */
  readonly isWide: boolean;
  /** What it shows beside the trials and the reader's choices: while these are the same, so is the picture. */
  readonly learned: readonly unknown[];
  readonly draw: () => Chart;
};

/** Nothing but convergence for a study whose space is not known. */
export function studyCharts(study: Study, learned: Learned, ui: ChartUi): readonly StudyChart[] {
  const parameters = study.space?.parameters ?? [];
  return [
    ...progressCharts(study, learned, ui),
    ...(parameters.length === 0 ? [] : parametersCharts(study, learned, ui)),
    ...parameters.map((parameter): StudyChart => ({
      kind: 'slice',
      group: 'parameters',
      parameter: parameter.name,
      title: shortened(parameter.name),
      heightPx: () => 230,
      isWide: false,
      learned: [curveNamed(learned.slices, parameter.name), curveNamed(learned.averages, parameter.name)],
      draw: () => sliceChart(study, parameter, learned, ui),
    })),
    ...(parameters.length < 2 ? [] : togetherCharts(study, learned, ui)),
  ];
}

const single = { parameter: null, heightPx: () => 250, isWide: false } as const;

function progressCharts(study: Study, learned: Learned, ui: ChartUi): readonly StudyChart[] {
  const group = 'progress';
  const convergence: StudyChart = {
    ...single,
    group,
    kind: 'convergence',
    title: convergenceTitle(study),
    heightPx: () => 260,
    isWide: true,
    learned: [learned.gains, learned.advice],
    draw: () => convergenceChart(study, learned, ui),
  };
  const curves: StudyChart = {
    ...single,
    group,
    kind: 'curves',
    title: 'Learning curves',
    learned: [],
    draw: () => learningCurvesChart(study, ui),
  };
  let laidOut: TimelineLayout | null = null;
  const layout = (): TimelineLayout => (laidOut ??= layOut(study));
  const timeline: StudyChart = {
    ...single,
    group,
    kind: 'timeline',
    title: 'Timeline',
    heightPx: () => 90 + 26 * Math.min(12, Math.max(1, layout().lanes.length)),
    learned: [],
    draw: () => timelineChart(study, layout(), ui),
  };
  const hasStarted = study.trials.some(({ startedAtMs }) => startedAtMs !== null);
  return [convergence, ...(hasCurves(study) ? [curves] : []), ...(hasStarted ? [timeline] : [])];
}

function parametersCharts(study: Study, learned: Learned, ui: ChartUi): readonly StudyChart[] {
  const group = 'parameters';
  return [
    {
      ...single,
      group,
      kind: 'importances',
      title: 'What matters',
      heightPx: () => Math.max(150, 74 + 22 * (study.space?.parameters.length ?? 0)),
      learned: [learned.importances],
      draw: () => importancesChart(learned.importances, ui),
    },
    {
      ...single,
      group,
      kind: 'trust',
      title: 'Can the model be trusted?',
      learned: [learned.trust],
      draw: () => trustChart(study, learned.trust, ui),
    },
  ];
}

function togetherCharts(study: Study, learned: Learned, ui: ChartUi): readonly StudyChart[] {
  const group = 'together';
  const pair = pairOf(study, learned, ui);
  const parallel: StudyChart = {
    ...single,
    group,
    kind: 'parallel',
    title: 'Parallel coordinates',
    heightPx: () => 280,
    isWide: true,
    learned: [axisNames(study, learned).join('\n')],
    draw: () => parallelChart(study, axisNames(study, learned), ui),
  };
  if (pair === null) return [parallel];
  const names = [pair[0].name, pair[1].name] as const;
  const isLearned = learned.pair?.parameters[0] === names[0] && learned.pair.parameters[1] === names[1];
  return [
    parallel,
    {
      ...single,
      group,
      kind: 'contour',
      title: contourTitle(names),
      heightPx: () => 300,
      learned: [isLearned ? learned.pair : null, ...pair],
      draw: () => contourChart(study, pair, isLearned ? learned.pair : null, ui),
    },
  ];
}

/** The parameters of the contour: the reader's, or the two that matter most; null when they are not there. */
export function pairOf(study: Study, learned: Learned, ui: ChartUi): readonly [Parameter, Parameter] | null {
  if (study.space === null) return null;
  const named = (name: string | undefined): Parameter | undefined =>
    study.space?.parameters.find((parameter) => parameter.name === name);
  const [first, second] = (ui.pair ?? []).map(named);
  if (first !== undefined && second !== undefined && first !== second) return [first, second];
  const [a, b] = (leadingPair(study.space, learned.importances) ?? []).map(named);
  return a === undefined || b === undefined ? null : [a, b];
}

/** The axes of the parallel coordinates: all parameters in their order or, of many, those that matter most. */
export function axisNames({ space }: Study, { importances }: Learned): readonly string[] {
  const names = (space?.parameters ?? []).map(({ name }) => name);
  if (names.length <= nAxes || importances === null) return names.slice(0, nAxes);
  const leading = importances.parameters
    .toSorted((a, b) => b.total.value - a.total.value)
    .slice(0, nAxes)
    .map(({ parameter }) => parameter);
  return names.filter((name) => leading.includes(name));
}
