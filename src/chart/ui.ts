// The reader's choices: with the study, all that a chart depends on.
import type { Study } from '../study/study.ts';
import type { ChartColors } from './colors.ts';

export type ChartUi = {
  readonly colors: ChartColors;
  readonly font: string;
  /** Whether the title stands in the picture: in the page it is a heading above it. */
  readonly isTitled: boolean;
  /** Trials that the reader has picked, in any chart or the table; empty: none. */
  readonly selected: ReadonlySet<number>;
  /** The best value and the others over trials or over time. */
  readonly x: 'trial' | 'time';
  /** The scale of the objective's axis. A log scale needs values above 0. */
  readonly scale: 'linear' | 'log';
  /** `usual` leaves far outliers at the edge. */
  readonly range: 'usual' | 'whole';
  /** What a slice holds the other parameters at: the best trial's values, or all values in turn (partial dependence). */
  readonly through: 'best' | 'average';
  /** The two parameters of the contour; null: the two that matter most. */
  readonly pair: readonly [string, string] | null;
  /** What the contour shows: the mean, or how uncertain it is. */
  readonly contour: 'mean' | 'uncertainty';
  /** The study that is laid over; null: none. */
  readonly compared: Study | null;
};

/** Before the reader has chosen. */
export const usualUi: Omit<ChartUi, 'colors' | 'font'> = {
  isTitled: true,
  selected: new Set(),
  x: 'trial',
  scale: 'linear',
  range: 'usual',
  through: 'best',
  pair: null,
  contour: 'mean',
  compared: null,
};
