// The kernel's formula as it is written down, pair by pair: what the fast form is held against.
import type { Hyper, Inputs } from '../../../src/gp/inputs.ts';

/** The full covariance matrix (n x n) without noise, `nugget` added to its diagonal. */
export function denseCovariance(
  { n, d, x, isCategory }: Inputs,
  { lengthscales, outputscale }: Hyper,
  nugget: number,
): Float64Array {
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let square = 0;
    for (let k = 0; k < d; k++) {
      const t = x[i * d + k]! - x[j * d + k]!;
      square += (isCategory[k] === 1 ? Number(t !== 0) : t * t) / lengthscales[k]! ** 2;
    }
    const rho = Math.sqrt(5 * square);
    return outputscale * (1 + rho + (rho * rho) / 3) * Math.exp(-rho) + (i === j ? nugget : 0);
  });
}
