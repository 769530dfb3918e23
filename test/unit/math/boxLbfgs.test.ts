import assert from 'node:assert/strict';
import { test } from 'node:test';
import { minimiseInBox, type Differentiable } from '../../../src/math/boxLbfgs.ts';

const rosenbrock: Differentiable = (x, g) => {
  const [a, b] = [x[0]!, x[1]!];
  g[0] = -400 * a * (b - a * a) - 2 * (1 - a);
  g[1] = 200 * (b - a * a);
  return 100 * (b - a * a) ** 2 + (1 - a) ** 2;
};

const wide = {
  lower: Float64Array.of(-5, -5),
  upper: Float64Array.of(5, 5),
  maxIterations: 200,
  gradientTolerance: 1e-9,
  relativeTolerance: 0,
};

test('the minimum of the Rosenbrock valley is found from afar', () => {
  const { x, value } = minimiseInBox(rosenbrock, Float64Array.of(-1.2, 1), wide);
  assert.ok(Math.abs(x[0]! - 1) < 1e-6 && Math.abs(x[1]! - 1) < 1e-6 && value < 1e-12);
});

test('a minimum outside the box is met at the bound, with the other coordinate at its best there', () => {
  const { x } = minimiseInBox(rosenbrock, Float64Array.of(-1, 0), { ...wide, upper: Float64Array.of(0.5, 5) });
  assert.equal(x[0], 0.5);
  assert.ok(Math.abs(x[1]! - 0.25) < 1e-6);
});

test('a start outside the box is projected, and equal bounds hold a coordinate', () => {
  const { x } = minimiseInBox(rosenbrock, Float64Array.of(9, 9), {
    ...wide,
    lower: Float64Array.of(2, -5),
    upper: Float64Array.of(2, 5),
  });
  assert.equal(x[0], 2);
  assert.ok(Math.abs(x[1]! - 4) < 1e-6);
});

test('a step into where the function is not defined is shortened', () => {
  const { x } = minimiseInBox(
    (v, g) => {
      g[0] = 1 - 1 / v[0]!;
      return v[0]! > 0.01 ? v[0]! - Math.log(v[0]!) : Infinity;
    },
    Float64Array.of(4),
    { ...wide, lower: Float64Array.of(-100), upper: Float64Array.of(100) },
  );
  assert.ok(Math.abs(x[0]! - 1) < 1e-6);
});
