// The values along a parameter, and which points a space allows.
import { isAllowed } from '../space/constraint.ts';
import { axisOf } from '../space/axis.ts';
import { nValues, valueAt } from '../space/domain.ts';
import type { Encoding, UnitPoint } from '../space/encode.ts';
import type { Domain, ParamValue, Space } from '../space/space.ts';

/** Whether the space's constraints allow the params at a point; no more than a constant where there are none. */
export function allowanceOf(space: Space, encoding: Encoding): (point: UnitPoint) => boolean {
  if ((space.constraints ?? []).length === 0) return () => true;
  return (point) => isAllowed(space, encoding.decode(point));
}

export type ConstrainedEncoding = Encoding & { readonly isAllowed?: (point: UnitPoint) => boolean };

/** The encoding as a space to search: with `isAllowed` where the space has constraints, which are about values as they run. */
export function constrained(encoding: Encoding, space: Space): ConstrainedEncoding {
  if ((space.constraints ?? []).length === 0) return encoding;
  return { ...encoding, isAllowed: allowanceOf(space, encoding) };
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
