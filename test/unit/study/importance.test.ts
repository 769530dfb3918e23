import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../../src/math/random.ts';
import { importancesOf, type Importance } from '../../../src/study/importance.ts';
import { indicesOf, pairDesign } from '../../../src/study/sobolIndices.ts';
import type { Parameter, Space } from '../../../src/space/space.ts';
import { assertNear, evenTrials, finished, float, floatSpace, modelOf, withValues } from './learnedModels.ts';

/** Ishigami and Homma 1990 with a = 7, b = 0.1, on the unit cube. */
function ishigami(u: readonly number[]): number {
  const [a = 0, b = 0, c = 0] = u.map((value) => Math.PI * (2 * value - 1));
  return Math.sin(a) + 7 * Math.sin(b) ** 2 + 0.1 * c ** 4 * Math.sin(a);
}

/** Its indices in closed form. */
const known = { total: [0.5576, 0.4424, 0.2437], first: [0.3139, 0.4424, 0] };

const additive = (x: readonly number[]): number => 3 * x[0]! + 2 * x[1]! + x[2]!;

function shares(parameters: readonly Importance[]): readonly (readonly number[])[] {
  return parameters.map(({ total, first }) => [total.value, total.low, total.high, first.value]);
}

test('the indices of the Ishigami function itself are the known ones', () => {
  const model = modelOf(evenTrials(4, 3, additive), floatSpace(3));
  const design = pairDesign(model, { nPairs: 2048, nNoise: 1, seed: 1 });
  const values = Array.from({ length: design.x.length / 4 }, (_, i) => ishigami([...design.x.slice(4 * i, 4 * i + 3)]));
  const { total, first } = indicesOf(design, (row) => values[row]!);
  for (let k = 0; k < 3; k++) {
    assertNear(total[k]!, known.total[k]!, 0.02);
    assertNear(first[k]!, known.first[k]!, 0.02);
  }
  assert.deepEqual([total[3], first[3]], [0, 0], 'a coordinate that the function does not see');
});

test('a model of the Ishigami function has its indices, and bands that hold them', () => {
  const { parameters } = importancesOf(modelOf(evenTrials(160, 3, ishigami), floatSpace(3)), { seed: 1 });
  for (const [k, { total, first, isDistinct }] of parameters.entries()) {
    assertNear(total.value, known.total[k]!, 0.06);
    assertNear(first.value, known.first[k]!, 0.06);
    assert.ok(total.low <= total.value && total.value <= total.high && isDistinct);
  }
});

test('of an additive function total and first order agree with the squared slopes', () => {
  const { parameters } = importancesOf(modelOf(evenTrials(40, 3, additive), floatSpace(3)), { seed: 1 });
  for (const [k, share] of [9 / 14, 4 / 14, 1 / 14].entries()) {
    assertNear(parameters[k]!.total.value, share, 0.03);
    assertNear(parameters[k]!.first.value, share, 0.03);
    assert.ok(parameters[k]!.isDistinct);
  }
});

test('a parameter without effect is not distinct from noise, in most studies', () => {
  let nDistinct = 0;
  for (let seed = 0; seed < 12; seed++) {
    const random = createRandom(seed);
    const trials = evenTrials(24, 5, ([a = 0, b = 0]) => 3 * a + b * b + 0.2 * random.gaussian(), seed);
    const { parameters } = importancesOf(modelOf(trials, floatSpace(5)), { seed });
    assert.ok(parameters[0]!.isDistinct, 'the slope is seen');
    nDistinct += parameters.slice(2).filter(({ isDistinct }) => isDistinct).length;
  }
  assert.ok(nDistinct <= 5, `${nDistinct} of 36`);
});

test('noise has nothing distinct, equal values have no importance at all', () => {
  const random = createRandom(3);
  const noisy = evenTrials(20, 3, () => random.gaussian());
  const { parameters } = importancesOf(modelOf(noisy, floatSpace(3)), { seed: 1 });
  assert.ok(parameters.filter(({ isDistinct }) => isDistinct).length <= 1);
  const flat = importancesOf(
    modelOf(
      evenTrials(12, 3, () => 0.5),
      floatSpace(3),
    ),
    { seed: 1 },
  ).parameters;
  for (const { total, first, totalNearBest, isDistinct } of flat) {
    assert.deepEqual([total.value, first.value, totalNearBest, isDistinct], [0, 0, 0, false]);
  }
});

test('near the best only that counts which still moves the objective there', () => {
  const cliff = ([a = 0, b = 0]: readonly number[]): number => 5 * Math.max(0, a - 0.35) + (b - 0.5) ** 2;
  const [first, second] = importancesOf(modelOf(evenTrials(80, 2, cliff), floatSpace(2)), { seed: 1 }).parameters;
  assert.ok(first!.total.value > 0.9 && first!.totalNearBest < 0.4, `${first!.total.value} ${first!.totalNearBest}`);
  assert.ok(
    second!.total.value < 0.1 && second!.totalNearBest > 0.6,
    `${second!.total.value} ${second!.totalNearBest}`,
  );
});

test('the units and the sign of the objective do not count', () => {
  const trials = evenTrials(25, 3, additive);
  const plain = importancesOf(modelOf(trials, floatSpace(3)), { seed: 1 }).parameters;
  const scaled = importancesOf(
    modelOf(
      withValues(trials, (y) => 50 * y - 3),
      floatSpace(3),
    ),
    { seed: 1 },
  ).parameters;
  const mirrored = importancesOf(
    modelOf(
      withValues(trials, (y) => -y),
      floatSpace(3),
      'maximize',
    ),
    { seed: 1 },
  ).parameters;
  for (const other of [scaled, mirrored]) {
    for (const [k, row] of shares(plain).entries()) {
      for (const [i, value] of row.entries()) assertNear(shares(other)[k]![i]!, value, 1e-4);
    }
  }
});

