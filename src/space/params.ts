// Looking a name up in the values of a trial: names come from programs, and every object inherits some of them (toString, constructor).
import type { Params, ParamValue } from './space.ts';

/** Undefined where the trial has no such parameter. */
export function paramOf(params: Params, name: string): ParamValue | undefined {
  return Object.hasOwn(params, name) ? params[name] : undefined;
}
