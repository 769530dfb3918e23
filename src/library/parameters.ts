// How a program that asks and tells says what is tuned: one function per kind of parameter, typed by the values it gives.
import type { Condition, Domain, ParamValue, Space } from '../space/space.ts';

/** A parameter with values of type `T`, made by `float`, `int`, `choice` or `onlyIf`. */
export type Parameter<T extends ParamValue | undefined = ParamValue | undefined> = {
  readonly domain: Domain;
  /** The value of the first trial. */
  readonly initial?: ParamValue;
  readonly conditions: readonly Condition[];
  /** Never there: it carries the type. */
  readonly type?: T;
};

/** Parameters by name, in the order in which they are shown. */
export type Parameters = Readonly<Record<string, Parameter>>;

/** The values of one trial: what each parameter gives, `undefined` where a condition of `onlyIf` does not hold. */
export type Values<P extends Parameters> = {
  readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never;
};

/** Options of a number. */
export type RangeOptions = {
  /** True: values spread evenly over powers of ten; `low` must be above 0, and there is no step. */
  readonly log?: boolean;
  /** The distance of two values; without it a float takes any, and an int is whole. */
  readonly step?: number;
  /** The value of the first trial: the best one known. */
  readonly initial?: number;
};

/** A number from `low` to `high`, both inclusive. Throws a RangeError for bounds that hold no value. */
export function float(low: number, high: number, { log = false, step, initial }: RangeOptions = {}): Parameter<number> {
  checkRange('float', low, high, { log, step });
  return parameter({ kind: 'float', low, high, scale: log ? 'log' : 'linear', step: step ?? null }, initial);
}

/** A whole number from `low` to `high`, both inclusive. Throws a RangeError for bounds that are not whole or hold no value. */
export function int(low: number, high: number, { log = false, step, initial }: RangeOptions = {}): Parameter<number> {
  checkRange('int', low, high, { log, step });
  if (![low, high, step ?? 1].every(Number.isInteger)) throw new RangeError('int: bounds and step must be whole.');
  return parameter({ kind: 'int', low, high, scale: log ? 'log' : 'linear', step: step ?? 1 }, initial);
}

/** One of a few values; numbers count as ordered. The first is that of the first trial. Throws a RangeError where there is none, or one twice. */
export function choice<const T extends ParamValue>(...choices: readonly T[]): Parameter<T> {
  if (choices.length === 0) throw new RangeError('choice: at least one value is needed.');
  if (new Set(choices).size < choices.length) throw new RangeError('choice: a value stands there twice.');
  return parameter({ kind: 'choice', choices }, choices[0]);
}

/**
 * The parameter, only while each of the named earlier parameters has one of the values listed for it; else its value is `undefined`.
 * `onlyIf({ layers: [2, 3] }, int(8, 128))`.
 */
export function onlyIf<T extends ParamValue | undefined>(
  conditions: Readonly<Record<string, readonly ParamValue[]>>,
  of: Parameter<T>,
): Parameter<T | undefined> {
  const added = Object.entries(conditions).map(([param, values]): Condition => ({ param, op: 'in', values }));
  const { domain, initial } = of;
  const all = [...of.conditions, ...added];
  return initial === undefined ? { domain, conditions: all } : { domain, initial, conditions: all };
}

/** The space of the engine. Throws a RangeError where a condition names no earlier parameter. */
export function spaceOf(parameters: Parameters): Space {
  const names = Object.keys(parameters);
  return {
    parameters: Object.entries(parameters).map(([name, { domain, initial, conditions }], i) => {
      for (const { param } of conditions) {
        if (!names.slice(0, i).includes(param))
          throw new RangeError(`The condition of ${name} names ${param}, which is no earlier parameter.`);
      }
      return initial === undefined ? { name, domain, conditions } : { name, domain, initial, conditions };
    }),
  };
}

function parameter<T extends ParamValue>(domain: Domain, initial: ParamValue | undefined): Parameter<T> {
  return initial === undefined ? { domain, conditions: [] } : { domain, initial, conditions: [] };
}

function checkRange(
  kind: string,
  low: number,
  high: number,
  { log, step }: { readonly log: boolean; readonly step: number | undefined },
): void {
  if (!Number.isFinite(low) || !Number.isFinite(high) || low > high)
    throw new RangeError(`${kind}: low must be a number that is not above high.`);
  if (log && (low <= 0 || step !== undefined)) throw new RangeError(`${kind}: log needs low above 0, and no step.`);
  if (step !== undefined && !(step > 0)) throw new RangeError(`${kind}: step must be above 0.`);
}
