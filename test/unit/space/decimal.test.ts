import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clean, roundInside } from '../../../src/space/decimal.ts';

test('numbers are rounded to four significant digits', () => {
  assert.equal(roundInside(0.000123456, 1e-5, 1e-1), 0.0001235);
  assert.equal(String(roundInside(0.00012340000000000001, 1e-5, 1e-1)), '0.0001234');
  assert.equal(roundInside(-12.3456, -20, 20), -12.35);
});

test('rounding never leaves the range: it turns inwards, or to the end itself', () => {
  assert.equal(roundInside(0.123449, 0.123447, 10), 0.123447);
  assert.equal(roundInside(9.99996, 1, 9.99997), 9.99997);
  assert.equal(roundInside(0.12346, 0.12345, 0.5), 0.1235);
});

test('a range too narrow for four digits gets as many as tell about fifty numbers apart', () => {
  const values = new Set(Array.from({ length: 101 }, (_, i) => roundInside(1000 + i / 100, 1000, 1001)));
  assert.ok(values.size >= 50);
});

test('zero has no sign', () => {
  assert.ok(Object.is(roundInside(-1e-9, 0, 1), 0));
  assert.ok(Object.is(clean(0.1 + 0.2), 0.3));
});
