// Studies that go wrong in every way: the next question is still put, inside the space, and never twice.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../../src/math/random.ts';
import type { Domain, Params, Space } from '../../../src/space/space.ts';
import { ask } from '../../../src/study/ask.ts';
import type { Trial } from '../../../src/study/study.ts';
import { assertInside } from '../space/randomSpaces.ts';

const unit: Domain = { kind: 'float', low: 0, high: 1, scale: 'linear', step: null };

function cube(d: number): Space {
  return { parameters: Array.from({ length: d }, (_, i) => ({ name: `x${i}`, domain: unit, conditions: [] })) };
}

function trialOf(number: number, params: Params, value: number | null): Trial {
  const state = value === null ? 'failed' : 'finished';
  return { number, state, params, value, reports: [], startedAtMs: null, endedAtMs: null, facts: {} };
}

/** Random points of the cube, rounded as proposals are. */
function randomTrials(n: number, d: number, valueAt: (i: number) => number | null): Trial[] {
  const random = createRandom(n, d);
  return Array.from({ length: n }, (_, number) => {
    const params: Record<string, number> = {};
    for (let k = 0; k < d; k++) params[`x${k}`] = Number(random.uniform().toPrecision(4));
    return trialOf(number, params, valueAt(number));
  });
}

/** Asks four times, answering as `valueAt` says: all four inside the space, none a repeat. */
function assertGoesOn(space: Space, given: readonly Trial[], valueAt: (i: number) => number | null): void {
  const trials = [...given];
  for (let i = 0; i < 4; i++) {
    const next = ask({ direction: 'minimize', seed: 2, trials }, space);
    assert.ok(next !== null);
    assertInside(space, next.params);
    for (const value of Object.values(next.params)) assert.ok(typeof value !== 'number' || Number.isFinite(value));
    assert.ok(!trials.some(({ params }) => JSON.stringify(params) === JSON.stringify(next.params)), 'a repeat');
    trials.push(trialOf(trials.length, next.params, valueAt(trials.length)));
  }
}

const gaussian = (i: number): number => createRandom(i, 3).gaussian();
const shapes: Readonly<Record<string, (i: number) => number | null>> = {
  'all equal': () => 0.25,
  'all zero': () => 0,
  'all failed': () => null,
  'all failed but one': (i) => (i === 3 ? 1 : null),
  'all infinite': () => Infinity,
  'from 1e-300 to 1e300, of both signs': (i) => (i % 2 === 0 ? 1 : -1) * 10 ** (50 * (i % 13) - 300),
  'near 1e300': (i) => 1e300 * (1 + 0.1 * gaussian(i)),
  'near 1e-300': (i) => 1e-300 * (1 + 0.1 * gaussian(i)),
  'as large as numbers get': (i) => (i % 2 === 0 ? 1 : -1) * Number.MAX_VALUE,
  'a millionth of a millionth apart': (i) => 1 + 1e-12 * gaussian(i),
  'one far out': (i) => (i === 5 ? 1e18 : gaussian(i)),
};

for (const [shape, valueAt] of Object.entries(shapes)) {
  test(`values ${shape}: the questions go on, inside the space`, () => {
    assertGoesOn(cube(2), randomTrials(14, 2, valueAt), valueAt);
  });
}

test('one finished trial is enough to go on', () => {
  assertGoesOn(cube(1), randomTrials(1, 1, gaussian), gaussian);
});

test('fifty trials of the same params, their values noisy, do not stop the questions', () => {
  const same = Array.from({ length: 50 }, (_, i) => trialOf(i, { x0: 0.3, x1: 0.7 }, gaussian(i)));
  const rest = randomTrials(8, 2, gaussian).map((trial, i) => ({ ...trial, number: 50 + i }));
  assertGoesOn(cube(2), [...same, ...rest], gaussian);
});

test('fifty trials a billionth apart do not stop the questions', () => {
  const near = Array.from({ length: 50 }, (_, i) => trialOf(i, { x0: 0.3 + i * 1e-9, x1: 0.7 }, gaussian(i)));
  const rest = randomTrials(8, 2, gaussian).map((trial, i) => ({ ...trial, number: 50 + i }));
  assertGoesOn(cube(2), [...near, ...rest], gaussian);
});

test('fifty parameters and three trials are enough to go on', () => {
  assertGoesOn(cube(50), randomTrials(3, 50, gaussian), gaussian);
});

test('fifty parameters are searched by the model too', () => {
  assertGoesOn(cube(50), randomTrials(15, 50, gaussian), gaussian);
});

for (const far of [1e9, 1e160, Number.MAX_VALUE, Infinity, NaN]) {
  test(`literals at ${far}, far outside their domain, do not stop the questions`, () => {
    const given = [
      trialOf(0, { x0: far, x1: -far }, 1),
      ...randomTrials(12, 2, gaussian).map((trial, i) => ({ ...trial, number: i + 1 })),
    ];
    assertGoesOn(cube(2), given, gaussian);
  });
}

test('ranges at both ends of what numbers can hold are searched', () => {
  const wide: Space = {
    parameters: [
      { name: 'a', domain: { kind: 'float', low: 1e-300, high: 1e300, scale: 'log', step: null }, conditions: [] },
      { name: 'b', domain: { kind: 'float', low: -1e300, high: 1e300, scale: 'linear', step: null }, conditions: [] },
      { name: 'c', domain: { kind: 'float', low: 1, high: 1 + 1e-9, scale: 'linear', step: null }, conditions: [] },
    ],
  };
  assertGoesOn(wide, [], gaussian);
  const trials: Trial[] = [];
  for (let i = 0; i < 10; i++) {
    const next = ask({ direction: 'minimize', seed: 1, trials }, wide);
    trials.push(trialOf(i, next?.params ?? {}, gaussian(i)));
  }
  assertGoesOn(wide, trials, gaussian);
});