test('importances go by the seed and the trials, not by names', () => {
  const trials = evenTrials(20, 3, additive);
  const plain = importancesOf(modelOf(trials, floatSpace(3)), { seed: 1 });
  assert.deepEqual(importancesOf(modelOf(trials, floatSpace(3)), { seed: 1 }), plain);
  const renamed = trials.map((trial) => {
    const [x0 = 0, x1 = 0, x2 = 0] = Object.values(trial.params);
    return { ...trial, params: { r: x0, q: x1, p: x2 } };
  });
  const other = importancesOf(modelOf(renamed, { parameters: ['r', 'q', 'p'].map((name) => float(name)) }), {
    seed: 1,
  });
  assert.deepEqual(shares(other.parameters), shares(plain.parameters));
});

const optimizer: Parameter = {
  name: 'optimizer',
  domain: { kind: 'choice', choices: ['sgd', 'adam', 'rms'] },
  conditions: [],
};

test('a category has the share of its differences', () => {
  const offsets: Readonly<Record<string, number>> = { sgd: 1, adam: 0, rms: 0.5 };
  const space: Space = { parameters: [optimizer, float('x')] };
  const trials = Array.from({ length: 36 }, (_, i) => {
    const [choice, x] = [['sgd', 'adam', 'rms'][i % 3]!, ((i * 7) % 36) / 35];
    return finished(i, { optimizer: choice, x }, offsets[choice]! + x);
  });
  const { parameters } = importancesOf(modelOf(trials, space), { seed: 1 });
  // Variances 1/6 of the category and 1/12 of the number.
  assertNear(parameters[0]!.total.value, 2 / 3, 0.05);
  assertNear(parameters[1]!.total.value, 1 / 3, 0.05);
});

test('both coordinates of a range with a special value count as one parameter', () => {
  const range = { kind: 'float', low: 0.1, high: 1, scale: 'linear', step: null } as const;
  const space: Space = {
    parameters: [{ name: 'decay', domain: { kind: 'mixed', range, specials: [0] }, conditions: [] }, float('x')],
  };
  const trials = Array.from({ length: 30 }, (_, i) => {
    const decay = i % 2 === 0 ? 0 : 0.1 + (0.9 * i) / 30;
    return finished(i, { decay, x: ((i * 11) % 30) / 29 }, decay === 0 ? 2 : decay);
  });
  const { parameters } = importancesOf(modelOf(trials, space), { seed: 1 });
  assert.deepEqual(
    parameters.map(({ parameter }) => parameter),
    ['decay', 'x'],
  );
  assert.ok(parameters[0]!.total.value > 0.95 && parameters[0]!.first.value > 0.95);
  assert.ok(!parameters[1]!.isDistinct);
});

test('a conditional parameter counts as much as it is active, its parent for switching it too', () => {
  const momentum = { ...float('momentum'), conditions: [{ param: 'optimizer', op: '==', value: 'sgd' } as const] };
  const space: Space = { parameters: [optimizer, momentum, float('x')] };
  const trials = Array.from({ length: 48 }, (_, i) => {
    const choice = ['sgd', 'adam', 'rms'][i % 3]!;
    const m = ((i * 5) % 48) / 47;
    const x = ((i * 7) % 48) / 47;
    if (choice !== 'sgd') return finished(i, { optimizer: choice, x }, 0.5);
    return finished(i, { optimizer: choice, momentum: m, x }, m);
  });
  const [parent, child, other] = importancesOf(modelOf(trials, space), { seed: 1 }).parameters;
  assert.ok(parent!.total.value > 0.5 && parent!.first.value < 0.2, 'the parent acts by its child alone');
  assert.ok(child!.total.value > 0.6 && child!.isDistinct);
  assert.ok(other!.total.value < 0.1);
});

test('points that break a constraint do not count', () => {
  const wall = ([a = 0, b = 0]: readonly number[]): number => b + (a > 0.6 ? 100 * (a - 0.6) : 0);
  const limit = { left: { kind: 'param', param: 'x0' }, op: '<=', right: { kind: 'number', value: 0.5 } } as const;
  const trials = evenTrials(60, 2, wall);
  const free = importancesOf(modelOf(trials, floatSpace(2)), { seed: 1 }).parameters;
  const bound = importancesOf(modelOf(trials, { ...floatSpace(2), constraints: [limit] }), { seed: 1 }).parameters;
  assert.ok(
    free[0]!.total.value > 0.8 && bound[0]!.total.value < 0.4,
    `${free[0]!.total.value} ${bound[0]!.total.value}`,
  );
});

test('two trials, and 50 parameters, give shares between 0 and 1', () => {
  for (const [n, d] of [
    [2, 1],
    [2, 3],
    [30, 50],
  ] as const) {
    const { parameters, noise } = importancesOf(
      modelOf(
        evenTrials(n, d, ([a = 0]) => a),
        floatSpace(d),
      ),
      { seed: 1 },
    );
    assert.equal(parameters.length, d);
    const all = [...parameters.flatMap(({ total, first }) => [total, first]), noise];
    for (const { value, low, high } of all) assert.ok(low >= 0 && low <= value && value <= high && high <= 1);
  }
});
