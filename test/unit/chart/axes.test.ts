import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cellEdges, logTicks, placeOf, valueAtPlace } from '../../../src/chart/parameterAxis.ts';
import { timeLabel, timeTicks } from '../../../src/chart/timeAxis.ts';
import { canBeLog, valueAxis, valueExtent } from '../../../src/chart/valueAxis.ts';
import type { Domain } from '../../../src/space/space.ts';
import { fullSpace, ui } from './chartStudies.ts';

test('an outlier does not squeeze the axis, and the best is never outside', () => {
  const values = [0.9, 0.91, 0.92, 0.93, 0.94, -1e9];
  const { min, max } = valueExtent(values, [5]);
  assert.ok(min > 0 && max > 5);
  assert.ok(valueExtent(values, [5], 'whole').min < -1e9);
});

test('an axis of values is finite and rises, whatever the values are', () => {
  const value = fc.oneof(fc.double({ min: -1e300, max: 1e300 }), fc.constantFrom(Infinity, -Infinity));
  fc.assert(
    fc.property(
      fc.array(value),
      fc.option(value, { nil: undefined }),
      fc.constantFrom('linear', 'log'),
      (values, best, scale) => {
        const { min, max } = valueAxis(values, [best], { ...ui, scale }).axis;
        return Number.isFinite(min) && Number.isFinite(max) && max >= min;
      },
    ),
    { seed: 4 },
  );
});

test('a log axis of values needs all of them above 0', () => {
  assert.equal(canBeLog([1, 2, NaN]), true);
  assert.equal(canBeLog([1, 0]), false);
  assert.equal(valueAxis([1, 10, 0.1], [0.1], { ...ui, scale: 'log' }).axis.type, 'log');
  assert.equal(valueAxis([1, -1], [1], { ...ui, scale: 'log' }).axis.type, 'value');
});

test('a log axis has ticks at round numbers within its range', () => {
  assert.deepEqual(logTicks(1e-4, 1e-1), [1e-4, 1e-3, 1e-2, 1e-1]);
  assert.deepEqual(logTicks(0.002, 0.008), [0.002, 0.005]);
  assert.deepEqual(logTicks(0.0031, 0.0042), [0.0031, 0.0042]);
  assert.ok(logTicks(1e-30, 1e30).length <= 7);
});

test('an axis of time has ticks at whole units, seven at most', () => {
  assert.deepEqual(timeTicks(60_000), { interval: 10_000 });
  assert.deepEqual(timeTicks(7 * 3_600_000), { interval: 3_600_000 });
});

test('the value at the place of a value is that value, for every kind of domain', () => {
  const values: Readonly<Record<string, readonly (number | string)[]>> = {
    rate: [1e-4, 0.003, 0.1],
    units: [16, 64, 256],
    act: ['relu', 'tanh'],
    l2: [0, 1e-6, 3e-4, 1e-2],
  };
  for (const { name, domain } of fullSpace.parameters) {
    for (const value of values[name] ?? []) assert.equal(valueAtPlace(domain, placeOf(domain, value)!), value);
  }
});

test('a value outside its domain has no place', () => {
  for (const { domain } of fullSpace.parameters) {
    for (const value of ['other', -5, null, undefined]) assert.equal(placeOf(domain, value), null);
  }
});

test('a range of one value is an axis of one place', () => {
  const domain: Domain = { kind: 'int', low: 3, high: 3, scale: 'linear', step: 1 };
  assert.equal(placeOf(domain, 3), 0);
  assert.equal(valueAtPlace(domain, 0), 3);
});

test('cells meet half-way, by the scale of the axis, and stay within the range', () => {
  const domain: Domain = { kind: 'float', low: 1, high: 10_000, scale: 'log', step: null };
  const edges = cellEdges(domain, [1, 100, 10_000]);
  assert.deepEqual(
    edges.map((pair) => pair.map((edge) => Math.round(edge))),
    [
      [1, 10],
      [10, 1000],
      [1000, 10_000],
    ],
  );
});

test('no two ticks of the time axis have the same words', () => {
  for (const endMs of [5000, 60_000, 100_000, 208_000, 1_000_000, 7_000_000, 80_000_000, 600_000_000]) {
    const { interval = 1 } = timeTicks(endMs);
    const words = Array.from({ length: Math.floor(endMs / interval) + 1 }, (_, i) => timeLabel(i * interval));
    assert.equal(new Set(words).size, words.length, words.join(', '));
  }
  assert.deepEqual([0, 30_000, 90_000, 150_000, 5_400_000].map(timeLabel), [
    '0',
    '30 s',
    '90 s',
    '2.5 min',
    '1 h 30 min',
  ]);
});
