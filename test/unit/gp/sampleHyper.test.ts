import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitHyper } from '../../../src/gp/fit.ts';
import { conditionOn, type Posterior } from '../../../src/gp/posterior.ts';
import { negativeLogEvidence, sampleHyper } from '../../../src/gp/sampleHyper.ts';

function posteriorOf(n: number, f: (u: number) => number): Posterior {
  const x = Float64Array.from({ length: n }, (_, i) => (i + 0.5) / n);
  const inputs = { n, d: 1, x, isCategory: new Uint8Array(1) };
  const y = x.map(f);
  return conditionOn(inputs, y, fitHyper(inputs, y, { nActive: 1 }));
}

function moments(values: readonly number[]): { mean: number; sd: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, sd: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
}

test('one observation leaves the priors as they are', () => {
  const draws = sampleHyper(
    posteriorOf(1, () => 0),
    { count: 800, nActive: 1, seed: 1 },
  ).map(({ hyper }) => hyper);
  const noise = moments(draws.map((hyper) => Math.log(hyper.noise)));
  const scale = moments(draws.map((hyper) => Math.log(hyper.lengthscales[0]!)));
  assert.ok(Math.abs(noise.mean + 6) < 0.6 && Math.abs(noise.sd - 2) < 0.4, JSON.stringify(noise));
  assert.ok(
    Math.abs(scale.mean - Math.log(0.205)) < 0.6 && Math.abs(scale.sd - Math.sqrt(3)) < 0.4,
    JSON.stringify(scale),
  );
});

test('many observations of a wave leave little open, few leave more', () => {
  const spread = (n: number): number =>
    moments(
      sampleHyper(
        posteriorOf(n, (u) => Math.sin(12 * u)),
        { count: 40, nActive: 1, seed: 2 },
      ).map(({ hyper }) => Math.log(hyper.lengthscales[0]!)),
    ).sd;
  assert.ok(spread(40) < 0.5 && spread(5) > 1.3 * spread(40), `${spread(40)} ${spread(5)}`);
});

test('the draws are conditioned on the same observations and follow from the seed', () => {
  const posterior = posteriorOf(8, (u) => u * u);
  const options = { count: 3, nActive: 1, seed: 4 };
  const draws = sampleHyper(posterior, options);
  assert.deepEqual(sampleHyper(posterior, options), draws);
  assert.ok(draws.every(({ inputs, y }) => inputs === posterior.inputs && y === posterior.y));
});

test('the evidence is that of the normal density', () => {
  // One observation of variance s2 + sn2, its mean profiled: y^2 / (2 (v + 1)) + ln(v) / 2.
  const inputs = { n: 1, d: 1, x: Float64Array.of(0.5), isCategory: new Uint8Array(1) };
  const hyper = { lengthscales: Float64Array.of(1), outputscale: 2, noise: 0.5 };
  const value = negativeLogEvidence(conditionOn(inputs, Float64Array.of(1.7), hyper));
  assert.ok(Math.abs(value - (1.7 ** 2 / 7 + Math.log(2.5) / 2)) < 1e-9, String(value));
});
