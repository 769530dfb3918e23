// Spaces with finitely many values, listed point by point.
import type { Encoding, UnitPoint } from '../space/encode.ts';
import type { Params } from '../space/space.ts';
import type { ConstrainedEncoding } from './slots.ts';
import { paramsKey } from './taken.ts';

/** Every point once, inactive coordinates at rest; null where the combinations are more than `limit`, or infinitely many. */
export function allPoints(encoding: Encoding, limit: number): readonly UnitPoint[] | null {
  if (nCombinations(encoding) > limit) return null;
  const points = new Map<string, UnitPoint>();
  for (const point of combinations(encoding)) points.set(point.join(), point);
  return [...points.values()];
}

/** Beyond this many combinations, a search that finds nothing new is taken for the end. */
const nSearched = 1e6;

/** The first allowed combination whose key is not in `taken`; null where there is none, or none can be found in reasonable time. */
export function firstFree(encoding: ConstrainedEncoding, taken: ReadonlySet<string>): Params | null {
  if (nCombinations(encoding) > nSearched) return null;
  for (const point of combinations(encoding)) {
    if (encoding.isAllowed?.(point) === false) continue;
    const params = encoding.decode(point);
    if (!taken.has(paramsKey(params))) return params;
  }
  return null;
}

function nCombinations({ coordinates, nFree }: Encoding): number {
  return coordinates
    .slice(0, nFree)
    .reduce((product, coordinate) => product * (coordinate.kind === 'continuous' ? Infinity : coordinate.count), 1);
}

/** Counts through the levels like an odometer; a combination of inactive parameters comes up more than once. */
function* combinations({ coordinates, nFree, snap }: Encoding): Generator<UnitPoint> {
  const indices = new Int32Array(nFree);
  for (;;) {
    const point = new Float64Array(coordinates.length);
    for (const [k, index] of indices.entries()) {
      const coordinate = coordinates[k]!;
      point[k] = coordinate.kind === 'levels' ? coordinate.at(index) : index;
    }
    yield snap(point);
    let k = 0;
    for (; k < nFree; k++) {
      const coordinate = coordinates[k]!;
      indices[k] = indices[k]! + 1;
      if (coordinate.kind !== 'continuous' && indices[k]! < coordinate.count) break;
      indices[k] = 0;
    }
    if (k === nFree) return;
  }
}
