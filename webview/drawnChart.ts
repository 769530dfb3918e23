// A chart as it stands on the screen, and what the reader can say with it.
import type { Chart } from '../src/chart/chart.ts';
import type { EChartsType } from '../src/chart/echarts.ts';
import type { Brushed } from '../src/chart/parallel.ts';
import type { StudyChart } from '../src/chart/studyCharts.ts';

export type DrawnChart = { readonly spec: StudyChart; readonly chart: Chart; readonly echarts: EChartsType };

export type ChartEvents = {
  /** `isAdded`: with those that are picked already. */
  readonly pick: (trials: readonly number[], isAdded: boolean) => void;
  /** A place of the chart's axes, at which there is no trial. */
  readonly ask: (place: { readonly x: number; readonly y: number }) => void;
  /** What is brushed on the axes of parallel coordinates; empty: nothing any more. */
  readonly brush: (brushed: Brushed) => void;
};
