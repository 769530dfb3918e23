import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodingOf } from '../../../src/space/encode.ts';
import { isInDomain } from '../../../src/space/domain.ts';
import type { Domain, Parameter, Space } from '../../../src/space/space.ts';

function spaceOf(...domains: Domain[]): Space {
  return { parameters: domains.map((domain, i) => ({ name: `p${i}`, domain, conditions: [] })) };
}

const digits = (value: number) => Number(value.toPrecision(6));
const floats = fc
  .tuple(fc.double({ min: -1e4, max: 1e4, noNaN: true }), fc.double({ min: 1e-3, max: 1e4, noNaN: true }))
  .map(([low, width]): Domain => ({
    kind: 'float',
    low: digits(low),
    high: digits(digits(low) + width),
    scale: 'linear',
    step: null,
  }));
const logFloats = fc
  .tuple(fc.double({ min: 1e-9, max: 1e3, noNaN: true }), fc.double({ min: 1.5, max: 1e6, noNaN: true }))
  .map(([low, ratio]): Domain => ({
    kind: 'float',
    low: digits(low),
    high: digits(low * ratio),
    scale: 'log',
    step: null,
  }));
const ints = fc
  .tuple(
    fc.integer({ min: 1, max: 500 }),
    fc.integer({ min: 1, max: 1000 }),
    fc.integer({ min: 1, max: 9 }),
    fc.boolean(),
  )
  .map(([low, width, step, log]): Domain =>
    log
      ? { kind: 'int', low, high: low + width, scale: 'log', step: 1 }
      : { kind: 'int', low, high: low + width, scale: 'linear', step },
  );
const stepped = fc
  .tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 40 }))
  .map(([low, count]): Domain => ({
    kind: 'float',
    low: low / 10,
    high: (low + count) / 10,
    scale: 'linear',
    step: 0.1,
  }));
const lists = fc
  .uniqueArray(fc.integer({ min: -100, max: 2000 }), { minLength: 2, maxLength: 8 })
  .map((choices): Domain => ({ kind: 'choice', choices }));
const words = fc
  .uniqueArray(fc.oneof(fc.string(), fc.boolean(), fc.constant(null)), { minLength: 2, maxLength: 6 })
  .map((choices): Domain => ({ kind: 'choice', choices }));
const mixed = fc
  .tuple(
    fc.oneof(logFloats, ints, floats, stepped),
    fc.uniqueArray(fc.constantFrom(-1e6, 1e9, 'auto', null, true), { minLength: 1, maxLength: 3 }),
  )
  .map(([range, specials]): Domain => {
    if (range.kind === 'choice' || range.kind === 'mixed') throw new Error('a range is expected');
    return { kind: 'mixed', range, specials };
  });
const domains = fc.oneof(floats, logFloats, ints, stepped, lists, words, mixed);

test('every point decodes to values of the domains, at most four digits, and encoding them leads back to the same values', () => {
  fc.assert(
    fc.property(domains, fc.double({ min: 0, max: 1, noNaN: true }), (domain, u) => {
      const { coordinates, decode, encode } = encodingOf(spaceOf(domain));
      const params = decode(
        Float64Array.from(coordinates, (coordinate) =>
          coordinate.kind === 'category' ? Math.floor(u * coordinate.count * 0.999) : u,
        ),
      );
      const value = params['p0'];
      assert.ok(value !== undefined && isInDomain(domain, value), `${value}`);
      const again = encode(params);
      assert.ok(again !== null);
      assert.deepEqual(decode(again), params);
    }),
    { numRuns: 1000, seed: 1 },
  );
});

test('snapping twice is snapping once, and moves no decoded value', () => {
  fc.assert(
    fc.property(domains, fc.double({ min: 0, max: 1, noNaN: true }), (domain, u) => {
      const { decode, snap, coordinates } = encodingOf(spaceOf(domain));
      const point = Float64Array.from(coordinates, () => u);
      const once = snap(point);
      assert.deepEqual(snap(once), once);
      assert.deepEqual(decode(once), decode(point));
    }),
    { numRuns: 300, seed: 2 },
  );
});

