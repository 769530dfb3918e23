// The best points of an acquisition over a mixed space: a scored pool of candidates, then from the best of them gradient steps on the
// continuous coordinates in turn with exact sweeps of the discrete ones. Budgeted in evaluations, so a seed gives the same answer anywhere.
import { minimiseInBox } from '../math/boxLbfgs.ts';
import { createRandom, type Random } from '../math/random.ts';
import type { Acquisition } from './acquisition.ts';
import { isAllowed, redraw, reflect, spreadPoints, type SearchCoordinate, type SearchSpace } from './searchSpace.ts';

export type SearchOptions = {
  readonly seed: number;
  /** The observed points of the best posterior mean, best first: the search looks round them too. */
  readonly incumbents: readonly Float64Array[];
  /** Steps are scaled by them. */
  readonly lengthscales: Float64Array;
  /** Points in the pool. */
  readonly nPool: number;
  /** Local searches: from the best of the pool, from the best trial, and from others that are drawn; at least 2, default 5. */
  readonly nStarts?: number;
};

/** A point and its value. */
export type Candidate = { readonly point: Float64Array; readonly value: number };

/** Local optima and the best of the pool, best first; empty only where no allowed point is found. Points are snapped and allowed; some may be equal, or already observed. */
export function maximise(acquisition: Acquisition, space: SearchSpace, options: SearchOptions): readonly Candidate[] {
  const { evaluate } = acquisition;
  const random = createRandom(options.seed, 1);
  const points = candidatePool(space, options, random).filter((point) => isAllowed(space, point));
  const pool = bestOf(points, acquisition);
  if (pool.length === 0) return [];
  const search = { evaluate, space, random, lengthscales: options.lengthscales };
  const optima = startsFrom(pool, space, { options, random, evaluate }).map((start) => climb(search, start));
  return [...optima, ...pool].sort(byValue);
}

/** So many points of the pool are known exactly, best first: more than one start is drawn from. */
const nKnown = 16;

/** The best of the points with their values, best first. The others are told by their bounds to be worse, and never evaluated. */
function bestOf(
  points: readonly Float64Array[],
  { evaluate, bound = () => Infinity }: Acquisition,
): readonly Candidate[] {
  const bounded = points.map((point) => ({ point, value: bound(point) })).sort(byValue);
  let known: Candidate[] = [];
  for (let i = 0; i < bounded.length; i += nKnown) {
    const worst = known.length < nKnown ? -Infinity : known[nKnown - 1]!.value;
    const next = bounded.slice(i, i + nKnown).filter(({ value }) => value > worst);
    if (next.length === 0) break;
    known = [...known, ...next.map(({ point }) => ({ point, value: evaluate(point) }))].sort(byValue);
  }
  return known;
}

function byValue(a: Candidate, b: Candidate): number {
  return b.value - a.value;
}

type Search = {
  readonly evaluate: Acquisition['evaluate'];
  readonly space: SearchSpace;
  readonly random: Random;
  readonly lengthscales: Float64Array;
};

/** Half spread evenly, three eighths round the incumbents, one eighth one change away from the best. */
function candidatePool(
  space: SearchSpace,
  { seed, incumbents, nPool }: SearchOptions,
  random: Random,
): readonly Float64Array[] {
  const points = spreadPoints(space, nPool / 2, seed);
  const [best] = incumbents;
  if (best === undefined) return points;
  const sds = [0.2, 0.05, 0.01];
  for (let i = 0; i < (nPool * 3) / 8; i++) {
    points.push(
      perturbed(space, incumbents[i % incumbents.length]!, sds[Math.floor(i / incumbents.length) % 3]!, random),
    );
  }
  for (let i = 0; i < nPool / 8; i++) {
    const point = best.slice();
    redraw(space, point, { k: i % space.nFree, random });
    points.push(space.snap(point));
  }
  return points;
}

function perturbed(space: SearchSpace, from: Float64Array, sd: number, random: Random): Float64Array {
  const point = from.slice();
  const chance = Math.max(3 / space.nFree, 0.3);
  for (let k = 0; k < space.nFree; k++) {
    if (random.uniform() >= chance) continue;
    if (space.coordinates[k]!.kind === 'category') redraw(space, point, { k, random });
    else point[k] = reflect(point[k]! + sd * random.gaussian());
  }
  return space.snap(point);
}

/** The best of the pool, others drawn with probability exp((a - max) / sd), and the incumbent, nudged. */
function startsFrom(
  pool: readonly Candidate[],
  space: SearchSpace,
  { options, random, evaluate }: { options: SearchOptions; random: Random; evaluate: Acquisition['evaluate'] },
): readonly Candidate[] {
  const chosen = new Set([0]);
  const values = pool.map(({ value }) => value);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) || 1;
  const weights = values.map((value) => Math.exp((value - values[0]!) / sd));
  for (let i = 0; i < (options.nStarts ?? 5) - 2; i++) chosen.add(drawIndex(weights, random));
  const starts = [...chosen].map((i) => pool[i]!);
  const [best] = options.incumbents;
  if (best !== undefined) {
    const nudged = space.snap(
      best.map((u, k) => (space.coordinates[k]!.kind === 'continuous' ? u + 1e-3 * random.gaussian() : u)),
    );
    if (isAllowed(space, nudged)) starts.push({ point: nudged, value: evaluate(nudged) });
  }
  return starts;
}

