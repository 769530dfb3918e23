// Random spaces of every kind of parameter, conditions among them, for properties that must hold in all.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { activeParams } from '../../../src/space/activity.ts';
import { isInDomain, nValues, valueAt } from '../../../src/space/domain.ts';
import type { Condition, Domain, Params, ParamValue, Parameter, RangeDomain, Space } from '../../../src/space/space.ts';

const digits = (value: number): number => Number(value.toPrecision(6));

const floats = fc
  .tuple(fc.double({ min: -1e4, max: 1e4, noNaN: true }), fc.double({ min: 1e-3, max: 1e4, noNaN: true }))
  .map(([low, width]): RangeDomain => {
    const high = digits(digits(low) + width);
    return { kind: 'float', low: digits(low), high, scale: 'linear', step: null };
  });
const logFloats = fc
  .tuple(fc.double({ min: -9, max: 3, noNaN: true }), fc.double({ min: 0.2, max: 6, noNaN: true }))
  .map(([low, decades]): RangeDomain => {
    const high = digits(10 ** (low + decades));
    return { kind: 'float', low: digits(10 ** low), high, scale: 'log', step: null };
  });
const stepped = fc
  .tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 40 }))
  .map(([low, count]): RangeDomain => {
    return { kind: 'float', low: low / 10, high: (low + count) / 10, scale: 'linear', step: 0.1 };
  });
const ints = fc
  .tuple(fc.integer({ min: -20, max: 500 }), fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 9 }))
  .map(([low, width, step]): RangeDomain => ({ kind: 'int', low, high: low + width, scale: 'linear', step }));
const logInts = fc
  .tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 1000 }))
  .map(([low, width]): RangeDomain => ({ kind: 'int', low, high: low + width, scale: 'log', step: 1 }));
const ranges = fc.oneof(floats, logFloats, stepped, ints, logInts);
const lists = fc
  .uniqueArray(fc.integer({ min: -100, max: 2000 }), { minLength: 1, maxLength: 8 })
  .map((choices): Domain => ({ kind: 'choice', choices }));
const words = fc
  .uniqueArray(fc.oneof(fc.string(), fc.boolean(), fc.constant(null), fc.integer({ min: 0, max: 9 })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((choices): Domain => ({ kind: 'choice', choices }));
const mixed = fc
  .tuple(ranges, fc.uniqueArray(fc.constantFrom(-1e6, 1e9, 'auto', null, true), { minLength: 1, maxLength: 3 }))
  .map(([range, specials]): Domain => ({ kind: 'mixed', range, specials }));

export const domains: fc.Arbitrary<Domain> = fc.oneof(ranges, lists, words, mixed);

/** What a domain holds at `share` (0..1) of its values or, for a continuous range, of its length, there with all its digits. */
export function valueOf(domain: Domain, share: number): ParamValue {
  const count = nValues(domain);
  if (count < Infinity) return valueAt(domain, Math.min(count - 1, Math.floor(share * count)));
  if (domain.kind === 'choice') return null;
  if (domain.kind === 'mixed') {
    const index = Math.floor(2 * share * domain.specials.length);
    return index < domain.specials.length ? (domain.specials[index] ?? null) : valueOf(domain.range, 2 * share - 1);
  }
  const { low, high, scale } = domain;
  const value = scale === 'log' ? low * (high / low) ** share : low + share * (high - low);
  return Math.min(high, Math.max(low, value));
}

const operators = ['==', '!=', '<', '<=', '>', '>='] as const;
const recipes = fc.record({
  domain: domains,
  /** Below 0.4: depends on an earlier parameter. */
  chance: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  parent: fc.nat(),
  share: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  operator: fc.nat(),
});

/** One to five parameters `p0`, `p1`, …; a condition's value is one of its parent's. No literals, no constraints. */
export const spaces: fc.Arbitrary<Space> = fc.array(recipes, { minLength: 1, maxLength: 5 }).map((all) => {
  const parameters: Parameter[] = [];
  for (const { domain, chance, parent, share, operator } of all) {
    const other = chance < 0.4 ? parameters[parent % Math.max(1, parameters.length)] : undefined;
    const conditions = other === undefined ? [] : [conditionOn(other, share, operator)];
    parameters.push({ name: `p${parameters.length}`, domain, conditions });
  }
  return { parameters };
});

function conditionOn({ name, domain }: Parameter, share: number, operator: number): Condition {
  const value = valueOf(domain, share);
  const op = operators[operator % operators.length] ?? '==';
  return operator % 7 === 6 ? { param: name, op: 'in', values: [value] } : { param: name, op, value };
}

/** Exactly the active parameters have values, each of its domain. */
export function assertInside(space: Space, params: Params): void {
  for (const { name, domain } of space.parameters) {
    const value = params[name];
    if (value !== undefined) assert.ok(isInDomain(domain, value), `${name} = ${String(value)}`);
  }
  assert.deepEqual(
    activeParams(space, (name) => params[name] ?? null),
    params,
  );
}
