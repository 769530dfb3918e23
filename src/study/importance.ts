// Which parameters matter: total and first-order Sobol indices of the posterior mean over the space, in the model's units, where wild bad
// values are squeezed. Their bands come from draws of a model that has coordinates of pure noise as well: what draws credit those with is
// what nothing looks like.
import { meanOf } from '../gp/expansion.ts';
import { createPaths } from '../gp/pathwise.ts';
import type { StudyModel } from './model.ts';
import { withNoiseCoordinates } from './noiseCoordinates.ts';
import { slotsOf } from '../space/encode.ts';
import { allowanceOf } from './slots.ts';
import { indicesOf, pairDesign, type Indices, type PairDesign } from './sobolIndices.ts';

/** A share of the variance, 0..1, with its 90 % band. */
export type Share = { readonly value: number; readonly low: number; readonly high: number };

export type Importance = {
  readonly parameter: string;
  /** What would be left of the variance if all other parameters were known: its own part and that of its interactions. */
  readonly total: Share;
  /** The parameter's own part, apart from all others. */
  readonly first: Share;
  /** The total within the best quarter of the space: what still matters near the optimum. */
  readonly totalNearBest: number;
  /** False when `total` cannot be told from that of a parameter without any effect. */
  readonly isDistinct: boolean;
};

export type Importances = {
  /** In the order of the space; parameters of one value are left out. */
  readonly parameters: readonly Importance[];
  /** The total of a parameter without any effect. */
  readonly noise: Share;
};

export type ImportanceOptions = {
  /** The study's. */
  readonly seed: number;
};

/** Deterministic given the seed. All is 0 and nothing distinct while the model is flat. Points that break a constraint do not count. */
export function importancesOf(model: StudyModel, { seed }: ImportanceOptions): Importances {
  const slots = slotsOf(model.space);
  const { all, nearBest } = meanIndices(model, seed);
  const drawn = drawnIndices(model, seed);
  const noiseTotals = drawn.flatMap(({ total }) => total.slice(slots.length)).sort((a, b) => a - b);
  const noise = {
    value: quantile(noiseTotals, 0.5),
    low: quantile(noiseTotals, 0.05),
    high: quantile(noiseTotals, 0.95),
  };
  const parameters = slots.map(({ parameter }, i) => {
    const shareOf = (kind: keyof Indices): Share =>
      bandOf(
        all[kind][i]!,
        drawn.map((indices) => indices[kind][i]!),
      );
    const total = shareOf('total');
    return {
      parameter: parameter.name,
      total,
      first: shareOf('first'),
      totalNearBest: nearBest.total[i]!,
      isDistinct: total.low > noise.high,
    };
  });
  return { parameters, noise };
}

function meanIndices(model: StudyModel, seed: number): { readonly all: Indices; readonly nearBest: Indices } {
  const nBlocks = 2 + slotsOf(model.space).length;
  const design = pairDesign(model, { nPairs: powerOfTwo(16_384 / nBlocks, 1024), nNoise: 0, seed });
  const d = model.encoding.coordinates.length;
  const mean = meanOf(model.surrogate.posterior);
  const values = Float64Array.from({ length: design.x.length / d }, (_, i) =>
    mean(design.x.subarray(i * d, (i + 1) * d)),
  );
  const isAllowed = allowedRows(model, design);
  const even = values.subarray(0, 2 * design.nPairs).filter((_, i) => isAllowed(i));
  const limit = quantile(
    [...even].sort((a, b) => a - b),
    0.25,
  );
  return {
    all: indicesOf(design, (row) => values[row]!, isAllowed),
    nearBest: indicesOf(
      design,
      (row) => values[row]!,
      (row) => values[row]! <= limit && isAllowed(row),
    ),
  };
}

const nNoise = 3;
const nPaths = 32;

/** Of each draw; the coordinates of noise stand behind the parameters. */
function drawnIndices(model: StudyModel, seed: number): readonly Indices[] {
  const { encoding, surrogate } = model;
  const nBlocks = 2 + slotsOf(model.space).length + nNoise;
  const design = pairDesign(model, { nPairs: powerOfTwo(2048 / nBlocks, 128), nNoise, seed: seed + 1 });
  const posterior = withNoiseCoordinates(surrogate.posterior, { count: nNoise, nActive: encoding.nActive, seed });
  // Two categories stand behind the choices: inactive, and a literal that is none of them.
  const counts = encoding.coordinates.map((coordinate) => (coordinate.kind === 'category' ? coordinate.count + 2 : 1));
  const paths = createPaths(posterior, { nPaths, seed, nFeatures: 192, nLevels: Math.max(1, ...counts) });
  const values = paths.evaluate(design.x);
  const isAllowed = allowedRows(model, design);
  return Array.from({ length: nPaths }, (_, s) => indicesOf(design, (row) => values[row * nPaths + s]!, isAllowed));
}

/** Whether the space's constraints allow a row of the design. */
function allowedRows(model: StudyModel, { x, nPairs, nBlocks }: PairDesign): (row: number) => boolean {
  if ((model.space.constraints ?? []).length === 0) return () => true;
  const isAllowed = allowanceOf(model.space, model.encoding);
  const width = x.length / (nPairs * nBlocks);
  const d = model.encoding.coordinates.length;
  const allowed = Uint8Array.from({ length: nPairs * nBlocks }, (_, row) =>
    isAllowed(x.subarray(row * width, row * width + d)) ? 1 : 0,
  );
  return (row) => allowed[row] === 1;
}

/** The largest power of two up to both limits; at least 64. */
function powerOfTwo(limit: number, most: number): number {
  return Math.min(most, Math.max(64, 2 ** Math.floor(Math.log2(limit))));
}

/** The band of the draws, and the value too. */
function bandOf(value: number, drawn: readonly number[]): Share {
  const sorted = drawn.toSorted((a, b) => a - b);
  return {
    value,
    low: Math.min(value, quantile(sorted, 0.05)),
    high: Math.max(value, quantile(sorted, 0.95)),
  };
}

/** By linear interpolation; 0 of nothing. */
function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? 0;
  const above = sorted[Math.ceil(at)] ?? 0;
  return below + (above - below) * (at - Math.floor(at));
}
