import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatTime, parseTime } from '../../../src/study/optunaTime.ts';

test('times are local, without a zone and with six digits, and read back to the millisecond', () => {
  const atMs = 1_800_000_000_123;
  assert.match(formatTime(atMs), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.123000$/);
  assert.equal(parseTime(formatTime(atMs)), atMs);
  assert.equal(parseTime('2026-11-24T00:00:00.000000+00:00'), Date.UTC(2026, 10, 24));
  assert.equal(parseTime(null), null);
});
