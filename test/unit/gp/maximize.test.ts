import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maximise } from '../../../src/gp/maximize.ts';
import type { SearchSpace } from '../../../src/gp/searchSpace.ts';

const levels = 200;
const space: SearchSpace = {
  coordinates: [
    { kind: 'continuous' },
    { kind: 'continuous' },
    { kind: 'levels', count: levels, at: (i) => i / (levels - 1), nearest: (u) => Math.round(u * (levels - 1)) },
    { kind: 'category', count: 5 },
  ],
  nFree: 4,
  snap: (p) => Float64Array.of(p[0]!, p[1]!, Math.round(p[2]! * (levels - 1)) / (levels - 1), p[3]!),
};

/** One smooth hill per category; the fourth is the highest. */
function hill(point: Float64Array, gradient?: Float64Array): number {
  const centre = [0.3, 0.7, 121 / (levels - 1)];
  gradient?.fill(0);
  let value = -(((point[3]! - 3) % 5) ** 2);
  for (const [k, c] of centre.entries()) {
    value -= 20 * (point[k]! - c) ** 2;
    if (gradient !== undefined) gradient[k] = -40 * (point[k]! - c);
  }
  return value;
}

const options = {
  seed: 1,
  incumbents: [Float64Array.of(0.9, 0.1, 0, 0)],
  lengthscales: Float64Array.of(1, 1, 1, 1),
  nPool: 256,
};

test('the top of a mixed hill is found, levels and category exactly', () => {
  const [best] = maximise({ evaluate: hill }, space, options);
  assert.ok(best !== undefined && Math.abs(best.point[0]! - 0.3) < 1e-3 && Math.abs(best.point[1]! - 0.7) < 1e-3);
  assert.deepEqual([...best.point.slice(2)], [121 / (levels - 1), 3]);
});

test('candidates come best first, inside the space, the same for the same seed', () => {
  const found = maximise({ evaluate: hill }, space, options);
  for (const [i, { point, value }] of found.entries()) {
    assert.ok(i === 0 || value <= found[i - 1]!.value);
    assert.ok(point.every((u, k) => u >= 0 && u <= (k === 3 ? 4 : 1)));
  }
  assert.deepEqual(maximise({ evaluate: hill }, space, options), found);
});

test('a suggestion costs a bounded number of evaluations', () => {
  let count = 0;
  maximise({ evaluate: (point, gradient) => (count++, hill(point, gradient)) }, space, options);
  assert.ok(count > 256 && count < 256 + 5 * 3 * (60 + 80), `${count}`);
});

test('points whose bound says that they are worse are not evaluated, and the best is the same', () => {
  let count = 0;
  const evaluate = (point: Float64Array, gradient?: Float64Array): number => (count++, hill(point, gradient));
  const [best] = maximise({ evaluate }, space, options);
  const nWithout = count;
  count = 0;
  const [found] = maximise({ evaluate, bound: (point) => hill(point) + 0.5 }, space, options);
  assert.ok(count < nWithout - 100, `${count} of ${nWithout}`);
  assert.ok(Math.abs(found!.value - best!.value) < 1e-6);
});
