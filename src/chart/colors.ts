// The colours of a chart: roles, given by whoever draws (the page reads the editor's theme, the report has its own). CSS colour texts.
export type ChartColors = {
  readonly text: string;
  /** Axis labels and notes. */
  readonly muted: string;
  readonly grid: string;
  readonly background: string;
  /** A trial's mark. */
  readonly trial: string;
  /** The best trial, and the best value so far. */
  readonly best: string;
  /** The user's own values. */
  readonly baseline: string;
  /** The model's mean; its band is the same, faint. */
  readonly model: string;
  readonly failed: string;
};
