import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProgressMeter } from '../../../../src/trial/run/progress.ts';
import { trialSeed } from '../../../../src/trial/run/seed.ts';

test('the time left is unknown until a trial has ended, then counts down while one runs', () => {
  let nowMs = 0;
  const meter = createProgressMeter(4, 1, () => nowMs);
  meter.trialStarted();
  assert.equal(meter.read().remainingMs, null);
  nowMs = 1000;
  meter.trialEnded(1000);
  assert.deepEqual(meter.read(), { nTrialsPlanned: 4, nTrialsEnded: 1, nTrialsRunning: 0, remainingMs: 3000 });
  meter.trialStarted();
  nowMs = 1400;
  assert.equal(meter.read().remainingMs, 2600);
});

test('trials that run side by side share the time left', () => {
  const meter = createProgressMeter(5, 2, () => 0);
  meter.trialStarted();
  meter.trialEnded(1000);
  assert.equal(meter.read().remainingMs, 2000);
});

test('every trial of every study has a seed of its own, a 32-bit unsigned integer', () => {
  const seeds = [0, 1, 7].flatMap((study) => Array.from({ length: 200 }, (_, trial) => trialSeed(study, trial)));
  assert.equal(new Set(seeds).size, seeds.length);
  assert.ok(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32));
  assert.equal(trialSeed(7, 3), trialSeed(7, 3));
});
