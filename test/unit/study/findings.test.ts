import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importancesIn, verdictsOf } from '../../../src/chart/learned.ts';
import { createRandom } from '../../../src/math/random.ts';
import type { Space } from '../../../src/space/space.ts';
import { findingsOf } from '../../../src/study/findings.ts';
import { fitModel } from '../../../src/study/model.ts';
import type { Trial } from '../../../src/study/study.ts';

const space: Space = {
  parameters: ['rate', 'nothing'].map((name) => ({
    name,
    domain: { kind: 'float', low: 0, high: 1, scale: 'linear', step: null },
    conditions: [],
  })),
};

function findings(n: number, valueOf: (rate: number) => number): readonly string[] {
  const random = createRandom(2);
  const trials = Array.from({ length: n }, (_, number): Trial => {
    const params = { rate: random.uniform(), nothing: random.uniform() };
    const value = valueOf(params.rate);
    return { number, state: 'finished', params, value, reports: [], startedAtMs: 0, endedAtMs: 4000, facts: {} };
  });
  const study = {
    seed: 1,
    direction: 'maximize' as const,
    objective: { direction: 'maximize' as const, metric: 'acc' },
  };
  const model = fitModel({ direction: 'maximize', trials }, space);
  assert.ok(model !== null);
  return findingsOf({ ...study, trials }, { importances: importancesIn(study, model), ...verdictsOf(study, model) });
}

test('what matters is told with its share, what does not by name, then what is left to gain and the trust', () => {
  const [matters = '', left = '', trust = '', ...others] = findings(25, (rate) => 0.9 - (rate - 0.4) ** 2);
  assert.match(
    matters,
    /^What matters, as part of the variation: rate \d+ % \(.*; nothing cannot be told from nothing yet\.$/,
  );
  assert.match(left, /of acc; next trial \+.* for about 4 s; confidence good \(n=25/);
  assert.match(trust, /^Confidence good: \d+ % of the variation of 25 trials/);
  assert.deepEqual(others, []);
});

test('fewer than six results teach nothing, and equal values are no ground for a claim', () => {
  assert.deepEqual(
    findings(5, (rate) => rate),
    [],
  );
  const [matters = ''] = findings(12, () => 0.5);
  assert.equal(matters, 'Which parameters matter cannot be told yet.');
});
