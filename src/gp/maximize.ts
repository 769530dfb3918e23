// The best points of an acquisition over a mixed space: a scored pool of candidates, then from the best of them gradient steps on the
// continuous coordinates in turn with exact sweeps of the discrete ones. Budgeted in evaluations, so a seed gives the same answer anywhere.
import { minimiseInBox } from '../math/boxLbfgs.ts';
import { createRandom, type Random } from '../math/random.ts';
import { sobolPoints } from '../math/sobol.ts';
import type { Acquisition } from './acquisition.ts';

/** How the search may move along a coordinate: freely in 0..1, between ascending places, or among category indices. */
export type SearchCoordinate =
  | { readonly kind: 'continuous' }
  | {
      readonly kind: 'levels';
      readonly count: number;
      readonly at: (index: number) => number;
      readonly nearest: (u: number) => number;
    }
  | { readonly kind: 'category'; readonly count: number };

export type SearchSpace = {
  readonly coordinates: readonly SearchCoordinate[];
  /** Coordinates from `nFree` on follow from those before; `snap` sets them. */
  readonly nFree: number;
  /** The point that stands for the same values; levels, categories and dependent coordinates in their place. */
  readonly snap: (point: Float64Array) => Float64Array;
  /** Whether a snapped point may be proposed; absent: all may. */
  readonly isAllowed?: (point: Float64Array) => boolean;
};

export type SearchOptions = {
  readonly seed: number;
  /** The observed points of the best posterior mean, best first: the search looks round them too. */
  readonly incumbents: readonly Float64Array[];
  /** Steps are scaled by them. */
  readonly lengthscales: Float64Array;
  /** Points in the pool. */
  readonly nPool: number;
};

/** A point and its value. */
export type Candidate = { readonly point: Float64Array; readonly value: number };

/** Local optima and pool points, best first; empty only where no allowed point is found. Points are snapped and allowed; some may be equal, or already observed. */
export function maximise({ evaluate }: Acquisition, space: SearchSpace, options: SearchOptions): readonly Candidate[] {
  const random = createRandom(options.seed, 1);
  const pool = candidatePool(space, options, random)
    .filter((point) => isAllowed(space, point))
    .map((point) => ({ point, value: evaluate(point) }))
    .sort((a, b) => b.value - a.value);
  if (pool.length === 0) return [];
  const search = { evaluate, space, random, lengthscales: options.lengthscales };
  const optima = startsFrom(pool, space, { options, random, evaluate }).map((start) => climb(search, start));
  return [...optima, ...pool].sort((a, b) => b.value - a.value);
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

function isAllowed(space: SearchSpace, point: Float64Array): boolean {
  return space.isAllowed?.(point) ?? true;
}

/** As many points as this are drawn at most in the search for allowed ones. */
const maxDrawn = 1 << 15;

/** Points of a scrambled Sobol sequence, snapped to the space; only allowed ones, and fewer than `count` where those are very rare. */
export function spreadPoints(space: SearchSpace, count: number, seed: number): Float64Array[] {
  const first = drawPoints(space, count, seed);
  if (space.isAllowed === undefined) return first;
  let allowed = first.filter(space.isAllowed);
  for (let nDrawn = 4 * count; allowed.length < count && nDrawn <= Math.max(maxDrawn, 4 * count); nDrawn *= 8) {
    allowed = drawPoints(space, nDrawn, seed).filter(space.isAllowed).slice(0, Math.ceil(count));
  }
  return allowed;
}

function drawPoints(space: SearchSpace, count: number, seed: number): Float64Array[] {
  const { coordinates, nFree } = space;
  const whole = Math.ceil(count);
  const units = sobolPoints(whole, nFree, { seed });
  return Array.from({ length: whole }, (_, i) => {
    const point = new Float64Array(coordinates.length);
    for (let k = 0; k < nFree; k++) point[k] = spread(coordinates[k]!, units[i * nFree + k]!);
    return space.snap(point);
  });
}

/** Every discrete value as likely as any other. */
function spread(coordinate: SearchCoordinate, u: number): number {
  if (coordinate.kind === 'continuous') return u;
  if (coordinate.kind === 'category') return Math.floor(u * coordinate.count);
  // Many levels are spread by place (that is, evenly on a logarithmic scale), few by index, so that each has its share.
  return coordinate.count > 16 ? u : coordinate.at(Math.floor(u * coordinate.count));
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

function redraw({ coordinates }: SearchSpace, point: Float64Array, { k, random }: { k: number; random: Random }): void {
  const coordinate = coordinates[k]!;
  if (coordinate.kind === 'continuous') point[k] = random.uniform();
  else if (coordinate.kind === 'category') point[k] = random.below(coordinate.count);
  else point[k] = coordinate.at(random.below(coordinate.count));
}

/** Back into 0..1 by its mirror image: clipping would pile candidates up on the bounds. */
function reflect(u: number): number {
  const folded = Math.abs(u) % 2;
  return folded > 1 ? 2 - folded : folded;
}

/** The best of the pool, three more drawn with probability exp((a - max) / sd), and the incumbent, nudged. */
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
  for (let i = 0; i < 3; i++) chosen.add(drawIndex(weights, random));
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
