// The space that a search moves in: how each coordinate may move, and points spread evenly over it.
import type { Random } from '../math/random.ts';
import { sobolPoints } from '../math/sobol.ts';

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

/** Whether a snapped point may be proposed. */
export function isAllowed(space: SearchSpace, point: Float64Array): boolean {
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
  const { nFree } = space;
  const whole = Math.ceil(count);
  const units = sobolPoints(whole, nFree, { seed });
  return Array.from({ length: whole }, (_, i) => pointAt(space, units.subarray(i * nFree, (i + 1) * nFree)));
}

/** The point at `units`, `nFree` even numbers of 0..1: each value of a coordinate with few of them is as likely as any other. Snapped. */
export function pointAt(space: SearchSpace, units: Float64Array): Float64Array {
  const point = new Float64Array(space.coordinates.length);
  for (let k = 0; k < space.nFree; k++) point[k] = spread(space.coordinates[k]!, units[k]!);
  return space.snap(point);
}

/** Every discrete value as likely as any other. */
function spread(coordinate: SearchCoordinate, u: number): number {
  if (coordinate.kind === 'continuous') return u;
  if (coordinate.kind === 'category') return Math.floor(u * coordinate.count);
  // Many levels are spread by place (that is, evenly on a logarithmic scale), few by index, so that each has its share.
  return coordinate.count > 16 ? u : coordinate.at(Math.floor(u * coordinate.count));
}

/** Another value of coordinate `k`, each as likely as any other, not snapped. */
export function redraw(
  { coordinates }: SearchSpace,
  point: Float64Array,
  { k, random }: { k: number; random: Random },
): void {
  const coordinate = coordinates[k]!;
  if (coordinate.kind === 'continuous') point[k] = random.uniform();
  else if (coordinate.kind === 'category') point[k] = random.below(coordinate.count);
  else point[k] = coordinate.at(random.below(coordinate.count));
}

/** Back into 0..1 by its mirror image: clipping would pile candidates up on the bounds. */
export function reflect(u: number): number {
  const folded = Math.abs(u) % 2;
  return folded > 1 ? 2 - folded : folded;
}
