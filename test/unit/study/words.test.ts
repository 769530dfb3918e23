import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatDuration, formatNumber, formatValue } from '../../../src/study/words.ts';

test('numbers are written as one reads them', () => {
  assert.deepEqual([0.98765, 128, 1e-5, 12345678.9, -0.5, 0].map(formatNumber), [
    '0.9877',
    '128',
    '1e-5',
    '1.235e7',
    '-0.5',
    '0',
  ]);
});

test('durations are told in the unit that fits', () => {
  assert.deepEqual([0, 42_000, 200_000, 7_500_000].map(formatDuration), ['1 s', '42 s', '3 min', '2 h 05 min']);
});

test('other values are written as in a program', () => {
  assert.deepEqual(['relu', true, null, undefined].map(formatValue), ['relu', 'true', 'null', '-']);
});
