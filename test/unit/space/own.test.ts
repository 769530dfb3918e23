// Names come from programs: a parameter may be called as what every object inherits, and count only sometimes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { activeParams } from '../../../src/space/activity.ts';
import { isAllowed } from '../../../src/space/constraint.ts';
import { encodingOf } from '../../../src/space/encode.ts';
import { ownOf } from '../../../src/space/own.ts';
import type { Space } from '../../../src/space/space.ts';

const range = { kind: 'float', low: 0, high: 1, scale: 'linear', step: null } as const;
const space: Space = {
  parameters: [
    { name: 'kind', domain: { kind: 'choice', choices: ['a', 'b'] }, conditions: [] },
    { name: 'toString', domain: range, conditions: [{ param: 'kind', op: '==', value: 'b' }] },
    { name: 'constructor', domain: range, conditions: [{ param: 'toString', op: '!=', value: 5 }] },
  ],
};

test('a name that every object inherits is a value only where the trial has one', () => {
  assert.equal(ownOf<number>({}, 'toString'), undefined);
  assert.equal(ownOf({ toString: 1 }, 'toString'), 1);
});

test('a parameter with such a name is inactive where its condition does not hold, and so is what depends on it', () => {
  assert.deepEqual(
    activeParams(space, (name) => (name === 'kind' ? 'a' : 0.5)),
    { kind: 'a' },
  );
});

test('an inactive parameter with such a name is encoded as any inactive one', () => {
  const other: Space = JSON.parse(
    JSON.stringify(space).replaceAll('toString', 'x').replaceAll('constructor', 'y'),
  ) as Space;
  assert.deepEqual(encodingOf(space).encode({ kind: 'a' }), encodingOf(other).encode({ kind: 'a' }));
});

test('a constraint over such a name does not apply while the parameter is inactive', () => {
  const constraint = {
    left: { kind: 'param', param: 'valueOf' },
    op: '>',
    right: { kind: 'number', value: 5 },
  } as const;
  assert.equal(isAllowed({ constraints: [constraint] }, {}), true);
});
