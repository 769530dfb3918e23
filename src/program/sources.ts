// The texts that a trial runs: the snapshot with the literals swapped.
import { applyEdits, editsFor } from '../annotation/edits.ts';
import type { Params } from '../space/space.ts';
import type { StudyPlan } from './plan.ts';

/** Real absolute path to text, for every file of the snapshot. Parameters that are absent from `params` keep their literal. Line numbers stay. */
export function sourcesFor(
  plan: Pick<StudyPlan, 'snapshot' | 'annotations'>,
  params: Params,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...plan.snapshot].map(([file, text]) => {
      const annotations = plan.annotations.get(file);
      return [file, annotations === undefined ? text : applyEdits(text, editsFor(annotations, params))];
    }),
  );
}
