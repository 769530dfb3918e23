// The colours of a chart: roles, given by whoever draws (the page reads the editor's theme, the report has its own). CSS colour texts.
// Every role has a shape or a place of its own as well, so nothing is told by colour alone.
export type ChartColors = {
  readonly text: string;
  /** Axis labels, notes, and trials that were pruned. */
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
  /** The ring around a trial that the reader has picked. */
  readonly selected: string;
};
