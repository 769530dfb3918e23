// Functions drawn from the process itself: what it says of its own uncertainty must then be true.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitHyper } from '../../../src/gp/fit.ts';
import type { Hyper, Inputs } from '../../../src/gp/inputs.ts';
import { conditionOn, predict, type Posterior } from '../../../src/gp/posterior.ts';
import { factorise } from '../../../src/math/cholesky.ts';
import { createRandom, type Random } from '../../../src/math/random.ts';
import { denseCovariance } from './denseKernel.ts';

const nDraws = 200;
const z90 = 1.6448536269514722;
const hyper: Hyper = { lengthscales: Float64Array.of(0.4, 0.8, 1.2), outputscale: 1, noise: 0.02 };
const isCategory = Uint8Array.of(0, 0, 1);
const mean = 0.3;

type Draw = {
  readonly inputs: Inputs;
  readonly y: Float64Array;
  readonly at: readonly Float64Array[];
  readonly truth: readonly number[];
};

/** Noisy values at `n` random points, and true values at five others. */
function draw(n: number, random: Random): Draw {
  const x = Float64Array.from({ length: 3 * (n + 5) }, (_, i) =>
    isCategory[i % 3] === 1 ? random.below(2) : random.uniform(),
  );
  const all = { n: n + 5, d: 3, x, isCategory };
  const k = denseCovariance(all, hyper, 1e-10);
  assert.ok(factorise(k, all.n));
  const z = Float64Array.from({ length: all.n }, () => random.gaussian());
  const f = z.map((_, i) => mean + z.slice(0, i + 1).reduce((sum, value, j) => sum + k[i * all.n + j]! * value, 0));
  return {
    inputs: { ...all, n, x: x.slice(0, 3 * n) },
    y: f.slice(0, n).map((value) => value + Math.sqrt(hyper.noise) * random.gaussian()),
    at: Array.from({ length: 5 }, (_, i) => x.slice(3 * (n + i), 3 * (n + i) + 3)),
    truth: [...f.slice(n)],
  };
}

/** The share of true values inside the 90 % intervals, and the mean square of their standardised distance. */
function coverage(
  n: number,
  seed: number,
  posteriorOf: (draw: Draw) => Posterior,
): { share: number; meanSquare: number } {
  const random = createRandom(seed);
  const scores = Array.from({ length: nDraws }, () => {
    const drawn = draw(n, random);
    const posterior = posteriorOf(drawn);
    return drawn.at.map((point, i) => {
      const { mean: expected, variance } = predict(posterior, point);
      return (drawn.truth[i]! - expected) / Math.sqrt(variance);
    });
  }).flat();
  const share = scores.filter((z) => Math.abs(z) < z90).length / scores.length;
  return { share, meanSquare: scores.reduce((sum, z) => sum + z * z, 0) / scores.length };
}

for (const n of [1, 8, 30]) {
  test(`given ${n} points, 90 % intervals of 200 draws from the process hold 87 to 93 % of the true values`, () => {
    const { share, meanSquare } = coverage(n, n, ({ inputs, y }) => conditionOn(inputs, y, hyper, mean));
    assert.ok(share > 0.87 && share < 0.93, `${share}`);
    assert.ok(Math.abs(meanSquare - 1) < 0.15, `${meanSquare}`);
  });
}

// One best set of hyper-parameters knows nothing of its own doubt: 72 % with 8 points, 83 % with 30, and more with each further one.
test('with everything fitted to 60 points, 90 % intervals hold 85 to 95 % of the true values', () => {
  const { share } = coverage(60, 3, ({ inputs, y }) => conditionOn(inputs, y, fitHyper(inputs, y, { nActive: 3 })));
  assert.ok(share > 0.85 && share < 0.95, `${share}`);
});
