import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Domain, Space } from '../../../src/space/space.ts';
import { whyIncompatible } from '../../../src/study/compatible.ts';
import { baselineTrial, bestTrial, isSameParams, type Study, type Trial } from '../../../src/study/study.ts';

const float = (low: number, high: number, scale: 'linear' | 'log' = 'log'): Domain => ({
  kind: 'float',
  low,
  high,
  scale,
  step: null,
});

const spaceOf = (domains: Readonly<Record<string, Domain>>): Space => ({
  parameters: Object.entries(domains).map(([name, domain]) => ({ name, domain, conditions: [] })),
});

const objective = { direction: 'maximize', metric: 'acc' } as const;
const study: Study = {
  name: 'model',
  direction: 'maximize',
  space: spaceOf({ lr: float(1e-4, 1e-2), act: { kind: 'choice', choices: ['relu', 'tanh'] } }),
  objective,
  seed: 0,
  createdAtMs: 0,
  trials: [],
  facts: {},
  notes: new Map(),
  stars: new Set(),
};
const act: Domain = { kind: 'choice', choices: ['relu', 'tanh'] };

test('changed bounds keep the study', () => {
  assert.equal(whyIncompatible(study, spaceOf({ lr: float(1e-5, 1e-1), act }), objective), null);
  assert.equal(whyIncompatible(study, spaceOf({ lr: float(1e-5, 1e-1), act }), null), null);
});

test('a changed scale, other choices, a new or a lost parameter and another objective begin a new study', () => {
  const elu: Domain = { kind: 'choice', choices: ['relu', 'elu'] };
  assert.match(whyIncompatible(study, spaceOf({ lr: float(1e-4, 1e-2, 'linear'), act }), null) ?? '', /lr/);
  assert.match(whyIncompatible(study, spaceOf({ lr: float(1e-4, 1e-2), act: elu }), null) ?? '', /act/);
  assert.match(whyIncompatible(study, spaceOf({ lr: float(1e-4, 1e-2), act, x: act }), null) ?? '', /x is new/);
  assert.match(whyIncompatible(study, spaceOf({ lr: float(1e-4, 1e-2) }), null) ?? '', /act is no longer/);
  const space = spaceOf({ lr: float(1e-4, 1e-2), act });
  assert.match(whyIncompatible(study, space, { direction: 'maximize', metric: 'auc' }) ?? '', /auc/);
  assert.match(whyIncompatible(study, space, { direction: 'minimize', metric: 'acc' }) ?? '', /direction/);
});

const trial = (number: number, value: number | null, facts: Trial['facts'] = {}): Trial => ({
  number,
  state: value === null ? 'failed' : 'finished',
  params: {},
  value,
  reports: [],
  startedAtMs: 0,
  endedAtMs: 1,
  facts,
});

test('the best trial is the first of the best finished ones, in the direction of the study', () => {
  const trials = [trial(0, 0.5), trial(1, null), trial(2, 0.9), trial(3, 0.9)];
  assert.equal(bestTrial({ trials, direction: 'maximize' })?.number, 2);
  assert.equal(bestTrial({ trials, direction: 'minimize' })?.number, 0);
  assert.equal(bestTrial({ trials: [trial(0, null)], direction: 'minimize' }), null);
});

test('the baseline is the newest trial of the literals, else trial 0', () => {
  const trials = [trial(0, 1, { source: 'literals' }), trial(1, 2), trial(2, 3, { source: 'literals' })];
  assert.equal(baselineTrial({ trials })?.number, 2);
  assert.equal(baselineTrial({ trials: [trial(0, 1), trial(1, 2)] })?.number, 0);
  assert.equal(baselineTrial({ trials: [] }), null);
});

test('params are the same only with the same names and identical values', () => {
  assert.equal(isSameParams({ a: 1, b: 'x' }, { b: 'x', a: 1 }), true);
  assert.equal(isSameParams({ a: 1 }, { a: '1' }), false);
  assert.equal(isSameParams({ a: 1 }, { a: 1, b: null }), false);
});
