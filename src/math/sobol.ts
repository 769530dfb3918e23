// Sobol's low-discrepancy points in the unit cube, in Gray-code order (Antonov and Saleev 1979), plain or scrambled.
import { createRandom } from './random.ts';
import { sobolTable } from './sobolTable.ts';

/** Beyond this many dimensions the rest of each point is plain seeded noise. */
export const nSobolDimensions = sobolTable.length + 1;

const nBits = 30;

export type SobolOptions = {
  /** Scrambled by this seed (a random lower-triangular matrix and a shift for each dimension); left out: the published points, the first at 0. */
  readonly seed?: number;
};

/**
 * The first `count` points, row-major. Each prefix of 2^m points, scrambled or not, has one point in each of the 2^m equal slices of
 * every coordinate.
 */
export function sobolPoints(count: number, nDimensions: number, { seed }: SobolOptions = {}): Float64Array {
  const points = new Float64Array(count * nDimensions);
  for (let k = 0; k < nDimensions; k++) {
    const column = k < nSobolDimensions ? sobolColumn(count, k, seed) : noiseColumn(count, k, seed);
    for (let i = 0; i < count; i++) points[i * nDimensions + k] = column[i]!;
  }
  return points;
}

function sobolColumn(count: number, dimension: number, seed: number | undefined): Float64Array {
  const random = seed === undefined ? null : createRandom(seed, dimension);
  // Point i differs from the one before by the direction of one bit of i.
  const plain = directionNumbers(dimension).slice(0, 32 - Math.clz32(count));
  const directions = random === null ? plain : scramble(plain, () => random.bits());
  let bits = random === null ? 0 : random.bits() >>> (32 - nBits);
  // Scrambled points sit in the middle of their finest cell, so none is exactly 0.
  const offset = random === null ? 0 : 0.5;
  const column = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    column[i] = (bits + offset) / 2 ** nBits;
    bits ^= directions[trailingOnes(i)]!;
  }
  return column;
}

function noiseColumn(count: number, dimension: number, seed = 0): Float64Array {
  const random = createRandom(seed, dimension);
  return new Float64Array(count).map(() => random.uniform());
}

const knownDirections = new Map<number, readonly number[]>();

/** v_1, v_2, … of one dimension (from 0), the binary point left of bit `nBits - 1`. */
function directionNumbers(dimension: number): readonly number[] {
  const known = knownDirections.get(dimension) ?? makeDirectionNumbers(dimension);
  knownDirections.set(dimension, known);
  return known;
}

function makeDirectionNumbers(dimension: number): readonly number[] {
  const entry = sobolTable[dimension - 1];
  if (entry === undefined) return Array.from({ length: nBits }, (_, i) => 2 ** (nBits - 1 - i));
  const { polynomial, initial } = entry;
  const degree = initial.length;
  const m = [...initial];
  for (let i = degree; i < nBits; i++) {
    let value = m[i - degree]! ^ (m[i - degree]! << degree);
    for (let k = 1; k < degree; k++) if (((polynomial >> (degree - k)) & 1) === 1) value ^= m[i - k]! << k;
    m.push(value);
  }
  return m.map((value, i) => value * 2 ** (nBits - 1 - i));
}

/** Multiplies by a random lower-triangular binary matrix with ones on its diagonal (Matousek 1998): bit b depends on the bits above it. */
function scramble(directions: readonly number[], randomBits: () => number): readonly number[] {
  const rows = Array.from({ length: nBits }, (_, row) => {
    const own = 2 ** (nBits - 1 - row);
    // The bits above `own` are the earlier columns of the row.
    return own | (randomBits() & (2 ** nBits - 1) & ~(2 * own - 1));
  });
  return directions.map((direction) => {
    let product = 0;
    for (let i = 0; i < nBits; i++) product |= parity(direction & rows[i]!) << (nBits - 1 - i);
    return product;
  });
}

function parity(bits: number): number {
  let folded = bits ^ (bits >>> 16);
  folded ^= folded >>> 8;
  folded ^= folded >>> 4;
  folded ^= folded >>> 2;
  return (folded ^ (folded >>> 1)) & 1;
}

function trailingOnes(i: number): number {
  return 31 - Math.clz32(~i & (i + 1));
}