test('a logarithmic scale has its geometric mean in the middle and keeps both bounds', () => {
  const { decode } = encodingOf(spaceOf({ kind: 'float', low: 1e-4, high: 1e-2, scale: 'log', step: null }));
  assert.deepEqual(
    [0, 0.5, 1].map((u) => decode(Float64Array.of(u))['p0']),
    [0.0001, 0.001, 0.01],
  );
});

test('whole numbers sit in the middle of equal cells', () => {
  const { encode, decode } = encodingOf(spaceOf({ kind: 'int', low: 1, high: 4, scale: 'linear', step: 1 }));
  assert.deepEqual(
    [1, 2, 3, 4].map((p0) => encode({ p0 })?.[0]),
    [0.125, 0.375, 0.625, 0.875],
  );
  assert.deepEqual(
    [0, 0.24, 0.26, 1].map((u) => decode(Float64Array.of(u))['p0']),
    [1, 1, 2, 4],
  );
});

test('the last value of a stepped range is the greatest that does not pass the end, and decimals are clean', () => {
  const { decode } = encodingOf(spaceOf({ kind: 'float', low: 0.1, high: 0.75, scale: 'linear', step: 0.1 }));
  assert.equal(decode(Float64Array.of(1))['p0'], 0.7);
  assert.equal(decode(Float64Array.of(0.4))['p0'], 0.3);
});

test('an ordered list of doubling numbers is evenly spaced, whatever its order in the file', () => {
  const { encode } = encodingOf(spaceOf({ kind: 'choice', choices: [64, 16, 32] }));
  assert.deepEqual(
    [16, 32, 64].map((p0) => Number(encode({ p0 })?.[0]?.toFixed(12))),
    [0, 0.5, 1],
  );
});

test('a literal outside its domain is encoded where it is, not clipped, and one that is no choice is like no other', () => {
  const space = spaceOf(
    { kind: 'float', low: 0, high: 1, scale: 'linear', step: null },
    { kind: 'float', low: 1e-4, high: 1e-2, scale: 'log', step: null },
    { kind: 'choice', choices: ['relu', 'elu'] },
  );
  const point = encodingOf(space).encode({ p0: 1.5, p1: 0, p2: 'tanh' });
  assert.deepEqual([...(point ?? [])], [1.5, -1, 3]);
});

test('a parameter of one value has no coordinate and yet its value', () => {
  const { coordinates, decode } = encodingOf(spaceOf({ kind: 'choice', choices: ['adam'] }));
  assert.equal(coordinates.length, 0);
  assert.deepEqual(decode(new Float64Array(0)), { p0: 'adam' });
});

const branch: readonly Parameter[] = [
  { name: 'depth', domain: { kind: 'int', low: 1, high: 4, scale: 'linear', step: 1 }, conditions: [] },
  {
    name: 'units3',
    domain: { kind: 'float', low: 0, high: 1, scale: 'linear', step: null },
    conditions: [{ param: 'depth', op: '>=', value: 3 }],
  },
  {
    name: 'l2',
    domain: { kind: 'choice', choices: ['a', 'b'] },
    conditions: [{ param: 'units3', op: '>', value: 0.5 }],
  },
];

test('inactive parameters are left out and rest in one place; a numeric parent adds an activity bit', () => {
  const { encode, decode, snap, nFree, nActive, coordinates } = encodingOf({ parameters: branch });
  assert.deepEqual(decode(Float64Array.of(0.1, 0.9, 0, 0, 0)), { depth: 1 });
  assert.deepEqual([...snap(Float64Array.of(0.1, 0.9, 0, 0, 0))], [0.125, 0.5, 2, 0, 0]);
  assert.deepEqual([...(encode({ depth: 3, units3: 0.9, l2: 'b' }) ?? [])], [0.625, 0.9, 1, 1, 1]);
  assert.deepEqual([nFree, nActive, coordinates.length], [3, 3, 5]);
});

test('an active parameter without a value cannot be encoded; a value of an inactive one is not looked at', () => {
  const { encode } = encodingOf({ parameters: branch });
  assert.equal(encode({ depth: 3 }), null);
  assert.deepEqual(encode({ depth: 1, units3: 0.9 }), encode({ depth: 1 }));
});
