// Counts failures that come in a row for one reason: the next trials would only burn the budget.
import type { FailureKind, TrialFailure } from './failure.ts';

/** So many equal failures in a row end a run. */
export const maxEqualFailures = 3;

/** What bad values of the parameters can do, and what the engine learns to avoid: no sign that something is broken. */
const ofTheValues: readonly FailureKind[] = ['diverged', 'timeout', 'out_of_memory'];

/** Returns a function that takes each trial's failure (null: it did well) and tells the reason once it has been the same too often. */
export function createFailureStreak(): (failure: TrialFailure | null) => string | null {
  let reason: string | null = null;
  let count = 0;
  return (failure) => {
    if (failure?.kind === 'stopped') return null;
    const isBroken = failure !== null && !ofTheValues.includes(failure.kind);
    count = isBroken && failure.reason === reason ? count + 1 : 1;
    reason = isBroken ? failure.reason : null;
    return count >= maxEqualFailures ? reason : null;
  };
}
