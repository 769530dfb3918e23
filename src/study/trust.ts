// How far the model of a study can be trusted: what it would have said of each finished trial without it (hyper-parameters and warp held).
// Both have seen the trial that is left out, so few trials look a little better than they are.
import { explainedShare, leaveOneOut } from '../gp/leaveOneOut.ts';
import type { StudyModel } from './model.ts';

export type Verdict = 'low' | 'fair' | 'good';

/** One trial as the others foretell it, in the objective's own units and sign. `low`..`high` should hold 95 % of such values. */
export type TrialCheck = {
  readonly trial: number;
  readonly value: number;
  readonly predicted: number;
  readonly low: number;
  readonly high: number;
};

export type Trust = {
  readonly verdict: Verdict;
  /** In the order of the model's trials. */
  readonly checks: readonly TrialCheck[];
  /**
   * The part of the variation that is foretold: 1 all, 0 no more than the mean of the other trials tells, below 0 less. In the model's units,
   * where wild bad values are squeezed. Null while all values are equal.
   */
  readonly r2: number | null;
  /** The part of the values that lie between their `low` and `high`; 0..1. */
  readonly coverage: number;
  /** The mean square of error over predicted sd: 1 where errors are as large as the model says, more where it is too sure. */
  readonly meanSquareZ: number;
};

/** Leave-one-out predictions of every trial of the model, and what they are worth. Deterministic. */
export function trustOf({ surrogate }: StudyModel): Trust {
  const { posterior, warp, sign, trials } = surrogate;
  const { y } = posterior;
  const left = leaveOneOut(posterior);
  const z = y.map((value, i) => (value - left.mean[i]!) / Math.sqrt(left.variance[i]!));
  const checks = trials.map(({ number, value }, i) => {
    const margin = margin95 * Math.sqrt(left.variance[i]!);
    const [predicted, ...ends] = [left.mean[i]!, left.mean[i]! - margin, left.mean[i]! + margin].map(
      (at) => sign * warp.toOutput(at),
    );
    return { trial: number, value, predicted: predicted!, low: Math.min(...ends), high: Math.max(...ends) };
  });
  const meanSquareZ = z.reduce((sum, value) => sum + value * value, 0) / z.length;
  const coverage = z.filter((value) => Math.abs(value) <= margin95).length / z.length;
  const r2 = explainedShare(y, left.mean);
  return { verdict: verdictOf(y.length, r2, meanSquareZ), checks, r2, coverage, meanSquareZ };
}

/** The verdict in a sentence of plain English, without the trials' number. */
export function trustSentence({ verdict, r2, meanSquareZ, coverage, checks }: Trust): string {
  if (r2 === null) return 'All values are equal so far: there is nothing to learn from yet.';
  const foretold = `${Math.round(100 * Math.max(0, r2))} % of the variation of ${checks.length} trials is foretold by the others`;
  const share = `${Math.round(100 * coverage)} % of the values lie in their 95 % range`;
  const sure =
    meanSquareZ > 2 ? '; the model is too sure of itself' : meanSquareZ < 0.5 ? '; its ranges are too wide' : '';
  return `Confidence ${verdict}: ${foretold}; ${share}${sure}.`;
}

const margin95 = 1.959963984540054;

/** Fewer than 6 trials prove nothing, fewer than 12 not much. Ranges that are too wide mislead nobody; too narrow ones do. */
function verdictOf(n: number, r2: number | null, meanSquareZ: number): Verdict {
  if (n < 6 || r2 === null || r2 < 0.4 || meanSquareZ > 4) return 'low';
  return n >= 12 && r2 >= 0.8 && meanSquareZ <= 2 ? 'good' : 'fair';
}
