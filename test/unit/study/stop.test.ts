import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logImprovement } from '../../../src/gp/improvement.ts';
import { createPaths } from '../../../src/gp/pathwise.ts';
import { addPoint, createJoint } from '../../../src/gp/joint.ts';
import { conditionOn } from '../../../src/gp/posterior.ts';
import { createRandom } from '../../../src/math/random.ts';
import { sobolPoints } from '../../../src/math/sobol.ts';
import { ask } from '../../../src/study/ask.ts';
import { expectedGain, gainOf } from '../../../src/study/gain.ts';
import type { StudyModel } from '../../../src/study/model.ts';
import { adviseStop, stopSentence, type StopAdvice } from '../../../src/study/stop.ts';
import type { FinishedTrial } from '../../../src/study/study.ts';
import type { Params, Space } from '../../../src/space/space.ts';
import { assertNear, evenTrials, float, floatSpace, finished, modelOf, withValues } from './learnedModels.ts';

const bowl = ([a = 0, b = 0]: readonly number[]): number => (a - 0.3) ** 2 + (b - 0.6) ** 2;

/** What the ask loop tries in `n` trials. */
function searched(n: number, space: Space, f: (params: Params) => number): FinishedTrial[] {
  const trials: FinishedTrial[] = [];
  for (let i = 0; i < n; i++) {
    const answer = ask({ direction: 'minimize', seed: 3, trials }, space);
    if (answer === null) break;
    trials.push(finished(i, answer.params, f(answer.params)));
  }
  return trials;
}

function bowlOf({ x0, x1 }: Params): number {
  return bowl([Number(x0), Number(x1)]);
}

test('the expected gain of a normal value is sd h(z), in the far tail too, and follows a warp', () => {
  for (const z of [-30, -12, -4, -1, 0, 1, 4, 9]) {
    const exact = 0.3 * Math.exp(logImprovement(z).value);
    const gain = expectedGain({ mean: 1, sd: 0.3, target: 1 + 0.3 * z }, (value) => value);
    assertNear(gain / exact, 1, 3e-4);
  }
  // Log-normal: E[(e^t - e^f)+] = e^t Phi(z) - e^(1/2) Phi(z - 1) at mean 0, sd 1, t = 0.
  assertNear(expectedGain({ mean: 0, sd: 1, target: 0 }, Math.exp), 0.5 - Math.exp(0.5) * 0.15865525393145707, 1e-5);
});

for (const seed of [1, 2, 3]) {
  test(`the remaining gain is within 10 % of that of draws on a fine grid of the whole space (data ${seed})`, () => {
    const model = drawnModel(18, seed);
    const { posterior } = model.surrogate;
    const best = posterior.y.indexOf(Math.min(...posterior.y));
    const [side, nDraws] = [26, 512];
    const joint = createJoint(posterior, { capacity: side * side + 1, nDraws, seed: 9 });
    addPoint(joint, posterior.inputs.x.slice(2 * best, 2 * best + 2));
    for (let i = 0; i < side * side; i++) {
      addPoint(joint, Float64Array.of((i % side) / (side - 1), Math.floor(i / side) / (side - 1)));
    }
    const gains = Array.from(joint.leastAt, (least, s) => joint.draws[s]! - joint.draws[least * nDraws + s]!);
    const { remaining, remainingHigh } = gainOf(model, { seed, nModels: 1 });
    assertNear(remaining / (gains.reduce((sum, gain) => sum + gain, 0) / nDraws), 1, 0.1);
    assertNear(gains.filter((gain) => gain <= remainingHigh).length / nDraws, 0.9, 0.05);
  });
}

