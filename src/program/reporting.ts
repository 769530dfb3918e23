// How a program tells the value of its annotated expression: by a function around it, which the trial's child has put in place.
import type { Annotations, TextEdit } from '../annotation/annotation.ts';

/** The name of the function that is given the value, and returns it unchanged. */
export const objectiveFunction = '__tunelensObjective';

/** Edits that make the annotated expression report its value; none without one. */
export function objectiveEdits({ objective }: Annotations): readonly TextEdit[] {
  const range = objective?.expression ?? null;
  if (range === null) return [];
  const { start, end, startLine, startColumn, endLine, endColumn } = range;
  const before = { start, end: start, startLine, startColumn, endLine: startLine, endColumn: startColumn };
  const behind = { start: end, end, startLine: endLine, startColumn: endColumn, endLine, endColumn };
  return [
    { range: before, newText: `${objectiveFunction}(` },
    { range: behind, newText: ')' },
  ];
}
