// Which trials of a study the tree shows, and in which order. Pure.
import { isBetter, type Study, type Trial, type TrialState } from '../../study/study.ts';

export type TrialOrder = {
  readonly by: 'number' | 'value' | 'duration';
  readonly states: readonly TrialState[];
};

export const everything: readonly TrialState[] = ['finished', 'running', 'queued', 'pruned', 'failed'];

/** The newest trial first, the best, or the longest; those without a value or an end come last. */
export function arranged(study: Pick<Study, 'trials' | 'direction'>, { by, states }: TrialOrder): readonly Trial[] {
  const wanted = study.trials.filter(({ state }) => states.includes(state)).toReversed();
  switch (by) {
    case 'number':
      return wanted;
    case 'value':
      return wanted.toSorted((a, b) => compareValues(a.value, b.value, study.direction));
    case 'duration':
      return wanted.toSorted((a, b) => (durationMs(b) ?? -1) - (durationMs(a) ?? -1));
  }
}

/** How long a trial took; null while it runs, and where its times are not known. */
export function durationMs({ startedAtMs, endedAtMs }: Trial): number | null {
  return startedAtMs === null || endedAtMs === null ? null : endedAtMs - startedAtMs;
}

function compareValues(a: number | null, b: number | null, direction: Study['direction']): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (a === b) return 0;
  return isBetter(a, b, direction) ? -1 : 1;
}
