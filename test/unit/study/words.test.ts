import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatDuration,
  formatMeasured,
  formatNumber,
  formatProbability,
  formatValue,
} from '../../../src/study/words.ts';

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

test('a mean is told with its sd to two digits, and a probability without feigned certainty', () => {
  assert.deepEqual(
    [formatMeasured({ mean: 0.97123, sd: 0.001234 }), formatMeasured({ mean: 3, sd: null })],
    ['0.9712 ± 0.0012', '3'],
  );
  assert.deepEqual([0.5, 0.97114, 1, 0].map(formatProbability), ['50.0 %', '97.1 %', '> 99.9 %', '< 0.1 %']);
});
