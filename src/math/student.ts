// Student's t distribution.
import { normalCdf } from './normal.ts';

/** P(T <= t) with `nFree` degrees of freedom, above 0. Wallace 1959: the normal deviate as far out in the tail as `t` is; right to 0.01. */
export function studentCdf(t: number, nFree: number): number {
  const z = ((8 * nFree + 1) / (8 * nFree + 3)) * Math.sqrt(nFree * Math.log1p((t * t) / nFree));
  return normalCdf(t < 0 ? -z : z);
}
