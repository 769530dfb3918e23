// Outputs as the model sees them: wild bad values squeezed (half-rank, as in Vizier), then mean 0 and sd 1; and the way back, monotone.
import { normalQuantile } from '../math/normal.ts';

export type Warp = {
  /** An observed output (minimised) in the model's units. Defined for the outputs it was made from. */
  readonly toModel: (y: number) => number;
  /** A value of the model in the outputs' own units; strictly increasing. */
  readonly toOutput: (value: number) => number;
};

/**
 * The warp of these outputs, of which there is at least one and all are finite. `spread` holds those that stand for the whole space: a
 * search that has converged repeats its best value many times, and a median of all would then call everything else an outlier.
 */
export function chooseWarp(y: readonly number[], spread: readonly number[] = y): Warp {
  const squeeze = isSkewed(spread) ? halfRank(y, spread) : identity;
  const squeezed = y.map(squeeze.toModel);
  // Scaled before squaring, so that outputs near the largest number do not overflow.
  const size = Math.max(...squeezed.map(Math.abs)) || 1;
  const mean = squeezed.reduce((sum, value) => sum + value / size / y.length, 0) * size;
  const variance = squeezed.reduce((sum, value) => sum + ((value - mean) / size) ** 2 / y.length, 0);
  // A spread of pure rounding is none.
  const sd = variance > 1e-26 ? Math.sqrt(variance) * size : 1;
  return {
    toModel: (value) => (squeeze.toModel(value) - mean) / sd,
    toOutput: (value) => squeeze.toOutput(value * sd + mean),
  };
}

const identity: Warp = { toModel: (y) => y, toOutput: (value) => value };

/** Whether the worst is much further from the median than the best is: a few diverged trials would rule the scale. */
function isSkewed(y: readonly number[]): boolean {
  const sorted = [...y].sort((a, b) => a - b);
  const median = medianOf(sorted);
  const [least = median] = sorted;
  return median > least && (sorted.at(-1) ?? median) - median > 5 * (median - least);
}

/**
 * Outputs no worse than the median M stay; the others go by rank to M + s Phi^-1(1/2 + (rank - 1/2) / (2 nBad)), s the root mean square
 * of y - M of the good half, equal outputs sharing a rank. Between the outputs, and beyond the worst, the way back is linear.
 */
function halfRank(y: readonly number[], spread: readonly number[]): Warp {
  const median = medianOf([...spread].sort((a, b) => a - b));
  const good = spread.filter((value) => value <= median);
  const scale = Math.sqrt(good.reduce((sum, value) => sum + (value - median) ** 2, 0) / good.length);
  const bad = [...new Set(y.filter((value) => value > median))].sort((a, b) => a - b);
  const knots = [{ from: median, to: median }];
  for (const [i, from] of bad.entries()) {
    knots.push({ from, to: median + scale * normalQuantile(0.5 + (i + 0.5) / (2 * bad.length)) });
  }
  return {
    toModel: (value) => (value <= median ? value : alongKnots(value, knots)),
    toOutput: (value) =>
      value <= median
        ? value
        : alongKnots(
            value,
            knots.map(({ from, to }) => ({ from: to, to: from })),
          ),
  };
}

function alongKnots(value: number, knots: readonly { readonly from: number; readonly to: number }[]): number {
  const above = knots.findIndex(({ from }) => from >= value);
  const i = above === -1 ? knots.length - 1 : Math.max(1, above);
  const [a, b] = [knots[i - 1]!, knots[i]!];
  return value === b.from ? b.to : a.to + ((value - a.from) / (b.from - a.from)) * (b.to - a.to);
}

function medianOf(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : sorted[middle - 1]! / 2 + sorted[middle]! / 2;
}
