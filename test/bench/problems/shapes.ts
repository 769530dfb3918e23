// What makes new problems of known functions: a random place for the optimum, a random turn, draws of Gaussian processes. On the unit cube.
import { createRandom, type Random } from '../../../src/math/random.ts';
import type { Params } from '../../../src/space/space.ts';
import { numberOf } from './problem.ts';
import type { WireParameter } from './wire.ts';

export type Shape = (u: readonly number[]) => number;

/** The numbers among the params as shares of their ranges, in [0, 1] on each parameter's scale. The space holds numbers only. */
export function sharesOf(space: readonly WireParameter[], params: Params): readonly number[] {
  return space.map((parameter) => {
    if (parameter.type === 'categorical') throw new Error(`${parameter.name} is a choice`);
    const { name, low, high, log } = parameter;
    const value = numberOf(params, name);
    return log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  });
}

/**
 * `of` on the unit cube of `d` dimensions, turned at random about its optimum (all coordinates `optimum`), which comes to lie at a random
 * place at least 15 % from every face. One side of the cube is `width` long in the function's own unit.
 */
export function moved(
  of: Shape,
  { d, width, optimum, seed }: { d: number; width: number; optimum: number; seed: number },
): Shape {
  const random = createRandom(seed);
  const rotation = randomRotation(d, random);
  const best = Array.from({ length: d }, () => 0.15 + 0.7 * random.uniform());
  return (u) => {
    const offset = best.map((b, i) => width * (u[i]! - b));
    return of(rotation.map((row) => optimum + row.reduce((sum, r, i) => sum + r * offset[i]!, 0)));
  };
}

/** Orthonormal rows, uniform over the rotations and reflections: Gram-Schmidt on normal vectors. */
function randomRotation(d: number, random: Random): readonly (readonly number[])[] {
  const rows: number[][] = [];
  while (rows.length < d) {
    let row = Array.from({ length: d }, () => random.gaussian());
    for (const other of rows) {
      const share = dot(row, other);
      row = row.map((value, i) => value - share * other[i]!);
    }
    const length = Math.sqrt(dot(row, row));
    rows.push(row.map((value) => value / length));
  }
  return rows;
}

/**
 * A draw of a Gaussian process of mean 0 and variance 1 with a Matérn 5/2 kernel, by random Fourier features (Rahimi & Recht 2007): its
 * spectral density is Student's t with 5 degrees of freedom. One lengthscale per dimension, in shares of the cube.
 */
export function gaussianProcessDraw(lengthscales: readonly number[], seed: number): Shape {
  const random = createRandom(seed);
  const nFeatures = 400;
  const features = Array.from({ length: nFeatures }, () => {
    const chiSquare = [1, 2, 3, 4, 5].reduce((sum) => sum + random.gaussian() ** 2, 0);
    const stretch = Math.sqrt(5 / chiSquare);
    const frequency = lengthscales.map((lengthscale) => (stretch * random.gaussian()) / lengthscale);
    return { frequency, phase: 2 * Math.PI * random.uniform(), weight: random.gaussian() };
  });
  return (u) =>
    Math.sqrt(2 / nFeatures) *
    features.reduce((sum, { frequency, phase, weight }) => sum + weight * Math.cos(dot(frequency, u) + phase), 0);
}

/** ln(1 + e^x) without overflow: 0 far below, x far above. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
