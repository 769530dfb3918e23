import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAnnotations } from '../../../src/annotation/parse.ts';
import { UserError } from '../../../src/errors.ts';
import { checkedParams, valueOf } from '../../../src/editor/givenValues.ts';
import type { Space } from '../../../src/space/space.ts';

const { parameters, constraints } = parseAnnotations(
  'a.js',
  [
    'const units = 8; // @tune 1..9',
    "const act = 'relu'; // @tune relu | elu",
    'const deep = 2; // @tune 1..4 if units >= 5',
    '// @tune require units * deep <= 20',
  ].join('\n'),
);
const space: Space = {
  parameters: parameters.map(({ parameter }) => parameter),
  constraints: constraints.map(({ constraint }) => constraint),
};

test('typed text becomes the value that a program would read', () => {
  assert.deepEqual(['1e-3', '1_000', 'true', 'null', 'relu', ''].map(valueOf), [0.001, 1000, true, null, 'relu', '']);
});

test('only parameters that count are taken', () => {
  assert.deepEqual(checkedParams(space, { units: 3, act: 'elu', deep: 4 }), { units: 3, act: 'elu' });
  assert.deepEqual(checkedParams(space, { units: 5, act: 'elu', deep: 4 }), { units: 5, act: 'elu', deep: 4 });
});

const codeOf = (values: Parameters<typeof checkedParams>[1]): string => {
  try {
    checkedParams(space, values);
    return '';
  } catch (error) {
    return error instanceof UserError ? error.code : String(error);
  }
};

test('a value that the annotation does not allow is refused, the literal itself is not', () => {
  assert.equal(codeOf({ units: 50, act: 'relu' }), 'valueOutside');
  assert.equal(codeOf({ units: 2.5, act: 'relu' }), 'valueOutside');
  assert.equal(codeOf({ units: 3, act: 'tanh' }), 'valueOutside');
  assert.equal(codeOf({ units: 8, act: 'relu', deep: 2 }), '');
});

test('values that break a constraint together are refused', () => {
  assert.equal(codeOf({ units: 9, act: 'relu', deep: 4 }), 'constraintBroken');
});
