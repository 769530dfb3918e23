// Values that a person gives for a trial: read from what is typed, and checked against the space. Pure.
import { constraintBroken, valueOutside } from './failures.ts';
import { activeParams } from '../space/activity.ts';
import { formatConstraint, satisfies } from '../space/constraint.ts';
import { isInDomain } from '../space/domain.ts';
import type { Params, ParamValue, Space } from '../space/space.ts';
import { formatDomain, formatValue } from '../study/words.ts';
import { ownOf } from '../space/own.ts';

/** A number where the text is one, `true`, `false` and `null` as a program means them, else the text itself. */
export function valueOf(typed: string): ParamValue {
  const text = typed.trim();
  if (text === 'null') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  const number = Number(text.replaceAll('_', ''));
  return text === '' || Number.isNaN(number) ? text : number;
}

/** The active parameters of `values`. Throws a UserError for a value that the space does not have, or that breaks a constraint. */
export function checkedParams(space: Space, values: Params): Params {
  const params = activeParams(space, (name) => ownOf(values, name));
  for (const { name, domain, initial } of space.parameters) {
    const value = ownOf(params, name);
    if (value === undefined || value === initial || isInDomain(domain, value)) continue;
    throw valueOutside(name, formatValue(value), formatDomain(domain));
  }
  const broken = (space.constraints ?? []).find((constraint) => !satisfies(constraint, params));
  if (broken !== undefined) throw constraintBroken(formatConstraint(broken));
  return params;
}