function drawIndex(weights: readonly number[], random: Random): number {
  let left = random.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
  const found = weights.findIndex((weight) => (left -= weight) < 0);
  return Math.max(0, found);
}

function climb(search: Search, start: Candidate): Candidate {
  let best = start;
  for (let round = 0; round < 3; round++) {
    const before = best.value;
    best = climbContinuous(search, best);
    const smooth = best.value;
    best = sweepDiscrete(search, best);
    if (best.value <= smooth + 1e-9 || best.value <= before + 1e-9) break;
  }
  return best;
}

/** L-BFGS in v = u / l, where the acquisition bends about equally in every direction. */
function climbContinuous({ evaluate, space, lengthscales }: Search, from: Candidate): Candidate {
  // An inactive coordinate has gradient 0 only in itself; what snap puts back to rest must not move.
  const moves = space.coordinates.flatMap(({ kind }, k) => (kind === 'continuous' && k < space.nFree ? [k] : []));
  const free = moves.filter((k) => isMovable(space, from.point, k));
  if (free.length === 0) return from;
  const point = from.point.slice();
  const slope = new Float64Array(point.length);
  const scale = free.map((k) => Math.min(lengthscales[k]!, 1));
  const f = (v: Float64Array, gradient: Float64Array): number => {
    for (const [i, k] of free.entries()) point[k] = v[i]! * scale[i]!;
    const value = evaluate(point, slope);
    for (const [i, k] of free.entries()) gradient[i] = -slope[k]! * scale[i]!;
    return Number.isFinite(value) ? -value : Infinity;
  };
  const start = Float64Array.from(free, (k, i) => from.point[k]! / scale[i]!);
  const { x } = minimiseInBox(f, start, {
    lower: new Float64Array(free.length),
    upper: Float64Array.from(scale, (s) => 1 / s),
    maxIterations: 20,
    gradientTolerance: 1e-3,
  });
  const found = from.point.slice();
  for (const [i, k] of free.entries()) found[k] = Math.min(1, Math.max(0, x[i]! * scale[i]!));
  const end = pulledBack(space, from.point, found);
  return better(from, { point: end, value: evaluate(end) });
}

/** `to`, or the last allowed point on the way there from `from`, which is allowed. */
function pulledBack(space: SearchSpace, from: Float64Array, to: Float64Array): Float64Array {
  if (isAllowed(space, to)) return to;
  const between = (share: number): Float64Array => from.map((u, k) => u + share * (to[k]! - u));
  let [inside, outside] = [0, 1];
  for (let i = 0; i < 10; i++) {
    const middle = (inside + outside) / 2;
    if (isAllowed(space, between(middle))) inside = middle;
    else outside = middle;
  }
  return between(inside);
}

/** Whether the coordinate is active at `point`: snap keeps a change of it. */
function isMovable(space: SearchSpace, point: Float64Array, k: number): boolean {
  const moved = point.slice();
  moved[k] = point[k] === 0.25 ? 0.75 : 0.25;
  return space.snap(moved)[k] === moved[k];
}

/** One pass over the discrete coordinates in random order, each set to its best value with the others held. */
function sweepDiscrete(search: Search, from: Candidate): Candidate {
  const { space, random } = search;
  const order = space.coordinates.flatMap(({ kind }, k) => (kind !== 'continuous' && k < space.nFree ? [k] : []));
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  let best = from;
  for (const k of order) best = sweepOne(search, best, k);
  return best;
}

const nExhaustive = 16;

function sweepOne(search: Search, from: Candidate, k: number): Candidate {
  const coordinate = search.space.coordinates[k]!;
  if (coordinate.kind === 'continuous') return from;
  const at = coordinate.kind === 'levels' ? coordinate.at : (index: number) => index;
  const tryAt = (best: Candidate, index: number): Candidate =>
    better(best, withCoordinate(search, best, { k, u: at(index) }));
  if (coordinate.kind === 'category' || coordinate.count <= nExhaustive) {
    let best = from;
    for (let index = 0; index < coordinate.count; index++) best = tryAt(best, index);
    return best;
  }
  return bracketedSearch(from, { k, coordinate, tryAt });
}

/** Steps of 1, 2, 4, … levels both ways from the best, until none of them helps. */
function bracketedSearch(
  from: Candidate,
  {
    k,
    coordinate,
    tryAt,
  }: {
    k: number;
    coordinate: SearchCoordinate & { kind: 'levels' };
    tryAt: (best: Candidate, index: number) => Candidate;
  },
): Candidate {
  let best = from;
  for (let round = 0; round < 4; round++) {
    const centre = coordinate.nearest(best.point[k]!);
    const before = best;
    for (let step = 1; step < coordinate.count; step *= 2) {
      if (centre + step < coordinate.count) best = tryAt(best, centre + step);
      if (centre - step >= 0) best = tryAt(best, centre - step);
    }
    if (best === before) break;
  }
  return best;
}

function withCoordinate({ evaluate, space }: Search, from: Candidate, { k, u }: { k: number; u: number }): Candidate {
  if (from.point[k] === u) return from;
  const moved = from.point.slice();
  moved[k] = u;
  const point = space.snap(moved);
  return isAllowed(space, point) ? { point, value: evaluate(point) } : from;
}

function better(a: Candidate, b: Candidate): Candidate {
  return b.value > a.value ? b : a;
}
