import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addPoint, covarianceOf, createJoint } from '../../../src/gp/joint.ts';
import { predict } from '../../../src/gp/posterior.ts';
import { sobolPoints } from '../../../src/math/sobol.ts';
import { pairDependence, partialDependence } from '../../../src/study/partialDependence.ts';
import type { Parameter, Space } from '../../../src/space/space.ts';
import { assertNear, evenTrials, finished, float, floatSpace, modelOf, withValues } from './learnedModels.ts';

const curved = ([a = 0, b = 0]: readonly number[]): number => (a - 0.3) ** 2 + b;

/** The 64 background points of two plain floats. */
const background = sobolPoints(64, 2, { seed: 1 });

test('mean and band equal those of the averaged process, point by point', () => {
  const model = modelOf(evenTrials(14, 2, curved), floatSpace(2));
  const { posterior, warp } = model.surrogate;
  for (const { value, mean, low, high } of partialDependence(model, 'x0', { nPoints: 5 }).points) {
    const joint = createJoint(posterior, { capacity: 64, nDraws: 0, seed: 1 });
    let sum = 0;
    for (let s = 0; s < 64; s++) {
      const point = Float64Array.of(Number(value), background[2 * s + 1]!);
      sum += predict(posterior, point).mean / 64;
      addPoint(joint, point);
    }
    let variance = 0;
    for (let i = 0; i < 64; i++) for (let j = 0; j < 64; j++) variance += covarianceOf(joint, i, j) / 64 ** 2;
    assertNear(mean, warp.toOutput(sum), 1e-9);
    assertNear(high, warp.toOutput(sum + 1.959963984540054 * Math.sqrt(variance)), 1e-6);
    assertNear(low, warp.toOutput(sum - 1.959963984540054 * Math.sqrt(variance)), 1e-6);
  }
});

test('the band holds the true dependence of an additive objective', () => {
  const model = modelOf(evenTrials(30, 2, curved), floatSpace(2));
  const { points } = partialDependence(model, 'x0');
  assert.equal(points.length, 41);
  for (const { value, mean, low, high } of points) {
    const truth = (Number(value) - 0.3) ** 2 + 0.5;
    assertNear(mean, truth, 0.01);
    assert.ok(low - 5e-3 <= truth && truth <= high + 5e-3);
  }
});

test('scaled values scale the curve, negated ones mirror it', () => {
  const trials = evenTrials(15, 2, curved);
  const plain = partialDependence(modelOf(trials, floatSpace(2)), 'x0').points;
  const scaled = partialDependence(
    modelOf(
      withValues(trials, (y) => 10 * y + 3),
      floatSpace(2),
    ),
    'x0',
  ).points;
  const mirrored = partialDependence(
    modelOf(
      withValues(trials, (y) => -y),
      floatSpace(2),
      'maximize',
    ),
    'x0',
  ).points;
  for (const [i, { mean, low, high }] of plain.entries()) {
    assertNear(scaled[i]!.mean, 10 * mean + 3, 1e-4);
    assertNear(mirrored[i]!.mean, -mean, 1e-9);
    assertNear(mirrored[i]!.low, -high, 1e-9);
    assertNear(mirrored[i]!.high, -low, 1e-9);
  }
});

test('a wild value is squeezed: the curve keeps to the good ones', () => {
  const trials = evenTrials(20, 2, (x) => (x[0]! > 0.9 ? 1e8 : curved(x)));
  const { points } = partialDependence(modelOf(trials, floatSpace(2)), 'x0');
  assert.ok(points[12]!.mean < 2, String(points[12]!.mean));
  assert.ok(points[40]!.mean > points[12]!.mean);
});

const optimizer: Parameter = {
  name: 'optimizer',
  domain: { kind: 'choice', choices: ['sgd', 'adam', 'rms'] },
  conditions: [],
};
const momentum: Parameter = { ...float('momentum'), conditions: [{ param: 'optimizer', op: '==', value: 'sgd' }] };

/** sgd: its momentum; adam 2; rms 3. */
const branches: Space = { parameters: [optimizer, momentum, float('x')] };
const branchTrials = Array.from({ length: 48 }, (_, i) => {
  const choice = ['sgd', 'adam', 'rms'][i % 3]!;
  const x = ((i * 7) % 48) / 47;
  if (choice !== 'sgd') return finished(i, { optimizer: choice, x }, choice === 'adam' ? 2 : 3);
  const m = ((i * 5) % 48) / 47;
  return finished(i, { optimizer: choice, momentum: m, x }, m);
});

test('choices stand in the order of the user, averaged over their own branch', () => {
  const { points } = partialDependence(modelOf(branchTrials, branches), 'optimizer');
  assert.deepEqual(
    points.map(({ value }) => value),
    ['sgd', 'adam', 'rms'],
  );
  for (const [i, truth] of [0.5, 2, 3].entries()) assertNear(points[i]!.mean, truth, 0.15);
});

test('a conditional parameter is averaged where it is active', () => {
  const { points } = partialDependence(modelOf(branchTrials, branches), 'momentum', { nPoints: 5 });
  for (const { value, mean } of points) assertNear(mean, Number(value), 0.15);
});

