// Dense linear algebra of symmetric positive definite matrices: K = L L'. Matrices are row-major Float64Arrays of n * n numbers;
// of L only the lower triangle is read. Four running sums per dot product: one alone would wait for each addition.

import { createCholeskyKernels, type CholeskyKernels } from './choleskyKernels.ts';

let kernels: CholeskyKernels | null = null;

/** Below it the way into WebAssembly's memory costs more than it saves. */
const nFewest = 24;

/**
 * From now on uses WebAssembly, where there is such; the answers stay the same to the bit. For a thread or process of ours: the security policy of a page
 * forbids it.
 */
export function accelerateLinearAlgebra(): void {
  kernels ??= createCholeskyKernels();
}

/** Replaces the lower triangle of `a` by its Cholesky factor; false (and `a` undefined) when a pivot is not positive. Rows before `from` are those of the factor already. */
export function factorise(a: Float64Array, n: number, from = 0): boolean {
  if (kernels !== null && n >= nFewest) return kernels.factorise(a, n, from);
  for (let i = from; i < n; i++) {
    const rowI = i * n;
    for (let j = 0; j < i; j++) {
      const rowJ = j * n;
      a[rowI + j] = (a[rowI + j]! - dotRows(a, rowI, rowJ, j)) / a[rowJ + j]!;
    }
    const pivot = a[rowI + i]! - dotRows(a, rowI, rowI, i);
    // A negated comparison catches NaN too.
    if (!(pivot > 0)) return false;
    a[rowI + i] = Math.sqrt(pivot);
  }
  return true;
}

/** Replaces `x` by L^-1 x. */
export function solveLower(l: Float64Array, n: number, x: Float64Array): void {
  if (kernels !== null && n >= nFewest) {
    kernels.solveLower(l, n, x);
    return;
  }
  for (let i = 0; i < n; i++) {
    const row = i * n;
    x[i] = (x[i]! - dotRow(l, row, x, i)) / l[row + i]!;
  }
}

/** Replaces `x` by L^-T x. */
export function solveLowerTransposed(l: Float64Array, n: number, x: Float64Array): void {
  if (kernels !== null && n >= nFewest) {
    kernels.solveLowerTransposed(l, n, x);
    return;
  }
  for (let i = n - 1; i >= 0; i--) {
    const row = i * n;
    const value = x[i]! / l[row + i]!;
    x[i] = value;
    for (let j = 0; j < i; j++) x[j] = x[j]! - l[row + j]! * value;
  }
}

/** Writes the lower triangle of K^-1 = L^-T L^-1 into `inverse` (its upper triangle is scratch: L^-1, transposed, without its diagonal). */
export function invertFromFactor(l: Float64Array, n: number, inverse: Float64Array): void {
  if (kernels !== null && n >= nFewest) {
    kernels.invertFromFactor(l, n, inverse);
    return;
  }
  invertLowerTransposed(l, n, inverse);
  // Row i of U = L^-T lies in the upper triangle, so an entry of U U' is a dot product of two contiguous stretches. The diagonal
  // of U is read before it is overwritten, row by row from the top.
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const diagonal = inverse[i * n + i]!;
      const first = j === i ? diagonal * diagonal : inverse[j * n + i]! * diagonal;
      inverse[i * n + j] = first + dotRows(inverse, i * n + i + 1, j * n + i + 1, n - i - 1);
    }
  }
}

/** Writes U = L^-T into the upper triangle of `u`: U[j][i] = L^-1[i][j]. */
function invertLowerTransposed(l: Float64Array, n: number, u: Float64Array): void {
  for (let j = 0; j < n; j++) {
    const rowJ = j * n;
    u[rowJ + j] = 1 / l[rowJ + j]!;
    for (let i = j + 1; i < n; i++) {
      const rowI = i * n;
      let s0 = 0;
      let s1 = 0;
      let k = j;
      for (; k + 1 < i; k += 2) {
        s0 += l[rowI + k]! * u[rowJ + k]!;
        s1 += l[rowI + k + 1]! * u[rowJ + k + 1]!;
      }
      if (k < i) s0 += l[rowI + k]! * u[rowJ + k]!;
      u[rowJ + i] = -(s0 + s1) / l[rowI + i]!;
    }
  }
}

/** The sum of a[p + k] a[q + k] for k below `length`. */
export function dotRows(a: Float64Array, p: number, q: number, length: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = 0;
  for (; k + 3 < length; k += 4) {
    s0 += a[p + k]! * a[q + k]!;
    s1 += a[p + k + 1]! * a[q + k + 1]!;
    s2 += a[p + k + 2]! * a[q + k + 2]!;
    s3 += a[p + k + 3]! * a[q + k + 3]!;
  }
  for (; k < length; k++) s0 += a[p + k]! * a[q + k]!;
  return s0 + s1 + (s2 + s3);
}

/** The sum of a[p + k] x[k] for k below `length`. */
function dotRow(a: Float64Array, p: number, x: Float64Array, length: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = 0;
  for (; k + 3 < length; k += 4) {
    s0 += a[p + k]! * x[k]!;
    s1 += a[p + k + 1]! * x[k + 1]!;
    s2 += a[p + k + 2]! * x[k + 2]!;
    s3 += a[p + k + 3]! * x[k + 3]!;
  }
  for (; k < length; k++) s0 += a[p + k]! * x[k]!;
  return s0 + s1 + (s2 + s3);
}
