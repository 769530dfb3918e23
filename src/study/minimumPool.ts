// Where the least value may lie: a pool of points with joint draws of the noise-free function. The best observed, the minima of the posterior
// mean, points spread over the space, and more and more points beside those where the draws so far are least.
import { createExpansion, type Expansion } from '../gp/expansion.ts';
import { addPoint, createJoint, expectedDraw, type Joint } from '../gp/joint.ts';
import { maximise } from '../gp/maximize.ts';
import { observedByMean } from '../gp/posterior.ts';
import { reflect, spreadPoints } from '../gp/searchSpace.ts';
import { minimiseInBox } from '../math/boxLbfgs.ts';
import { createRandom, type Random } from '../math/random.ts';
import type { UnitPoint } from '../space/encode.ts';
import { allPoints } from './finiteSpace.ts';
import type { StudyModel } from './model.ts';
import { allowanceOf, constrained } from './slots.ts';

export type MinimumPool = {
  readonly joint: Joint;
  /** The trials (indices in the model, rising) that ran the first points. */
  readonly observed: readonly number[];
};

export type PoolOptions = {
  readonly seed: number;
  /** The points in all, at most. Default 256; from 100 trials on fewer, as each costs more, down to 144. */
  readonly nPoints?: number;
  /** Joint draws. Default 128. */
  readonly nDraws?: number;
};

/** Seeded. All points of a small finite space; else observed ones and, beside them, allowed ones. None twice. */
export function minimumPool(model: StudyModel, options: PoolOptions): MinimumPool {
  const { posterior } = model.surrogate;
  const { n, d } = posterior.inputs;
  const { seed, nPoints = Math.round(Math.min(256, Math.max(144, 24_000 / n))), nDraws = 128 } = options;
  const joint = createJoint(posterior, { capacity: nPoints, nDraws, seed });
  const isAllowed = allowanceOf(model.space, model.encoding);
  const seen = new Set<string>();
  /** Whether the point was new, and there was room. */
  const add = (point: UnitPoint): boolean => {
    const key = point.join();
    if (seen.has(key) || joint.nPoints === nPoints) return false;
    seen.add(key);
    addPoint(joint, point);
    return true;
  };
  const observed = bestAndNewest(model).filter((i) => add(observedPoint(model, i)));
  const listed = allPoints(model.encoding, nPoints / 2);
  const others = listed ?? [...minimaOfMean(model, seed), ...spreadPoints(model.encoding, nPoints / 4, seed)];
  for (const point of others) if (isAllowed(point)) add(point);
  if (listed !== null) return { joint, observed };
  const random = createRandom(seed, 3);
  // In a space of few values a move may lead nowhere new: the number of tries has an end.
  for (let i = 0; i < 2 * nPoints && joint.nPoints < nPoints; i++) {
    const s = i % nDraws;
    const least = joint.leastAt[s]!;
    const from = joint.x.slice(least * d, (least + 1) * d);
    const point =
      i % 3 === 2
        ? movedPoint(model, { point: from, share: shares[Math.floor(i / 3) % shares.length]! }, random)
        : descend(model, from, expectedDraw(joint, s));
    if (isAllowed(point)) add(point);
  }
  return { joint, observed };
}

/**
 * The point with some coordinates (each with probability 3 / d, at least .3) moved by a normal step of sd `share` lengthscales, or `share`
 * where that is less, or to another category.
 */
export function movedPoint(
  { encoding, surrogate }: StudyModel,
  { point, share }: { readonly point: UnitPoint; readonly share: number },
  random: Random,
): UnitPoint {
  const { coordinates, nFree, snap } = encoding;
  const { lengthscales } = surrogate.posterior.hyper;
  const moved = point.slice();
  for (let k = 0; k < nFree; k++) {
    if (random.uniform() >= Math.max(0.3, 3 / nFree)) continue;
    const coordinate = coordinates[k]!;
    if (coordinate.kind === 'category') moved[k] = random.below(coordinate.count);
    else moved[k] = reflect(moved[k]! + share * Math.min(1, lengthscales[k]!) * random.gaussian());
  }
  return snap(moved);
}

/** A few steps down along the coordinates that have places in 0..1; categories stay. */
function descend({ encoding, surrogate }: StudyModel, from: UnitPoint, f: Expansion): UnitPoint {
  const { lengthscales } = surrogate.posterior.hyper;
  const moves = encoding.coordinates.flatMap(({ kind }, k) => (kind !== 'category' && k < encoding.nFree ? [k] : []));
  if (moves.length === 0) return from;
  // In v = u / l the function bends about equally in every direction.
  const scale = moves.map((k) => Math.min(1, lengthscales[k]!));
  const point = from.slice();
  const slope = new Float64Array(point.length);
  const place = (v: Float64Array): void => moves.forEach((k, i) => (point[k] = v[i]! * scale[i]!));
  const g = (v: Float64Array, gradient: Float64Array): number => {
    place(v);
    const value = f(point, slope);
    for (const [i, k] of moves.entries()) gradient[i] = slope[k]! * scale[i]!;
    return value;
  };
  const { x } = minimiseInBox(
    g,
    Float64Array.from(moves, (k, i) => from[k]! / scale[i]!),
    {
      lower: new Float64Array(moves.length),
      upper: Float64Array.from(scale, (size) => 1 / size),
      maxIterations: nDescents,
      gradientTolerance: 1e-3,
    },
  );
  place(x);
  return encoding.snap(point);
}

const nDescents = 8;
const nBest = 24;
const nNewest = 3;
const shares = [0.4, 0.15, 0.05];

/** The trials of least posterior mean, and the newest, by rising index. */
function bestAndNewest(model: StudyModel): readonly number[] {
  const { n } = model.surrogate.posterior.inputs;
  const newest = Array.from({ length: Math.min(nNewest, n) }, (_, i) => n - 1 - i);
  return [...new Set([...observedByMean(model.surrogate.posterior).slice(0, nBest), ...newest])].sort((a, b) => a - b);
}

function observedPoint({ surrogate }: StudyModel, i: number): UnitPoint {
  const { x, d } = surrogate.posterior.inputs;
  return x.slice(i * d, (i + 1) * d);
}

/** The deepest few minima of the posterior mean that a search finds. */
function minimaOfMean(model: StudyModel, seed: number): readonly UnitPoint[] {
  const { posterior } = model.surrogate;
  const incumbents = observedByMean(posterior)
    .slice(0, 5)
    .map((i) => observedPoint(model, i));
  const space = constrained(model.encoding, model.space);
  const { lengthscales } = posterior.hyper;
  const negativeMean = createExpansion(
    { ...posterior, mean: -posterior.mean },
    posterior.alpha.map((value) => -value),
  );
  const found = maximise({ evaluate: negativeMean }, space, { seed, incumbents, lengthscales, nPool: 64 });
  return found.slice(0, 6).map(({ point }) => point);
}