test('special values stand behind their range', () => {
  const range = { kind: 'float', low: 0.1, high: 1, scale: 'linear', step: null } as const;
  const decay: Parameter = { name: 'decay', domain: { kind: 'mixed', range, specials: [0] }, conditions: [] };
  const trials = Array.from({ length: 24 }, (_, i) => {
    const value = i % 2 === 0 ? 0 : 0.1 + (0.9 * i) / 23;
    return finished(i, { decay: value, x: ((i * 7) % 24) / 23 }, value === 0 ? 2 : value);
  });
  const { points } = partialDependence(modelOf(trials, { parameters: [decay, float('x')] }), 'decay', { nPoints: 3 });
  assert.deepEqual(
    points.map(({ value }) => value),
    [0.1, 0.55, 1, 0],
  );
  for (const [i, truth] of [0.1, 0.55, 1, 2].entries()) assertNear(points[i]!.mean, truth, 0.1);
});

test('a pair has 32 rows and columns, each cell the average of the process there', () => {
  const model = modelOf(
    evenTrials(25, 3, ([a = 0, b = 0, c = 0]) => a * b + c),
    floatSpace(3),
  );
  const pair = pairDependence(model, ['x0', 'x1'])!;
  assert.deepEqual([pair.cells.length, pair.cells[0]!.length, pair.values[0].length], [32, 32, 32]);
  const units = sobolPoints(16, 3, { seed: 1 });
  for (const [i, j] of [
    [0, 0],
    [7, 25],
    [31, 31],
  ] as const) {
    const [a, b] = [Number(pair.values[0][i]), Number(pair.values[1][j])];
    let sum = 0;
    for (let s = 0; s < 16; s++) {
      sum += predict(model.surrogate.posterior, Float64Array.of(a, b, units[3 * s + 2]!)).mean / 16;
    }
    const cell = pair.cells[i]![j]!;
    assertNear(cell.mean, model.surrogate.warp.toOutput(sum), 1e-9);
    assertNear(cell.mean, a * b + 0.5, 0.08);
    assert.ok(cell.low < cell.mean && cell.mean < cell.high);
  }
});

test('the order of a pair only turns it round', () => {
  const model = modelOf(evenTrials(15, 2, curved), floatSpace(2));
  const [pair, turned] = [pairDependence(model, ['x0', 'x1'])!, pairDependence(model, ['x1', 'x0'])!];
  assertNear(pair.cells[3]![20]!.mean, turned.cells[20]![3]!.mean, 1e-12);
});

test('values that never go together, or break a constraint, have no cell', () => {
  for (const names of [
    ['optimizer', 'momentum'],
    ['momentum', 'optimizer'],
  ] as const) {
    const { cells } = pairDependence(modelOf(branchTrials, branches), names, { nPoints: 4 })!;
    const at = (choice: number, place: number) =>
      names[0] === 'optimizer' ? cells[choice]![place] : cells[place]![choice];
    assertNear(at(0, 3)!.mean, 1, 0.15);
    assert.deepEqual([at(1, 0), at(2, 3)], [null, null]);
  }
  const limit = { left: { kind: 'param', param: 'x0' }, op: '<', right: { kind: 'param', param: 'x1' } } as const;
  const bound = modelOf(evenTrials(15, 2, curved), { ...floatSpace(2), constraints: [limit] });
  const { cells } = pairDependence(bound, ['x0', 'x1'], { nPoints: 3 })!;
  assert.deepEqual(
    cells.map((row) => row.map((cell) => cell !== null)),
    [
      [false, true, true],
      [false, false, true],
      [false, false, false],
    ],
  );
});

test('what has no choice to make has no curve and no pair', () => {
  const space = { parameters: [float('x0'), float('x1'), float('fixed', 1, 1)] };
  const trials = evenTrials(8, 2, curved).map((t) => ({ ...t, params: { ...t.params, fixed: 1 } }));
  const model = modelOf(trials, space);
  assert.deepEqual(partialDependence(model, 'fixed').points, []);
  assert.deepEqual(partialDependence(model, 'nothing').points, []);
  assert.equal(pairDependence(model, ['x0', 'fixed']), null);
  assert.equal(pairDependence(model, ['x0', 'x0']), null);
});

test('equal values give a flat line at the value; two trials and 50 parameters finite bands', () => {
  const flat = partialDependence(
    modelOf(
      evenTrials(6, 2, () => 0.5),
      floatSpace(2),
    ),
    'x0',
  ).points;
  for (const { mean } of flat) assertNear(mean, 0.5, 1e-9);
  for (const [n, d] of [
    [2, 1],
    [6, 50],
  ] as const) {
    const { points } = partialDependence(
      modelOf(
        evenTrials(n, d, ([a = 0]) => a),
        floatSpace(d),
      ),
      'x0',
    );
    assert.ok(points.length === 41 && points.every(({ low, high }) => Number.isFinite(low) && low <= high));
  }
});
