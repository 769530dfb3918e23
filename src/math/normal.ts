// The standard normal distribution, stable in both tails.
import erfc from '@stdlib/math-base-special-erfc';
import erfcx from '@stdlib/math-base-special-erfcx';
import quantile from '@stdlib/stats-base-dists-normal-quantile';

/** ln(2 pi) / 2 */
export const halfLogTwoPi = 0.9189385332046727;

/** Density at `z`. */
export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z - halfLogTwoPi);
}

/** P(Z <= z), with full relative precision in the lower tail. */
export function normalCdf(z: number): number {
  return 0.5 * erfc(-z * Math.SQRT1_2);
}

/** The z with P(Z <= z) = p; infinite at 0 and 1. */
export function normalQuantile(p: number): number {
  return quantile(p, 0, 1);
}

/** Mills ratio of the lower tail, M(z) = P(Z <= z) / density(z). Overflows above z of about 37. */
export function lowerMillsRatio(z: number): number {
  return Math.sqrt(Math.PI / 2) * erfcx(-z * Math.SQRT1_2);
}

/** ln P(Z <= z) and its slope density(z) / P(Z <= z), for every finite z. */
export function logNormalCdf(z: number): { value: number; slope: number } {
  if (z > -1) {
    const p = normalCdf(z);
    return { value: Math.log1p(-normalCdf(-z)), slope: normalDensity(z) / p };
  }
  const mills = lowerMillsRatio(z);
  return { value: -0.5 * z * z - halfLogTwoPi + Math.log(mills), slope: 1 / mills };
}
