import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CholeskyDecomposition, Matrix, inverse } from 'ml-matrix';
import { factorise, invertFromFactor, solveLower, solveLowerTransposed } from '../../../src/math/cholesky.ts';
import { createRandom } from '../../../src/math/random.ts';

function positiveDefinite(n: number): Matrix {
  const random = createRandom(n);
  const a = Matrix.zeros(n, n).apply(function (this: Matrix, i, j) {
    this.set(i, j, random.gaussian());
  });
  return a.mmul(a.transpose()).add(Matrix.eye(n, n).mul(0.5));
}

function assertClose(actual: number, expected: number, tolerance = 1e-9): void {
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${actual} for ${expected}`);
}

for (const n of [1, 2, 3, 7, 40]) {
  test(`factor, solves and inverse of a matrix of ${n} rows equal those of ml-matrix`, () => {
    const k = positiveDefinite(n);
    const l = Float64Array.from(k.to1DArray());
    assert.equal(factorise(l, n), true);
    const expected = new CholeskyDecomposition(k).lowerTriangularMatrix;
    const b = Float64Array.from({ length: n }, (_, i) => i + 1);
    const x = b.slice();
    solveLower(l, n, x);
    solveLowerTransposed(l, n, x);
    const back = k.mmul(Matrix.columnVector(Array.from(x))).to1DArray();
    const k1 = new Float64Array(n * n);
    invertFromFactor(l, n, k1);
    const expectedInverse = inverse(k);
    for (let i = 0; i < n; i++) {
      assertClose(back[i]!, b[i]!);
      for (let j = 0; j <= i; j++) {
        assertClose(l[i * n + j]!, expected.get(i, j));
        assertClose(k1[i * n + j]!, expectedInverse.get(i, j));
      }
    }
  });
}

test('a matrix that is not positive definite, or not a number, is refused', () => {
  assert.equal(factorise(Float64Array.of(1, 2, 2, 1), 2), false);
  assert.equal(factorise(Float64Array.of(NaN), 1), false);
});
