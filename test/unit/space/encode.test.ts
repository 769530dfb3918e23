import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodingOf, type Encoding } from '../../../src/space/encode.ts';
import { isInDomain, nValues } from '../../../src/space/domain.ts';
import type { Domain, Parameter, ParamValue, Space } from '../../../src/space/space.ts';
import { assertInside, domains, spaces, valueOf } from './randomSpaces.ts';

function spaceOf(...domains: Domain[]): Space {
  return { parameters: domains.map((domain, i) => ({ name: `p${i}`, domain, conditions: [] })) };
}

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

/** A point of the search: every free coordinate somewhere in its range. */
function pointOf({ coordinates, nFree }: Encoding, shares: readonly number[]): Float64Array {
  return Float64Array.from(coordinates, (coordinate, k) => {
    if (k >= nFree) return 0;
    const share = shares[k % shares.length] ?? 0;
    return coordinate.kind === 'category' ? Math.floor(share * coordinate.count) : share;
  });
}

const shares = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
  minLength: 11,
  maxLength: 11,
});

test('in any space, with conditions and special values, what is decoded is inside it and is encoded and decoded to the last bit', () => {
  fc.assert(
    fc.property(spaces, shares, (space, all) => {
      const encoding = encodingOf(space);
      const params = encoding.decode(pointOf(encoding, all));
      assertInside(space, params);
      const point = encoding.encode(params);
      assert.ok(point !== null && point.every((u) => u >= 0), String(point));
      assert.deepEqual(encoding.decode(point), params);
      assert.deepEqual(encoding.decode(encoding.snap(point)), params);
    }),
    { numRuns: 1000, seed: 4 },
  );
});

test('every legal value has a place of its own and comes back: discrete ones to the bit, those of a continuous range at four digits', () => {
  fc.assert(
    fc.property(domains, fc.double({ min: 0, max: 1, noNaN: true }), (domain, share) => {
      const value = valueOf(domain, share);
      assert.ok(isInDomain(domain, value));
      const { encode, decode } = encodingOf(spaceOf(domain));
      const point = encode({ p0: value });
      assert.ok(point !== null && point.every(Number.isFinite), String(point));
      const back = decode(point)['p0'];
      if (isDiscrete(domain, value)) assert.equal(back, value);
      else
        assert.ok(
          Math.abs(Number(back) - Number(value)) <= 5.1e-4 * Math.abs(Number(value)),
          `${String(back)} for ${String(value)}`,
        );
    }),
    { numRuns: 1000, seed: 5 },
  );
});

function isDiscrete(domain: Domain, value: ParamValue): boolean {
  if (domain.kind === 'mixed') return domain.specials.includes(value) || isDiscrete(domain.range, value);
  return nValues(domain) < Infinity;
}

test('a range of one value beside special values is one more choice', () => {
  const range = { kind: 'float', low: 4, high: 4, scale: 'linear', step: null } as const;
  const { coordinates, encode, decode } = encodingOf(spaceOf({ kind: 'mixed', range, specials: [0, 'auto'] }));
  assert.deepEqual(coordinates, [{ kind: 'category', count: 3 }]);
  assert.deepEqual(
    [4, 0, 'auto', 7].map((p0) => encode({ p0 })?.[0]),
    [0, 1, 2, 4],
  );
  assert.deepEqual(decode(Float64Array.of(0)), { p0: 4 });
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

test('a literal that is no distance at all, or beyond all, is still a point', () => {
  const { encode } = encodingOf(spaceOf({ kind: 'float', low: 0, high: 1, scale: 'linear', step: null }));
  assert.deepEqual(
    [1e300, -Infinity, NaN].map((p0) => encode({ p0 })?.[0]),
    [1e6, -1e6, -1],
  );
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
