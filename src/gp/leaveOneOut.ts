// What the process would have said of each observation without it, in closed form from K^-1 (Rasmussen and Williams 2006, 5.4.2):
//   mu_i = y_i - alpha_i / q_i,  s_i^2 = 1 / [K^-1]_ii,  q_i = [K^-1]_ii - (K^-1 1)_i^2 / (1 + 1'K^-1 1).
// q_i is the diagonal of (K + 11')^-1: the constant mean, profiled under m ~ N(0, 1), is found anew without the point. Hyper-parameters stay.
import { invertFromFactor } from '../math/cholesky.ts';
import type { Posterior } from './posterior.ts';

export type LeaveOneOut = {
  /** The mean of each observation, given all others. */
  readonly mean: Float64Array;
  /** The variance of each observation, its noise included, given all others. */
  readonly variance: Float64Array;
};

/** For a posterior whose mean was profiled. Exact: what `conditionOn` and `predict` say without the point, plus noise. O(n^3). */
export function leaveOneOut({ inputs, y, factor, alpha }: Posterior): LeaveOneOut {
  const { n } = inputs;
  const inverse = new Float64Array(n * n);
  invertFromFactor(factor, n, inverse);
  const sums = rowSums(inverse, n);
  const total = sums.reduce((sum, value) => sum + value, 1);
  const mean = new Float64Array(n);
  const variance = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const diagonal = inverse[i * n + i]!;
    mean[i] = y[i]! - alpha[i]! / (diagonal - (sums[i]! * sums[i]!) / total);
    variance[i] = 1 / diagonal;
  }
  return { mean, variance };
}

/**
 * The part of the variation of `y` that `predicted` foretells, R^2: 1 all, 0 no more than the mean of the other observations tells, as each
 * prediction knows only those; below 0 less. Null while all are equal.
 */
export function explainedShare(y: Float64Array, predicted: Float64Array): number | null {
  const n = y.length;
  const mean = y.reduce((sum, value) => sum + value, 0) / n;
  let missed = 0;
  let spread = 0;
  for (let i = 0; i < n; i++) {
    missed += (y[i]! - predicted[i]!) ** 2;
    spread += (((y[i]! - mean) * n) / (n - 1)) ** 2;
  }
  return spread > 1e-12 ? 1 - missed / spread : null;
}

/** K^-1 1 of a symmetric matrix of which only the lower triangle counts. */
function rowSums(inverse: Float64Array, n: number): Float64Array {
  const sums = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      sums[i] = sums[i]! + inverse[i * n + j]!;
      sums[j] = sums[j]! + inverse[i * n + j]!;
    }
    sums[i] = sums[i]! + inverse[i * n + i]!;
  }
  return sums;
}
