// Which parameters count for given values: a parameter is active while all its conditions hold, and an inactive parent makes it inactive.
import type { Condition, Params, ParamValue, Space } from './space.ts';
import { ownOf, setOwn } from './own.ts';

/** The active parameters' values, in the space's order. `valueOf` is asked only for active parameters; undefined leaves one out. */
export function activeParams(space: Space, valueOf: (name: string) => ParamValue | undefined): Params {
  const params: Record<string, ParamValue> = {};
  for (const { name, conditions } of space.parameters) {
    // A condition names an earlier parameter, so its value is settled here, and is absent where it is inactive.
    if (!conditions.every((condition) => holds(condition, ownOf(params, condition.param)))) continue;
    const value = valueOf(name);
    if (value !== undefined) setOwn(params, name, value);
  }
  return params;
}

/** The values in the user's file, active ones only; null where a parameter has none. */
export function literalsOf(space: Space): Params | null {
  const initial = new Map(space.parameters.map((parameter) => [parameter.name, parameter.initial]));
  if (space.parameters.some((parameter) => parameter.initial === undefined)) return null;
  return activeParams(space, (name) => initial.get(name));
}

/** Whether a condition holds for its parent's value; never for an inactive parent (undefined). Numbers compare as numbers, all else only for equality. */
export function holds(condition: Condition, value: ParamValue | undefined): boolean {
  if (value === undefined) return false;
  switch (condition.op) {
    case 'in':
      return condition.values.includes(value);
    case '==':
      return value === condition.value;
    case '!=':
      return value !== condition.value;
    case '<':
    case '<=':
    case '>':
    case '>=':
      return isBeyond(value, condition.op, condition.value);
  }
}

function isBeyond(a: ParamValue, op: '<' | '<=' | '>' | '>=', b: ParamValue): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return false;
  if (op === '<') return a < b;
  if (op === '<=') return a <= b;
  return op === '>' ? a > b : a >= b;
}
