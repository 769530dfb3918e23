import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Space } from '../../../src/space/space.ts';
import { fitPrior, priorEvents } from '../../../src/study/priors.ts';

const space: Space = {
  parameters: [
    {
      name: 'rate',
      domain: { kind: 'float', low: 0.1, high: 1, scale: 'linear', step: null },
      initial: 0.5,
      conditions: [],
    },
    { name: 'units', domain: { kind: 'int', low: 1, high: 8, scale: 'linear', step: 1 }, initial: 4, conditions: [] },
    {
      name: 'deep',
      domain: { kind: 'choice', choices: ['a', 'b'] },
      initial: 'a',
      conditions: [{ param: 'units', op: '>', value: 4 }],
    },
  ],
  constraints: [
    {
      left: {
        kind: 'arithmetic',
        op: '*',
        left: { kind: 'param', param: 'rate' },
        right: { kind: 'param', param: 'units' },
      },
      op: '<=',
      right: { kind: 'number', value: 6 },
    },
  ],
};

test('values that fit are taken, and those of parameters that are not active or not there are left out', () => {
  assert.deepEqual(fitPrior(space, { rate: 0.2, units: 2, deep: 'b', gone: 7 }), { params: { rate: 0.2, units: 2 } });
});

test('a parameter that the trial lacks is at the literal of the file', () => {
  assert.deepEqual(fitPrior(space, { units: 6 }), { params: { rate: 0.5, units: 6, deep: 'a' } });
});

test('a value outside changed bounds, a choice that is gone and a broken requirement are told', () => {
  const obstacles = [{ rate: 2 }, { units: 2.5 }, { units: 6, deep: 'c' }, { rate: 1, units: 8 }].map((params) =>
    fitPrior(space, params),
  );
  assert.deepEqual(obstacles, [
    { obstacle: 'rate = 2 is not in 0.1..1.' },
    { obstacle: 'units = 2.5 is not in 1..8.' },
    { obstacle: 'deep = c is not in a | b.' },
    { obstacle: 'It breaks rate * units <= 6.' },
  ]);
});

test('a parameter that is held now must have had the value that it is held at', () => {
  assert.deepEqual(fitPrior(space, { rate: 0.2, wd: 1 }, { wd: 0 }), { obstacle: 'wd is 1, and 0 in the file.' });
  assert.ok('params' in fitPrior(space, { rate: 0.2, wd: 0 }, { wd: 0 }));
});

test('a literal is needed where a parameter without one has no value', () => {
  const { parameters } = space;
  const bare: Space = { parameters: parameters.map(({ name, domain, conditions }) => ({ name, domain, conditions })) };
  assert.deepEqual(fitPrior(bare, { units: 2 }), { obstacle: 'rate has no value.' });
});

test("the file's own values are not carried, since a run measures them", () => {
  const priors = [
    { params: { rate: 0.5, units: 4 }, value: 1 },
    { params: { rate: 0.2, units: 4 }, value: 2 },
  ];
  const events = priorEvents(priors, space, { first: 3, source: 'imported', atMs: 5 });
  assert.deepEqual(events, [
    { kind: 'trialStarted', trial: 3, params: { rate: 0.2, units: 4 }, atMs: 5 },
    { kind: 'factNoted', trial: 3, name: 'source', fact: 'imported' },
    { kind: 'trialFinished', trial: 3, value: 2, atMs: 5 },
  ]);
});
