// Outputs as the model sees them: a monotone warp that makes them more like a Gaussian process, then mean 0 and sd 1; and the way back.
import { normalQuantile } from '../math/normal.ts';

export type Warp = {
  /** An output (minimised) in the model's units; strictly increasing over the outputs it was made from. */
  readonly toModel: (y: number) => number;
  /** A value of the model in the outputs' own units; increasing. */
  readonly toOutput: (value: number) => number;
};

/**
 * none: as they are. halfRank: outputs worse than the median go by their rank (Song et al. 2022, Vizier), which takes the force out of a few that are
 * wild. yeoJohnson: a power of each side (Yeo & Johnson 2000), the exponent by maximum likelihood.
 */
export type WarpKind = 'none' | 'halfRank' | 'yeoJohnson';

/** The warp of these outputs, of which there is at least one and all are finite. Defined for any other output too. `spread` holds those that stand for
 * the whole space: a search that has converged repeats its best value many times, and a median of all would then call everything else bad. */
export function createWarp(kind: WarpKind, y: readonly number[], spread: readonly number[] = y): Warp {
  const bend = kind === 'none' ? identity : kind === 'halfRank' ? halfRank(y, spread) : yeoJohnson(y);
  return standardised(bend, y);
}

const identity: Warp = { toModel: (y) => y, toOutput: (value) => value };

/** The warp for charts and for half of the questions: as they are, unless a few wild ones are among them. */
export function chooseWarp(y: readonly number[], spread: readonly number[] = y): Warp {
  return createWarp(isSkewed(spread) ? 'halfRank' : 'none', y, spread);
}

function standardised(bend: Warp, y: readonly number[]): Warp {
  const bent = y.map(bend.toModel);
  // Scaled before squaring, so that outputs near the largest number do not overflow.
  const size = Math.max(...bent.map(Math.abs)) || 1;
  const mean = bent.reduce((sum, value) => sum + value / size / y.length, 0) * size;
  const variance = bent.reduce((sum, value) => sum + ((value - mean) / size) ** 2 / y.length, 0);
  // A spread of pure rounding is none.
  const sd = variance > 1e-26 ? Math.sqrt(variance) * size : 1;
  return {
    toModel: (value) => (bend.toModel(value) - mean) / sd,
    toOutput: (value) => bend.toOutput(value * sd + mean),
  };
}

/** Whether the worst is much further from the median than the best is: a few diverged trials would rule the scale. Differences of pure rounding are none. */
function isSkewed(y: readonly number[]): boolean {
  const least = Math.min(...y);
  const { median } = goodHalf(y);
  return median - least > 1e-12 * Math.abs(median) && Math.max(...y) - median > 5 * (median - least);
}

/** The median, and the root mean square distance of the better half from it (1 where that is nothing). */
function goodHalf(y: readonly number[]): { median: number; scale: number } {
  const sorted = [...y].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : sorted[middle - 1]! / 2 + sorted[middle]! / 2;
  const good = sorted.filter((value) => value <= median);
  const size = Math.max(...good.map((value) => median - value)) || 1;
  const scale = size * Math.sqrt(good.reduce((sum, value) => sum + ((value - median) / size) ** 2 / good.length, 0));
  return { median, scale: scale > 0 ? scale : 1 };
}

/**
 * Outputs no worse than the median M stay; the others go by rank to M + s Phi^-1(1/2 + (rank - 1/2) / (2 nBad)), s the root mean square
 * of y - M of the good half, equal outputs sharing a rank. Between the outputs, and beyond the worst, the way is linear.
 */
function halfRank(y: readonly number[], spread: readonly number[]): Warp {
  const { median, scale } = goodHalf(spread);
  const bad = [...new Set(y.filter((value) => value > median))].sort((a, b) => a - b);
  const knots = [{ from: median, to: median }];
  for (const [i, from] of bad.entries()) {
    knots.push({ from, to: median + scale * normalQuantile(0.5 + (i + 0.5) / (2 * bad.length)) });
  }
  const back = knots.map(({ from, to }) => ({ from: to, to: from }));
  return {
    toModel: (value) => (value <= median ? value : along(value, knots)),
    toOutput: (value) => (value <= median ? value : along(value, back)),
  };
}

type Knot = { readonly from: number; readonly to: number };

function segmentOf(value: number, knots: readonly Knot[]): { a: Knot; b: Knot } {
  const above = knots.findIndex(({ from }) => from >= value);
  const i = above === -1 ? knots.length - 1 : Math.max(1, above);
  return { a: knots[i - 1]!, b: knots[i]! };
}

function along(value: number, knots: readonly Knot[]): number {
  if (knots.length < 2) return value;
  const { a, b } = segmentOf(value, knots);
  return value === b.from ? b.to : a.to + ((value - a.from) / (b.from - a.from)) * (b.to - a.to);
}

/** Of the outputs less their median over the scale of their good half, so that wild bad ones do not decide what a unit is. */
function yeoJohnson(y: readonly number[]): Warp {
  const { median, scale } = goodHalf(y);
  const z = y.map((value) => (value - median) / scale);
  const power = bestPower(z);
  return {
    toModel: (value) => bentBy(power, (value - median) / scale),
    toOutput: (value) => median + scale * unbentBy(power, value),
  };
}

function bentBy(power: number, z: number): number {
  const exponent = z >= 0 ? power : 2 - power;
  const size = Math.log1p(Math.abs(z));
  return Math.sign(z) * (Math.abs(exponent) < 1e-9 ? size : Math.expm1(exponent * size) / exponent);
}

/** Where the power is negative there is no output beyond a bound: the largest number then. */
function unbentBy(power: number, value: number): number {
  const exponent = value >= 0 ? power : 2 - power;
  const size = Math.abs(value);
  if (Math.abs(exponent) < 1e-9) return Math.sign(value) * Math.expm1(size);
  const inside = 1 + exponent * size;
  return Math.sign(value) * (inside > 0 ? Math.min(1e150, Math.expm1(Math.log(inside) / exponent)) : 1e150);
}

/** The exponent of most likelihood times a normal prior about 1 (sd 1), in -1..2, by golden section. */
function bestPower(z: readonly number[]): number {
  const cost = (power: number): number => {
    const bent = z.map((value) => bentBy(power, value));
    const mean = bent.reduce((sum, value) => sum + value, 0) / z.length;
    const variance = bent.reduce((sum, value) => sum + (value - mean) ** 2, 0) / z.length;
    const jacobian = z.reduce((sum, value) => sum + Math.sign(value) * Math.log1p(Math.abs(value)), 0);
    return (z.length / 2) * Math.log(Math.max(variance, 1e-300)) - (power - 1) * jacobian + (power - 1) ** 2 / 2;
  };
  let [low, high] = [-1, 2];
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
  let [atLeft, atRight] = [cost(left), cost(right)];
  for (let i = 0; i < 20; i++) {
    if (atLeft < atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - ratio * (high - low);
      atLeft = cost(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + ratio * (high - low);
      atRight = cost(right);
    }
  }
  return (low + high) / 2;
}
