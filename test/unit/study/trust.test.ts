import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leaveOneOut } from '../../../src/gp/leaveOneOut.ts';
import { conditionOn, predict } from '../../../src/gp/posterior.ts';
import { createRandom } from '../../../src/math/random.ts';
import { fitModel } from '../../../src/study/model.ts';
import { trustOf, trustSentence } from '../../../src/study/trust.ts';
import { assertNear, evenTrials, finished, floatSpace, modelOf, withValues } from './learnedModels.ts';

const bowl = ([a = 0, b = 0]: readonly number[]): number => (a - 0.3) ** 2 + 0.5 * b;

test('leave-one-out predictions equal those of a process that never saw the point', () => {
  const { posterior } = modelOf(evenTrials(9, 2, bowl), floatSpace(2)).surrogate;
  const { inputs, y, hyper } = posterior;
  const left = leaveOneOut(posterior);
  for (let i = 0; i < inputs.n; i++) {
    const others = Array.from({ length: inputs.n }, (_, j) => j).filter((j) => j !== i);
    const x = Float64Array.from(others.flatMap((j) => [...inputs.x.slice(j * 2, j * 2 + 2)]));
    const without = conditionOn(
      { ...inputs, n: inputs.n - 1, x },
      Float64Array.from(others, (j) => y[j]!),
      hyper,
    );
    const { mean, variance } = predict(without, inputs.x.slice(i * 2, i * 2 + 2));
    assertNear(left.mean[i]!, mean, 1e-8);
    assertNear(left.variance[i]!, variance + hyper.noise, 1e-8);
  }
});

test('a smooth objective is trusted, pure noise is not', () => {
  const smooth = trustOf(modelOf(evenTrials(24, 2, bowl), floatSpace(2)));
  assert.equal(smooth.verdict, 'good');
  assert.ok(smooth.r2! > 0.95);
  const random = createRandom(4);
  const noise = trustOf(
    modelOf(
      evenTrials(24, 2, () => random.gaussian()),
      floatSpace(2),
    ),
  );
  assert.equal(noise.verdict, 'low');
  assert.ok(noise.r2! < 0.3, String(noise.r2));
});

test('of noisy values about 95 % lie in their ranges, and errors are as large as foretold', () => {
  const random = createRandom(7);
  const trials = evenTrials(60, 2, (x) => bowl(x) + 0.05 * random.gaussian());
  const { coverage, meanSquareZ, checks } = trustOf(modelOf(trials, floatSpace(2)));
  assert.ok(coverage > 0.88 && coverage <= 1, String(coverage));
  assert.ok(meanSquareZ > 0.6 && meanSquareZ < 1.5, String(meanSquareZ));
  assert.ok(checks.every(({ low, predicted, high }) => low <= predicted && predicted <= high));
});

test('checks are in the units and the sign of the objective', () => {
  const trials = evenTrials(15, 2, bowl);
  const plain = trustOf(modelOf(trials, floatSpace(2)));
  const scaled = trustOf(
    modelOf(
      withValues(trials, (y) => 1000 * y - 7),
      floatSpace(2),
    ),
  );
  const mirrored = trustOf(
    modelOf(
      withValues(trials, (y) => -y),
      floatSpace(2),
      'maximize',
    ),
  );
  for (const [i, check] of plain.checks.entries()) {
    assertNear(scaled.checks[i]!.predicted, 1000 * check.predicted - 7, 1e-3);
    assertNear(mirrored.checks[i]!.predicted, -check.predicted, 1e-9);
    assertNear(mirrored.checks[i]!.low, -check.high, 1e-9);
    assert.equal(mirrored.checks[i]!.value, -check.value);
  }
  assertNear(scaled.r2!, plain.r2!, 1e-6);
});

test('there is no model to trust of one trial, nor of failed ones', () => {
  const [trial] = evenTrials(1, 2, bowl);
  assert.equal(fitModel({ direction: 'minimize', trials: [trial!] }, floatSpace(2)), null);
  const failed = evenTrials(5, 2, bowl).map((t) => ({ ...t, state: 'failed' as const, value: null }));
  assert.equal(fitModel({ direction: 'minimize', trials: failed }, floatSpace(2)), null);
});

test('equal values, two trials and 50 parameters are judged low without an error', () => {
  const flat = trustOf(
    modelOf(
      evenTrials(12, 2, () => 0.5),
      floatSpace(2),
    ),
  );
  assert.deepEqual([flat.r2, flat.verdict], [null, 'low']);
  assert.match(trustSentence(flat), /^All values are equal so far/);
  const two = trustOf(modelOf([finished(0, { x0: 0.1 }, 1), finished(1, { x0: 0.9 }, 2)], floatSpace(1)));
  assert.equal(two.verdict, 'low');
  const wide = trustOf(
    modelOf(
      evenTrials(8, 50, ([a = 0]) => a),
      floatSpace(50),
    ),
  );
  assert.ok(wide.checks.every(({ low, high }) => Number.isFinite(low) && Number.isFinite(high)));
});

test('the sentence says what is foretold, and when the model is too sure', () => {
  const trust = { verdict: 'fair', checks: Array(20).fill(null), r2: 0.714, coverage: 0.9, meanSquareZ: 2.4 } as const;
  assert.equal(
    trustSentence({
      ...trust,
      checks: evenTrials(20, 1, () => 0).map(({ number, value }) => ({
        trial: number,
        value,
        predicted: 0,
        low: 0,
        high: 0,
      })),
    }),
    'Confidence fair: 71 % of the variation of 20 trials is foretold by the others; 90 % of the values lie in their 95 % range; the model is too sure of itself.',
  );
});
