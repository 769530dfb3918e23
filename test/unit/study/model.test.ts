import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitModel, predict, slice } from '../../../src/study/model.ts';
import type { Trial } from '../../../src/study/study.ts';
import type { Space } from '../../../src/space/space.ts';

const space: Space = {
  parameters: [
    { name: 'lr', domain: { kind: 'float', low: 1e-4, high: 1, scale: 'log', step: null }, conditions: [] },
    { name: 'units', domain: { kind: 'choice', choices: [128, 256, 384] }, conditions: [] },
    {
      name: 'extra',
      domain: { kind: 'float', low: 0, high: 1, scale: 'linear', step: null },
      conditions: [{ param: 'units', op: '>=', value: 256 }],
    },
  ],
};

/** Accuracy, best (0.99) at lr 0.01 and 256 units. */
function accuracy(lr: number, units: number): number {
  return 0.99 - 0.02 * (Math.log10(lr) + 2) ** 2 - (units === 256 ? 0 : 0.03);
}

function trials(nTrials: number, value = accuracy): Trial[] {
  return Array.from({ length: nTrials }, (_, i) => {
    const lr = 10 ** (-4 + (4 * i) / (nTrials - 1));
    const units = [128, 256, 384][i % 3]!;
    const params = units >= 256 ? { lr, units, extra: (i % 5) / 5 } : { lr, units };
    return {
      number: i,
      state: 'finished',
      params,
      value: value(lr, units),
      reports: [],
      startedAtMs: 0,
      endedAtMs: 1,
      facts: {},
    };
  });
}

function modelOf(list: readonly Trial[], direction: 'maximize' | 'minimize' = 'maximize') {
  const model = fitModel({ direction, trials: list }, space);
  assert.ok(model !== null);
  return model;
}

test('there is no model below two finished trials', () => {
  const [first, second] = trials(2);
  assert.equal(fitModel({ direction: 'maximize', trials: [] }, space), null);
  assert.equal(
    fitModel({ direction: 'maximize', trials: [first!, { ...second!, state: 'failed', value: null }] }, space),
    null,
  );
  assert.notEqual(fitModel({ direction: 'maximize', trials: [first!, second!] }, space), null);
});

test('the slice of a maximised objective peaks where the objective does, in its own units', () => {
  const { points } = slice(modelOf(trials(24)), 'lr');
  const top = points.reduce((a, b) => (b.mean > a.mean ? b : a));
  assert.ok(Math.abs(Math.log10(Number(top.value)) + 2) < 0.35, String(top.value));
  assert.ok(Math.abs(top.mean - 0.99) < 0.01);
});

test('a numeric slice has 41 rising points evenly in its scale, ends included; a list one point a choice', () => {
  const model = modelOf(trials(24));
  const values = slice(model, 'lr').points.map(({ value }) => Number(value));
  assert.deepEqual([values.length, values[0], values[20], values[40]], [41, 0.0001, 0.01, 1]);
  assert.ok(values.every((value, i) => i === 0 || value > values[i - 1]!));
  assert.deepEqual(
    slice(model, 'units').points.map(({ value }) => value),
    [128, 256, 384],
  );
});

test('the band encloses the mean, and nearly all the values seen', () => {
  const list = trials(24);
  const model = modelOf(list);
  let nInside = 0;
  for (const { params, value } of list) {
    const { mean, low, high } = predict(model, params);
    assert.ok(low <= mean && mean <= high);
    if (low - 1e-3 <= value! && value! <= high + 1e-3) nInside++;
  }
  assert.ok(nInside >= 22, String(nInside));
});

test('minimising the negated values mirrors the slice', () => {
  const up = slice(modelOf(trials(15)), 'lr').points;
  const down = slice(
    modelOf(
      trials(15, (lr, units) => -accuracy(lr, units)),
      'minimize',
    ),
    'lr',
  ).points;
  for (const [i, { mean, low, high }] of up.entries()) {
    assert.ok(
      Math.abs(mean + down[i]!.mean) < 1e-9 &&
        Math.abs(low + down[i]!.high) < 1e-9 &&
        Math.abs(high + down[i]!.low) < 1e-9,
    );
  }
});

test('a parameter that is inactive at the best trial is sliced through the best trial that has it', () => {
  const list = trials(24, (lr, units) => accuracy(lr, units) + (units === 128 ? 0.2 : 0));
  const { points } = slice(modelOf(list), 'extra');
  assert.equal(points.length, 41);
  assert.ok(
    points.every(({ mean }) => Math.abs(mean - 0.98) < 0.08),
    'values of the branch, not of the best trial',
  );
});

test('one diverged loss leaves the band of the good values narrow', () => {
  const list = trials(16, (lr, units) => (lr > 0.9 ? 1e6 : 1 - accuracy(lr, units)));
  const { mean, low, high } = predict(modelOf(list, 'minimize'), { lr: 0.01, units: 256, extra: 0.2 });
  assert.ok(mean > -0.1 && mean < 0.2 && high - low < 1, `${low} ${mean} ${high}`);
});

test('constant values give a flat line at the value', () => {
  for (const { mean } of slice(modelOf(trials(5, () => 0.5)), 'lr').points) assert.ok(Math.abs(mean - 0.5) < 1e-9);
});

test('an unknown parameter has an empty slice', () => {
  assert.deepEqual(slice(modelOf(trials(5)), 'nothing').points, []);
});
