// Which coordinates of a point belong to which parameter, the values along a parameter, and even points of the whole space.
import { isAllowed } from '../space/constraint.ts';
import { axesOf, axisOf, type Coordinate } from '../space/axis.ts';
import { nValues, valueAt } from '../space/domain.ts';
import type { Encoding, UnitPoint } from '../space/encode.ts';
import type { Domain, Parameter, ParamValue, Space } from '../space/space.ts';

/** A parameter with a choice to make; its coordinates are `start` .. `start + count - 1`. */
export type Slot = { readonly parameter: Parameter; readonly start: number; readonly count: number };

/** In the order of the space; parameters of one value have no coordinate and are left out. */
export function slotsOf({ parameters }: Space): readonly Slot[] {
  let start = 0;
  return parameters
    .filter(({ domain }) => nValues(domain) > 1)
    .map((parameter) => {
      const slot = { parameter, start, count: axesOf(parameter.domain).coordinates.length };
      start += slot.count;
      return slot;
    });
}

/** The point at `units`, `nFree` even numbers of 0..1: each value of a parameter with few of them is as likely as any other. */
export function pointAt(encoding: Encoding, units: Float64Array): UnitPoint {
  const point = new Float64Array(encoding.coordinates.length);
  for (let k = 0; k < encoding.nFree; k++) point[k] = spread(encoding.coordinates[k]!, units[k]!);
  return encoding.snap(point);
}

/** Whether the space's constraints allow the params at a point; no more than a constant where there are none. */
export function allowanceOf(space: Space, encoding: Encoding): (point: UnitPoint) => boolean {
  if ((space.constraints ?? []).length === 0) return () => true;
  return (point) => isAllowed(space, encoding.decode(point));
}

/**
 * Numbers rising evenly in their scale, `nPoints` at most, both ends included; choices in the user's order; special values behind their range.
 */
export function valuesAlong(domain: Domain, nPoints: number): readonly ParamValue[] {
  if (domain.kind === 'mixed') return [...valuesAlong(domain.range, nPoints), ...domain.specials];
  const count = nValues(domain);
  if (domain.kind === 'choice' || count <= nPoints) return Array.from({ length: count }, (_, i) => valueAt(domain, i));
  const axis = axisOf(domain);
  const values = Array.from({ length: nPoints }, (_, i) => axis.toValue(i / (nPoints - 1)));
  return [...new Set(values)];
}

/** Many levels go by place (evenly on a logarithmic scale), few by index, as in the search for the next trial. */
function spread(coordinate: Coordinate, u: number): number {
  if (coordinate.kind === 'continuous') return u;
  if (coordinate.kind === 'category') return Math.floor(u * coordinate.count);
  return coordinate.count > 16 ? u : coordinate.at(Math.floor(u * coordinate.count));
}
