// What a study improves.

export type Direction = 'minimize' | 'maximize';

/** The number that the program reports under `metric` (a tfjs metric name, or the text of an expression), and which way is better. */
export type Objective = { readonly direction: Direction; readonly metric: string };
