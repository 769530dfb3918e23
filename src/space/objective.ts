// What a study improves.

export type Direction = 'minimize' | 'maximize';

/** The number that the program reports under `metric`, and which way is better. */
export type Objective = {
  readonly direction: Direction;
  /** A metric of fit or evaluate; with `isExpression`, the name of the annotated variable whose value counts. */
  readonly metric: string;
  readonly isExpression?: true;
};
