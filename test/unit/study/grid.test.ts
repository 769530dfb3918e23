import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Domain, Parameter, Space } from '../../../src/space/space.ts';
import { gridLevels, gridParams } from '../../../src/study/grid.ts';

const valuesOf = (domain: Domain) => {
  const { count, at } = gridLevels(domain);
  return Array.from({ length: count }, (_, i) => at(i));
};
const float = (low: number, high: number, scale: 'linear' | 'log', step: number | null = null): Domain => ({
  kind: 'float',
  low,
  high,
  scale,
  step,
});
const int = (low: number, high: number, step = 1, scale: 'linear' | 'log' = 'linear'): Domain => ({
  kind: 'int',
  low,
  high,
  scale,
  step,
});

test('a range without a step has five values, evenly spaced in its scale, both ends among them', () => {
  assert.deepEqual(valuesOf(float(0, 1, 'linear')), [0, 0.25, 0.5, 0.75, 1]);
  assert.deepEqual(valuesOf(float(1e-5, 1e-1, 'log')), [1e-5, 1e-4, 1e-3, 1e-2, 1e-1]);
});

test('a choice has its choices as listed, a stepped range each of its values', () => {
  assert.deepEqual(valuesOf({ kind: 'choice', choices: ['relu', 'elu', null] }), ['relu', 'elu', null]);
  assert.deepEqual(valuesOf({ kind: 'choice', choices: [64, 16, 32] }), [64, 16, 32]);
  assert.deepEqual(valuesOf(float(0.1, 0.45, 'linear', 0.1)), [0.1, 0.2, 0.3, 0.4]);
  assert.deepEqual(valuesOf(int(8, 512, 8)).length, 64);
});

test('up to 16 whole numbers are all there, more of them are a range', () => {
  assert.equal(valuesOf(int(1, 16)).length, 16);
  assert.deepEqual(valuesOf(int(0, 100)), [0, 25, 50, 75, 100]);
  assert.deepEqual(valuesOf(int(1, 10_000, 1, 'log')).slice(-1), [10_000]);
});

test('special values come after their range', () => {
  assert.deepEqual(
    valuesOf({
      kind: 'mixed',
      range: { kind: 'int', low: 1, high: 2, scale: 'linear', step: 1 },
      specials: ['auto', null],
    }),
    [1, 2, 'auto', null],
  );
});

test('the last parameter turns fastest, and an inactive one does not turn at all', () => {
  const parameters: readonly Parameter[] = [
    { name: 'act', domain: { kind: 'choice', choices: ['relu', 'elu'] }, conditions: [] },
    { name: 'alpha', domain: float(0, 1, 'linear', 0.5), conditions: [{ param: 'act', op: '==', value: 'elu' }] },
    { name: 'bias', domain: { kind: 'choice', choices: [true, false] }, conditions: [] },
  ];
  assert.deepEqual(
    [...gridParams({ parameters })],
    [
      { act: 'relu', bias: true },
      { act: 'relu', bias: false },
      { act: 'elu', alpha: 0, bias: true },
      { act: 'elu', alpha: 0, bias: false },
      { act: 'elu', alpha: 0.5, bias: true },
      { act: 'elu', alpha: 0.5, bias: false },
      { act: 'elu', alpha: 1, bias: true },
      { act: 'elu', alpha: 1, bias: false },
    ],
  );
});

test('a constraint that nothing can satisfy ends the grid, and a range of a billion steps is not listed', () => {
  const many = (name: string): Parameter => ({ name, domain: int(0, 2e9, 2), conditions: [] });
  const parameters = [many('a'), many('b')];
  const [first] = gridParams({ parameters });
  assert.deepEqual(first, { a: 0, b: 0 });
  const [left, right] = [
    { kind: 'param', param: 'a' },
    { kind: 'number', value: -1 },
  ] as const;
  const never: Space = { parameters, constraints: [{ left, op: '<', right }] };
  assert.deepEqual([...gridParams(never)], []);
});

test('a constraint cuts a branch off where it is broken, however many combinations lie below', () => {
  const parameters = Array.from({ length: 12 }, (_, i) => ({
    name: `p${i}`,
    domain: float(0, 1, 'linear'),
    conditions: [],
  }));
  const [left, right] = [
    { kind: 'param', param: 'p0' },
    { kind: 'number', value: 1 },
  ] as const;
  const [first] = gridParams({ parameters, constraints: [{ left, op: '>=', right }] });
  assert.equal(first?.['p0'], 1);
});
