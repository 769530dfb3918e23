// When the model learns anew, and of which trials.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conditionOn } from '../../../src/gp/posterior.ts';
import { createRandom } from '../../../src/math/random.ts';
import { encodingOf } from '../../../src/space/encode.ts';
import type { Space } from '../../../src/space/space.ts';
import { bestTrial, type Trial } from '../../../src/study/study.ts';
import { fitFeasibility, fitSurrogate, type Surrogate } from '../../../src/study/surrogate.ts';

const space: Space = {
  parameters: ['a', 'b'].map((name) => ({
    name,
    domain: { kind: 'float', low: 0, high: 1, scale: 'linear', step: null },
    conditions: [],
  })),
};
const encoding = encodingOf(space);

function trials(
  n: number,
  valueOf = (a: number, b: number): number | null => (a - 0.3) ** 2 + (b - 0.6) ** 2,
): Trial[] {
  const random = createRandom(3);
  return Array.from({ length: n }, (_, number) => {
    const params = { a: random.uniform(), b: random.uniform() };
    const value = valueOf(params.a, params.b);
    const state = value === null ? 'failed' : 'finished';
    return { number, state, params, value, reports: [], startedAtMs: 0, endedAtMs: 1, facts: {} };
  });
}

const fitted = (all: readonly Trial[]): Surrogate => fitSurrogate({ direction: 'minimize', trials: all }, encoding)!;

test('hyper-parameters hold between two checkpoints and are fitted anew at the next', () => {
  // From 32 on every second trial, then every third: 48 is one, 49 is not.
  const all = trials(64).map((trial) => ({ ...trial, value: Math.min(trial.value ?? 0, 0.2) }));
  const hypers = [48, 49, 50, 51].map((n) => fitted(all.slice(0, n)).posterior.hyper);
  assert.equal(hypers[1], hypers[0]);
  assert.equal(hypers[2], hypers[0]);
  assert.notEqual(hypers[3], hypers[0]);
});

test('a value worse than all before is seen by the fit at once', () => {
  const all = trials(50);
  const before = fitted(all.slice(0, 49)).posterior.hyper;
  const worse = [...all.slice(0, 49), { ...all[49]!, value: 1e6 }];
  assert.notEqual(fitted(worse).posterior.hyper, before);
  assert.ok(fitted(worse).posterior.y.every((y) => Math.abs(y) < 10));
});

test('a model that grew trial by trial is the one that is made at once, to the bit', () => {
  const all = trials(40);
  let grown = fitted(all.slice(0, 2));
  for (let n = 3; n <= 40; n++) grown = fitted(all.slice(0, n));
  // Another list of equal trials finds the same hyper-parameters.
  const again = fitted(all.map((trial) => ({ ...trial }))).posterior;
  const { inputs, y, hyper, factor, alpha } = grown.posterior;
  assert.equal(again.hyper, hyper);
  assert.deepEqual([again.inputs.x, again.y, again.factor, again.alpha], [inputs.x, y, factor, alpha]);
  // A copy of them has no posterior to grow from.
  const fresh = conditionOn(inputs, y, { ...hyper });
  assert.deepEqual([fresh.factor, fresh.alpha], [factor, alpha]);
});

test('of more than 512 trials the best and the newest are in the model', () => {
  const all = trials(700);
  const surrogate = fitted(all);
  // 448 were chosen at 640 trials, the last multiple of 64 beyond 512; 60 have come since.
  assert.equal(surrogate.posterior.inputs.n, 508);
  const numbers = new Set(surrogate.trials.map(({ number }) => number));
  assert.ok(numbers.has(bestTrial({ direction: 'minimize', trials: all })!.number));
  for (let number = 620; number < 700; number++) assert.ok(numbers.has(number), `${number}`);
  assert.deepEqual(
    [...numbers],
    [...numbers].sort((a, b) => a - b),
  );
});

test('of more than 512 trials most questions leave the model as it is, but for the trials that have come since', () => {
  const all = trials(700);
  const modelled = (n: number): readonly number[] => fitted(all.slice(0, n)).trials.map(({ number }) => number);
  let nGrown = 0;
  for (let n = 600; n < 664; n++) {
    const [before, after] = [modelled(n), modelled(n + 1)];
    assert.equal(after.at(-1), n);
    if (after.length === before.length + 1) {
      assert.deepEqual(after.slice(0, -1), before, `${n}`);
      nGrown++;
    }
  }
  assert.equal(nGrown, 63);
});

test('the model of failures is there from the first one on, and says where they are', () => {
  assert.equal(fitFeasibility(trials(30), encoding), null);
  const all = trials(80, (a, b) => (a > 0.6 ? null : b));
  const feasible = fitFeasibility(all, encoding)!;
  assert.equal(feasible.y.filter((label) => label === 0).length, all.filter(({ state }) => state === 'failed').length);
  const stopped = trials(30).map((trial, i) =>
    i === 4 ? { ...trial, state: 'failed' as const, value: null, facts: { fail_kind: 'stopped' } } : trial,
  );
  assert.equal(fitFeasibility(stopped, encoding), null);
});

test('of many parameters the stretched view expects few to matter, of few it does not', () => {
  const random = createRandom(4);
  for (const [d, ratio] of [
    [20, 3],
    [3, 0],
  ] as const) {
    const names = Array.from({ length: d }, (_, i) => `p${i}`);
    const wide: Space = { parameters: names.map((name) => ({ ...space.parameters[0]!, name })) };
    const all = Array.from({ length: 20 }, (_, number): Trial => {
      const params = Object.fromEntries(names.map((name) => [name, random.uniform()]));
      const value = (Number(params['p0']) - 0.4) ** 2;
      return { number, state: 'finished', params, value, reports: [], startedAtMs: 0, endedAtMs: 1, facts: {} };
    });
    const lengthOf = (view: 'plain' | 'stretched'): number => {
      const { posterior } = fitSurrogate({ direction: 'minimize', trials: all }, encodingOf(wide), view)!;
      return posterior.hyper.lengthscales.toSorted()[d >> 1]!;
    };
    const longer = lengthOf('stretched') / lengthOf('plain');
    assert.ok(ratio === 0 ? longer < 3 : longer > ratio, `${longer} in ${d}`);
  }
});
