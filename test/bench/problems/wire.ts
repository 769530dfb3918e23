// The parameters of the benchmark's problems, in the form of the ask/tell protocol: builders, draws and checks. Knows no problem.
import type { Random } from '../../../src/math/random.ts';
import type { Params, ParamValue } from '../../../src/space/space.ts';

/** A parameter of a `create` request. Both ends of a range are legal; an integer counts in `step` from `low`, and `step` is 1 where `log`. */
export type WireParameter = WireDomain & { readonly name: string; readonly condition?: WireCondition };

/** The parameter counts only while the named earlier one is active and has one of these values. */
export type WireCondition = { readonly param: string; readonly in: readonly (string | number | boolean)[] };

type WireDomain =
  | { readonly type: 'float'; readonly low: number; readonly high: number; readonly log: boolean }
  | { readonly type: 'int'; readonly low: number; readonly high: number; readonly log: boolean; readonly step: number }
  | { readonly type: 'categorical'; readonly choices: readonly (string | boolean)[] };

export function float(name: string, low: number, high: number): WireParameter {
  return { name, type: 'float', low, high, log: false };
}

export function logFloat(name: string, low: number, high: number): WireParameter {
  return { name, type: 'float', low, high, log: true };
}

export function int(name: string, low: number, high: number, step = 1): WireParameter {
  return { name, type: 'int', low, high, log: false, step };
}

export function logInt(name: string, low: number, high: number): WireParameter {
  return { name, type: 'int', low, high, log: true, step: 1 };
}

export function choice(name: string, ...choices: readonly string[]): WireParameter {
  return { name, type: 'categorical', choices };
}

export function flag(name: string): WireParameter {
  return { name, type: 'categorical', choices: [false, true] };
}

/** The same parameters, each active only while `param` has one of `values`. */
export function when(
  param: string,
  values: readonly (string | number | boolean)[],
  parameters: readonly WireParameter[],
): readonly WireParameter[] {
  return parameters.map((parameter) => ({ ...parameter, condition: { param, in: values } }));
}

/** `count` floats x0, x1, … over the same range. */
export function floats(count: number, low: number, high: number, log = false): readonly WireParameter[] {
  return Array.from({ length: count }, (_, i) => (log ? logFloat : float)(`x${i}`, low, high));
}

/** The value at the share `u` (in [0, 1)) of a uniform draw; choices and integers get cells of equal mass on their scale. */
export function valueAt(parameter: WireParameter, u: number): string | number | boolean {
  if (parameter.type === 'categorical') return parameter.choices[Math.floor(u * parameter.choices.length)]!;
  const { type, low, high, log } = parameter;
  if (type === 'float') return log ? clamp(low * (high / low) ** u, low, high) : low + u * (high - low);
  if (!log) return low + Math.floor(u * (Math.floor((high - low) / parameter.step) + 1)) * parameter.step;
  const lowEdge = Math.max(low - 0.5, low / 2);
  return clamp(Math.round(lowEdge * ((high + 0.5) / lowEdge) ** u), low, high);
}

/** A uniform draw of the active parameters. */
export function drawParams(space: readonly WireParameter[], random: Random): Params {
  return paramsAt(
    space,
    space.map(() => random.uniform()),
  );
}

/** The active params at one share per parameter; see `valueAt`. */
export function paramsAt(space: readonly WireParameter[], shares: readonly number[]): Params {
  return activeParams(
    space,
    Object.fromEntries(space.map((parameter, i) => [parameter.name, valueAt(parameter, shares[i]!)])),
  );
}

/** Without the parameters whose condition does not hold. */
export function activeParams(space: readonly WireParameter[], params: Params): Params {
  const active: Record<string, ParamValue> = {};
  for (const { name, condition } of space) {
    const value = params[name];
    const parent = condition === undefined ? undefined : active[condition.param];
    if (condition !== undefined && !condition.in.some((wanted) => wanted === parent)) continue;
    if (value !== undefined) active[name] = value;
  }
  return active;
}

/** What is wrong with a suggestion, or null: an active parameter that is missing, out of its range or off its step. */
export function faultOf(space: readonly WireParameter[], params: Params): string | null {
  const active = activeParams(space, params);
  for (const parameter of space) {
    const value = active[parameter.name];
    if (value === undefined && isExpected(parameter, active)) return `${parameter.name} is missing`;
    if (value !== undefined && !isLegal(parameter, value)) return `${parameter.name} is ${String(value)}`;
  }
  return null;
}

function isExpected({ condition }: WireParameter, active: Params): boolean {
  const parent = condition === undefined ? undefined : active[condition.param];
  return condition === undefined || condition.in.some((wanted) => wanted === parent);
}

/** Bounds hold up to the rounding of a logarithm and back. */
function isLegal(parameter: WireParameter, value: ParamValue): boolean {
  if (parameter.type === 'categorical') return parameter.choices.some((choice) => choice === value);
  const { type, low, high } = parameter;
  const slack = 1e-9 * (high - low);
  if (typeof value !== 'number' || !(value >= low - slack && value <= high + slack)) return false;
  return type === 'float' || (Number.isInteger(value) && (value - low) % parameter.step === 0);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
