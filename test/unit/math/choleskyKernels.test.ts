import assert from 'node:assert/strict';
import { test } from 'node:test';
import { factorise, invertFromFactor, solveLower, solveLowerTransposed } from '../../../src/math/cholesky.ts';
import { createCholeskyKernels, type CholeskyKernels } from '../../../src/math/choleskyKernels.ts';
import { createRandom } from '../../../src/math/random.ts';

const sizes = [1, 2, 3, 4, 5, 6, 7, 8, 15, 16, 17, 31, 64, 129];

function kernels(): CholeskyKernels {
  const created = createCholeskyKernels();
  assert.ok(created !== null, 'this Node has WebAssembly with vectors');
  return created;
}

/** Symmetric and positive definite; its upper triangle is not to be read. */
function matrixOf(n: number): Float64Array {
  const random = createRandom(n, 1);
  const a = new Float64Array(n * n).fill(NaN);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) a[i * n + j] = random.gaussian() / (2 * n);
    a[i * n + i] = 1 + random.uniform();
  }
  return a;
}

function vectorOf(n: number): Float64Array {
  const random = createRandom(n, 2);
  return Float64Array.from({ length: n }, () => random.gaussian());
}

function factorOf(n: number): Float64Array {
  const l = matrixOf(n);
  assert.ok(factorise(l, n));
  return l;
}

test('factors have the same bits, whole or from a row on', () => {
  const { factorise: fast } = kernels();
  for (const n of sizes) {
    const plain = factorOf(n);
    const whole = matrixOf(n);
    assert.equal(fast(whole, n, 0), true);
    assert.deepEqual(whole, plain, `n = ${n}`);
    const half = n >> 1;
    const rest = matrixOf(n);
    rest.set(plain.subarray(0, half * n));
    assert.equal(fast(rest, n, half), true);
    assert.deepEqual(rest, plain, `n = ${n} from ${half}`);
  }
});

test('a matrix that is not positive definite, or not finite, is refused', () => {
  const { factorise: fast } = kernels();
  for (const wrong of [-1, 0, NaN]) {
    const a = matrixOf(20);
    a[7 * 20 + 7] = wrong;
    assert.equal(fast(a, 20, 0), false, String(wrong));
  }
});

test('solutions have the same bits, by the factor and by its transpose, in any order of factors', () => {
  const fast = kernels();
  const factors = sizes.map((n) => ({ n, l: factorOf(n) }));
  for (const { n, l } of [...factors, ...factors.toReversed(), ...factors]) {
    for (const [solve, plain] of [
      [fast.solveLower, solveLower],
      [fast.solveLowerTransposed, solveLowerTransposed],
    ] as const) {
      const [x, expected] = [vectorOf(n), vectorOf(n)];
      solve(l, n, x);
      plain(l, n, expected);
      assert.deepEqual(x, expected, `n = ${n}`);
    }
  }
});

test('a factor that was made anew in its place is solved with as it is now', () => {
  const fast = kernels();
  const n = 24;
  const l = factorOf(n);
  fast.solveLower(l, n, vectorOf(n));
  l.set(matrixOf(n).map((value) => 2 * value));
  assert.ok(fast.factorise(l, n, 0));
  const [x, expected] = [vectorOf(n), vectorOf(n)];
  fast.solveLower(l, n, x);
  solveLower(l, n, expected);
  assert.deepEqual(x, expected);
});

test('inverses have the same bits', () => {
  const fast = kernels();
  for (const n of sizes) {
    const l = factorOf(n);
    const [inverse, expected] = [new Float64Array(n * n), new Float64Array(n * n)];
    fast.invertFromFactor(l, n, inverse);
    invertFromFactor(l, n, expected);
    assert.deepEqual(inverse, expected, `n = ${n}`);
  }
});
