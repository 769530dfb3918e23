// The covariance loops in WebAssembly give the same bits as those in JavaScript, which this process runs: nothing has switched it over.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCovarianceKernels, type HeldInputs } from '../../../src/gp/covarianceKernels.ts';
import type { Hyper, Inputs } from '../../../src/gp/inputs.ts';
import {
  addCovarianceSlope,
  addLengthscaleSlopes,
  covarianceBelow,
  covarianceWithSlopes,
} from '../../../src/gp/kernel.ts';
import { createRandom } from '../../../src/math/random.ts';

const kernels = createCovarianceKernels();
assert.ok(kernels !== null, 'this Node has WebAssembly with vectors');

type Case = { readonly inputs: Inputs; readonly hyper: Hyper; readonly points: readonly Float64Array[] };

/** `kinds` has a letter for each coordinate: n a number, c a category. Points are near and far, and one is an input. */
function caseOf(n: number, kinds: string, scale = 1): Case {
  const random = createRandom(n, kinds.length);
  const isCategory = Uint8Array.from(kinds, (kind) => (kind === 'c' ? 1 : 0));
  const d = kinds.length;
  const draw = (): Float64Array =>
    Float64Array.from(isCategory, (is) => (is === 1 ? random.below(3) : random.uniform()));
  const x = new Float64Array(n * d);
  for (let i = 0; i < n; i++) x.set(draw(), i * d);
  const lengthscales = Float64Array.from({ length: d }, () => scale * Math.exp(random.gaussian()));
  const points = [draw(), draw(), x.slice(0, d), draw().map((u) => 1e3 * u)];
  return { inputs: { n, d, x, isCategory }, hyper: { lengthscales, outputscale: 1.7, noise: 1e-3 }, points };
}

const cases = [1, 2, 3, 8, 17, 50].flatMap((n) =>
  ['n', 'nn', 'nnn', 'c', 'cc', 'nc', 'cnnc', 'ncnccnn'].map((kinds) => caseOf(n, kinds)),
);

function held({ inputs, hyper }: Case): HeldInputs {
  return kernels!.hold(inputs, hyper);
}

const filled = (length: number): Float64Array => new Float64Array(length).fill(NaN);

test('covariances with a point and their slopes have the same bits', () => {
  // Lengthscales so short that covariances underflow, to nothing and on the way there.
  for (const one of [...cases, caseOf(9, 'nnn', 1e-2), caseOf(9, 'nn', 3e-3), caseOf(9, 'n', 1e-4)]) {
    const { inputs, hyper, points } = one;
    for (const point of points) {
      const [column, slopes, expected, expectedSlopes] = [1, 2, 3, 4].map(() => filled(inputs.n));
      held(one).covariances(point, column!, slopes);
      covarianceWithSlopes(inputs, hyper, point, { column: expected!, slopes: expectedSlopes });
      assert.deepEqual([column, slopes], [expected, expectedSlopes]);
      held(one).covariances(point, column!.fill(NaN), undefined);
      assert.deepEqual(column, expected);
    }
  }
});

test('a point that is no number gives no number', () => {
  const one = caseOf(3, 'nn');
  const column = new Float64Array(3);
  held(one).covariances(Float64Array.of(NaN, 0.5), column, undefined);
  assert.deepEqual(column, filled(3));
});

test('covariance matrices, whole or from a row on, and their slopes have the same bits below the diagonal', () => {
  const below = (n: number, k: Float64Array, from = 0): readonly number[] =>
    Array.from({ length: n - from }, (_, i) => [...k.subarray((from + i) * n, (from + i) * n + from + i)]).flat();
  for (const one of cases) {
    const { inputs, hyper } = one;
    const { n } = inputs;
    for (const from of [0, n >> 1]) {
      const [k, slopes, expected, expectedSlopes] = [1, 2, 3, 4].map(() => filled(n * n));
      held(one).covarianceBelow(k!, from, slopes);
      covarianceBelow(inputs, hyper, expected!, { from, slopes: expectedSlopes! });
      assert.deepEqual(
        [below(n, k!, from), below(n, slopes!, from)],
        [below(n, expected!, from), below(n, expectedSlopes!, from)],
      );
      assert.deepEqual(k!.subarray(0, from * n), filled(from * n), 'rows before it stay');
    }
  }
});

test('slopes in the point have the same bits, and are added', () => {
  for (const one of cases) {
    const { inputs, hyper, points } = one;
    const random = createRandom(inputs.n, 5);
    const coefficients = Float64Array.from({ length: inputs.n }, () => random.gaussian());
    const [column, slopes] = [filled(inputs.n), filled(inputs.n)];
    for (const point of points) {
      covarianceWithSlopes(inputs, hyper, point, { column, slopes });
      const at = { point, coefficients, slopes };
      const [gradient, expected] = [new Float64Array(inputs.d).fill(0.5), new Float64Array(inputs.d).fill(0.5)];
      held(one).addSlope(at, gradient);
      addCovarianceSlope(inputs, hyper, at, expected);
      assert.deepEqual(gradient, expected);
    }
  }
});

test('slopes in the lengthscales have the same bits, and are added', () => {
  for (const one of cases) {
    const { inputs, hyper } = one;
    const random = createRandom(inputs.n, 6);
    const c = Float64Array.from({ length: inputs.n ** 2 }, () => random.gaussian());
    const [gradient, expected] = [new Float64Array(inputs.d + 2).fill(0.5), new Float64Array(inputs.d + 2).fill(0.5)];
    held(one).addLengthscaleSlopes(c, gradient);
    addLengthscaleSlopes(inputs, hyper, c, expected);
    assert.deepEqual(gradient, expected);
  }
});

test('inputs and hyper-parameters may be asked about in any order', () => {
  const several = cases
    .slice(-6)
    .map((one) => ({ one, other: { ...one.hyper, lengthscales: one.hyper.lengthscales.map((l) => 2 * l) } }));
  for (const { one, other } of [...several, ...several.toReversed(), ...several]) {
    for (const hyper of [one.hyper, other, one.hyper]) {
      const [column, expected] = [filled(one.inputs.n), filled(one.inputs.n)];
      held({ ...one, hyper }).covariances(one.points[0]!, column, undefined);
      covarianceWithSlopes(one.inputs, hyper, one.points[0]!, { column: expected });
      assert.deepEqual(column, expected);
    }
  }
});