/** Noise-free observations of a draw of the prior, under its true hyper-parameters. */
function drawnModel(n: number, seed: number): StudyModel {
  const inputs = { n, d: 2, x: sobolPoints(n, 2, { seed }), isCategory: new Uint8Array(2) };
  const hyper = { lengthscales: Float64Array.of(0.4, 0.6), outputscale: 1, noise: 1e-6 };
  const empty = conditionOn({ ...inputs, n: 0, x: new Float64Array(0) }, new Float64Array(0), hyper, 0);
  const y = createPaths(empty, { nPaths: 1, seed, nFeatures: 1000 }).evaluate(inputs.x);
  const posterior = conditionOn(inputs, y, hyper, 0);
  const trials = Array.from(y, (value, i) => finished(i, { x0: inputs.x[2 * i]!, x1: inputs.x[2 * i + 1]! }, value));
  const warp = { toModel: (value: number) => value, toOutput: (value: number) => value };
  const fitted = modelOf(trials, floatSpace(2));
  return { ...fitted, surrogate: { posterior, warp, sign: 1, trials } };
}

test('the gain as it was before the last results is that of a model without them', () => {
  const model = drawnModel(12, 4);
  const { history } = gainOf(model, { seed: 1, nModels: 1, nDraws: 2048 });
  assert.equal(history.length, 3);
  for (const nLeft of [1, 2]) {
    const { posterior } = model.surrogate;
    const n = posterior.inputs.n - nLeft;
    const inputs = { ...posterior.inputs, n, x: posterior.inputs.x.slice(0, 2 * n) };
    const before = conditionOn(inputs, posterior.y.slice(0, n), posterior.hyper, posterior.mean);
    const trials = model.surrogate.trials.slice(0, n);
    const { remaining } = gainOf(
      { ...model, surrogate: { ...model.surrogate, posterior: before, trials } },
      { seed: 1, nModels: 1, nDraws: 2048 },
    );
    assertNear(history[nLeft]! / remaining, 1, 0.1);
  }
});

test('a search that has arrived is advised to stop, one of few trials is not, whatever the tolerance', () => {
  const trials = searched(40, floatSpace(2), bowlOf);
  const arrived = adviseStop(modelOf(trials, floatSpace(2)), { seed: 1 });
  assert.deepEqual([arrived?.isAdvised, arrived?.reason], [true, 'enough']);
  assert.ok(arrived!.remaining < 1e-3 && arrived!.nextStep <= arrived!.remaining * 1.5);
  const early = adviseStop(modelOf(trials.slice(0, 12), floatSpace(2)), { seed: 1, tolerance: 100 });
  assert.deepEqual([early?.isAdvised, early?.reason], [false, 'tooFewTrials']);
});

test('a large tolerance is kept to: it is reached sooner', () => {
  const model = modelOf(evenTrials(24, 2, bowl), floatSpace(2));
  assert.equal(adviseStop(model, { seed: 1 })?.reason, 'gainLeft');
  assert.equal(adviseStop(model, { seed: 1, tolerance: 0.5 })?.reason, 'enough');
});

test('gains scale with the objective and do not see its sign; the best value keeps it', () => {
  const trials = evenTrials(22, 2, bowl);
  const plain = adviseStop(modelOf(trials, floatSpace(2)), { seed: 1 })!;
  const scaled = adviseStop(
    modelOf(
      withValues(trials, (y) => 100 * y - 5),
      floatSpace(2),
    ),
    { seed: 1 },
  )!;
  const mirrored = adviseStop(
    modelOf(
      withValues(trials, (y) => -y),
      floatSpace(2),
      'maximize',
    ),
    { seed: 1 },
  )!;
  for (const key of ['remaining', 'remainingHigh', 'nextStep', 'bound', 'tolerance'] as const) {
    assertNear(scaled[key] / plain[key], 100, 0.01);
    assertNear(mirrored[key], plain[key], 1e-9);
  }
  assertNear(scaled.best, 100 * plain.best - 5, 1e-4);
  assertNear(mirrored.best, -plain.best, 1e-9);
});

test('the advice depends on the seed and the trials alone, not on names', () => {
  const trials = evenTrials(22, 2, bowl);
  const advice = adviseStop(modelOf(trials, floatSpace(2)), { seed: 1 });
  assert.deepEqual(adviseStop(modelOf(trials, floatSpace(2)), { seed: 1 }), advice);
  const renamed = trials.map((trial) => ({ ...trial, params: { p: trial.params['x0']!, q: trial.params['x1']! } }));
  assert.deepEqual(adviseStop(modelOf(renamed, { parameters: [float('p'), float('q')] }), { seed: 1 }), advice);
});

