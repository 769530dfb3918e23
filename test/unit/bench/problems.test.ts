import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createRandom } from '../../../src/math/random.ts';
import { isRecord } from '../../bench/json.ts';
import { groupNames, problemGroups } from '../../bench/problems/groups.ts';
import { problemKinds } from '../../bench/problems/problem.ts';
import { publicProblems } from '../../bench/problems/public.ts';
import { gaussianProcessDraw, moved } from '../../bench/problems/shapes.ts';
import { drawParams, faultOf } from '../../bench/problems/wire.ts';
import type { Params, ParamValue } from '../../../src/space/space.ts';

const problems = groupNames().flatMap((name) => problemGroups[name]);

/** Made at random points by an independent implementation in Python (numpy, double precision): name to [params, value] pairs. */
const figures: unknown = JSON.parse(readFileSync(join(import.meta.dirname, 'publicFigures.json'), 'utf8'));

for (const problem of publicProblems) {
  test(`${problem.name} has the values of an independent implementation`, () => {
    const pairs = isRecord(figures) ? figures[problem.name] : null;
    assert.ok(Array.isArray(pairs) && pairs.length >= 4);
    for (const pair of pairs) {
      assert.ok(Array.isArray(pair));
      const params: unknown = pair[0];
      const expected: unknown = pair[1];
      assert.ok(isRecord(params) && typeof expected === 'number');
      const value = problem.trueValue(parsedParams(params));
      assert.ok(
        value !== null && Math.abs(value - expected) <= 1e-10 * (1 + Math.abs(expected)),
        `${value} for ${expected}`,
      );
    }
  });
}

function parsedParams(raw: Readonly<Record<string, unknown>>): Params {
  const entries = Object.entries(raw).map(([name, value]): [string, ParamValue] => {
    assert.ok(typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean');
    return [name, value];
  });
  return Object.fromEntries(entries);
}

for (const problem of problems) {
  test(`no random point of ${problem.name} is illegal or below its best`, () => {
    const random = createRandom(1);
    let nOk = 0;
    for (let i = 0; i < 10_000; i++) {
      const params = drawParams(problem.space, random);
      const value = problem.trueValue(params);
      if (i < 100) assert.equal(faultOf(problem.space, params), null);
      if (value === null) continue;
      nOk++;
      assert.ok(value >= (problem.best ?? -Infinity), `${value} at ${JSON.stringify(params)}`);
    }
    if (problem.kind === 'failing') assert.ok(nOk > 2000 && nOk < 9000, `${nOk} of 10000 are no failures`);
    else assert.equal(nOk, 10_000);
  });
}

test('each problem has a name of its own, and each kind stands in the development and held groups', () => {
  assert.equal(new Set(problems.map(({ name }) => name)).size, problems.length);
  for (const kind of problemKinds) {
    assert.ok(
      problemGroups.development.some((problem) => problem.kind === kind),
      kind,
    );
    assert.ok(
      problemGroups.held.some((problem) => problem.kind === kind),
      kind,
    );
  }
});

test('noise depends on the problem, the seed and the trial alone', () => {
  const noisy = problems.filter(({ noise }) => noise > 0);
  const noiseOf = (at: number, seed: number, trialIdx: number): number => {
    const problem = noisy[at]!;
    const params = drawParams(problem.space, createRandom(seed + trialIdx));
    return (problem.value(params, seed, trialIdx)! - problem.trueValue(params)!) / problem.noise;
  };
  const draws = [noiseOf(0, 1, 0), noiseOf(0, 1, 1), noiseOf(0, 2, 0), noiseOf(1, 1, 0)];
  assert.equal(new Set(draws).size, 4);
  assert.equal(noiseOf(0, 1, 0), draws[0]);
});

test('noise has mean 0 and the standard deviation that the problem states', () => {
  const problem = problems.find(({ noise }) => noise > 0)!;
  const params = drawParams(problem.space, createRandom(3));
  const errors = Array.from({ length: 4000 }, (_, i) => problem.value(params, 1, i)! - problem.trueValue(params)!);
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  const deviation = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
  assert.ok(Math.abs(mean) < 0.06 * problem.noise);
  assert.ok(Math.abs(deviation / problem.noise - 1) < 0.05);
});

test('the params of a problem that do not count are left out of account', () => {
  const algorithms = publicProblems.find(({ name }) => name === 'algorithms')!;
  const active = { algo: 'svm', C: 10, kernel: 'linear' };
  assert.equal(algorithms.trueValue({ ...active, gamma: 1, trees: 9, k: 3 }), algorithms.trueValue(active));
});

test('faultOf(space, params) names what is missing, out of range, off its step or no choice', () => {
  const { space } = publicProblems.find(({ name }) => name === 'rateAndUnits')!;
  assert.equal(faultOf(space, { lr: 0.1, units: 32 }), null);
  assert.equal(faultOf(space, { units: 32 }), 'lr is missing');
  assert.equal(faultOf(space, { lr: 1.1, units: 32 }), 'lr is 1.1');
  assert.equal(faultOf(space, { lr: 0.1, units: 33 }), 'units is 33');
  const { space: tree } = publicProblems.find(({ name }) => name === 'algorithms')!;
  assert.equal(faultOf(tree, { algo: 'svm', C: 1, kernel: 'cubic' }), 'kernel is cubic');
  assert.equal(faultOf(tree, { algo: 'svm', C: 1, kernel: 'linear' }), null);
});

test('moved(function) keeps the least value and turns without stretching', () => {
  const shape = moved((x) => x.reduce((sum, t) => sum + (t - 2) ** 2, 0), { d: 3, width: 4, optimum: 2, seed: 5 });
  // A sphere is a sphere when turned: its curvature is the square of the width along every axis.
  const along = [0, 1, 2].map((axis) => {
    const at = (step: number): number => shape([0.5, 0.5, 0.5].map((u, i) => (i === axis ? u + step : u)));
    return (at(0.1) + at(-0.1) - 2 * at(0)) / 0.1 ** 2;
  });
  for (const curvature of along) assert.ok(Math.abs(curvature - 2 * 4 ** 2) < 1e-6, String(curvature));
  // Newton's step from the centre leads to the optimum of a sphere.
  const centre = [0.5, 0.5, 0.5];
  const optimum = centre.map((u, axis) => {
    const at = (step: number): number => shape(centre.map((c, i) => (i === axis ? c + step : c)));
    return u - (at(0.1) - at(-0.1)) / 0.2 / (2 * 4 ** 2);
  });
  assert.ok(shape(optimum) < 1e-12);
  for (const u of optimum) assert.ok(u >= 0.15 && u <= 0.85, String(u));
});

test('gaussianProcessDraw(lengthscales) has about unit variance over draws', () => {
  const values = Array.from({ length: 300 }, (_, seed) => gaussianProcessDraw([0.3, 0.5], seed)([0.4, 0.6]));
  const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
  assert.ok(variance > 0.75 && variance < 1.3, String(variance));
});
