// Sobol indices by pairs of points that differ in one parameter (total: Jansen 1999; first order: Saltelli et al. 2010, whose error, unlike
// that of Jansen's, is small where the index is):
//   total_i = E[(f(A) - f(A_B^i))^2] / 2V,  first_i = E[(f(B) - mean) (f(A_B^i) - f(A))] / V,
// A and B even points of the space, A_B^i being A with parameter i, all its coordinates, from B.
import { sobolPoints } from '../math/sobol.ts';
import type { StudyModel } from './model.ts';
import { pointAt } from '../gp/searchSpace.ts';
import { slotsOf } from '../space/encode.ts';

/** Blocks of `nPairs` rows each: A, B, then A_B^i for each parameter and, behind those, each coordinate of noise. */
export type PairDesign = {
  readonly nPairs: number;
  readonly nBlocks: number;
  /** The coordinates of the encoding, then those of noise. */
  readonly x: Float64Array;
};

export type PairDesignOptions = {
  readonly nPairs: number;
  readonly nNoise: number;
  readonly seed: number;
};

export function pairDesign({ space, encoding }: StudyModel, { nPairs, nNoise, seed }: PairDesignOptions): PairDesign {
  const slots = slotsOf(space);
  const { nFree, coordinates } = encoding;
  const width = nFree + nNoise;
  const d = coordinates.length + nNoise;
  const nBlocks = 2 + slots.length + nNoise;
  const x = new Float64Array(nBlocks * nPairs * d);
  const units = sobolPoints(nPairs, 2 * width, { seed });
  const place = (block: number, j: number, unit: Float64Array): void => {
    const start = (block * nPairs + j) * d;
    x.set(pointAt(encoding, unit), start);
    x.set(unit.subarray(nFree), start + coordinates.length);
  };
  const swaps = [
    ...slots.map(({ start, axes }) => ({ start, end: start + axes.coordinates.length })),
    ...Array.from({ length: nNoise }, (_, k) => ({ start: nFree + k, end: nFree + k + 1 })),
  ];
  for (let j = 0; j < nPairs; j++) {
    const a = units.slice(2 * j * width, (2 * j + 1) * width);
    const b = units.slice((2 * j + 1) * width, (2 * j + 2) * width);
    place(0, j, a);
    place(1, j, b);
    for (const [i, { start, end }] of swaps.entries()) {
      const mixed = a.slice();
      mixed.set(b.subarray(start, end), start);
      place(2 + i, j, mixed);
    }
  }
  return { nPairs, nBlocks, x };
}

/** One entry a parameter, then one a coordinate of noise; shares of the variance, 0..1. */
export type Indices = { readonly total: readonly number[]; readonly first: readonly number[] };

/**
 * The indices of a function given by its values at the design's rows. Rows of which `isIn` is false do not count: pairs must lie inside both.
 * (The parameters are then no longer independent, so the totals only rank them, and are cut at 1.) All 0 where the function is flat.
 */
export function indicesOf(
  { nPairs, nBlocks }: PairDesign,
  valueAt: (row: number) => number,
  isIn: (row: number) => boolean = () => true,
): Indices {
  const blocks = Array.from({ length: nBlocks - 2 }, (_, i) => i + 2);
  const { mean, variance } = momentsOf(2 * nPairs, valueAt, isIn);
  if (!(variance > 1e-12)) return { total: blocks.map(() => 0), first: blocks.map(() => 0) };
  const shares = blocks.map((block) => {
    let [squares, products, nTotal, nFirst] = [0, 0, 0, 0];
    for (let j = 0; j < nPairs; j++) {
      const [a, b, mixed] = [j, nPairs + j, block * nPairs + j];
      if (!isIn(a) || !isIn(mixed)) continue;
      const change = valueAt(mixed) - valueAt(a);
      squares += change * change;
      nTotal++;
      if (!isIn(b)) continue;
      products += change * (valueAt(b) - mean);
      nFirst++;
    }
    const total = Math.min(1, squares / (2 * Math.max(1, nTotal) * variance));
    return { total, first: Math.min(total, Math.max(0, products / (Math.max(1, nFirst) * variance))) };
  });
  return { total: shares.map(({ total }) => total), first: shares.map(({ first }) => first) };
}

function momentsOf(
  nRows: number,
  valueAt: (row: number) => number,
  isIn: (row: number) => boolean,
): { readonly mean: number; readonly variance: number } {
  let count = 0;
  let mean = 0;
  let squares = 0;
  for (let row = 0; row < nRows; row++) {
    if (!isIn(row)) continue;
    const off = valueAt(row) - mean;
    mean += off / ++count;
    squares += off * (valueAt(row) - mean);
  }
  return { mean, variance: count === 0 ? 0 : squares / count };
}