test('a finite space of which each value is known has nothing left', () => {
  const space: Space = {
    parameters: [
      { name: 'a', domain: { kind: 'choice', choices: ['p', 'q', 'r'] }, conditions: [] },
      { name: 'b', domain: { kind: 'int', low: 1, high: 8, scale: 'linear', step: 1 }, conditions: [] },
    ],
  };
  const trials = searched(24, space, ({ a, b }) => (a === 'q' ? 0 : 1) + (Number(b) - 3) ** 2);
  assert.equal(trials.length, 24);
  const { remaining, nextStep } = adviseStop(modelOf(trials, space), { seed: 1 })!;
  assert.ok(remaining < 0.1 && nextStep < 0.1, `${remaining} ${nextStep}`);
});

test('a point that the constraints forbid promises nothing', () => {
  const trials = searched(30, floatSpace(1), ({ x0 }) => Number(x0));
  const half = trials.filter(({ params }) => Number(params['x0']) >= 0.5);
  const more = Array.from({ length: 12 }, (_, i) => finished(30 + i, { x0: 0.5 + i / 24 }, 0.5 + i / 24));
  const limit = { left: { kind: 'param', param: 'x0' }, op: '>=', right: { kind: 'number', value: 0.5 } } as const;
  const free = adviseStop(modelOf([...half, ...more], floatSpace(1)), { seed: 1 })!;
  const bound = adviseStop(modelOf([...half, ...more], { ...floatSpace(1), constraints: [limit] }), { seed: 1 })!;
  assert.ok(free.remaining > 0.2 && bound.remaining < 0.02, `${free.remaining} ${bound.remaining}`);
});

test('equal values say nothing about what is left; noise, diverged trials and 50 parameters give finite numbers', () => {
  assert.equal(
    adviseStop(
      modelOf(
        evenTrials(25, 2, () => 0.5),
        floatSpace(2),
      ),
      { seed: 1 },
    ),
    null,
  );
  const random = createRandom(8);
  const noisy = evenTrials(25, 2, () => random.gaussian());
  const diverged = evenTrials(25, 2, (x) => (x[0]! > 0.9 ? 1e9 : bowl(x)));
  const wide = evenTrials(6, 50, ([a = 0]) => a);
  const models = [
    modelOf(noisy, floatSpace(2)),
    modelOf(diverged, floatSpace(2)),
    modelOf(wide, floatSpace(50)),
    modelOf(
      evenTrials(2, 1, ([a = 0]) => a),
      floatSpace(1),
    ),
  ];
  for (const model of models) {
    const { remaining, remainingHigh, nextStep, bound } = adviseStop(model, { seed: 1 })!;
    for (const value of [remaining, remainingHigh, nextStep, bound]) assert.ok(Number.isFinite(value) && value >= 0);
    assert.ok(bound < 100);
  }
});

test('the sentence has the numbers, what they rest on, and what follows', () => {
  const advice: StopAdvice = {
    isAdvised: false,
    reason: 'gainLeft',
    remaining: 0.00123,
    remainingHigh: 0.00397,
    nextStep: 0.000312,
    bound: 0.02,
    tolerance: 0.0005,
    best: 0.41,
    confidence: 'fair',
    calibration: 1.14,
    nTrials: 24,
  };
  assert.equal(
    stopSentence(advice, { metric: 'val_loss', trialMs: 180_000 }),
    'Expected remaining improvement 0.0012 (90 %: below 0.004) of val_loss; next trial +3.1e-4 for about 3 min; confidence fair (n=24, calibration 1.1). More trials are likely to pay.',
  );
  assert.match(
    stopSentence({ ...advice, reason: 'enough', isAdvised: true }, { metric: 'acc' }),
    /of acc; next trial \+3\.1e-4; .* More trials are unlikely to pay\.$/,
  );
  assert.equal(
    stopSentence(null, { metric: 'acc' }),
    'All values of acc are equal so far: what more trials could gain is unknown.',
  );
});
