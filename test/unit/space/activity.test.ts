import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holds } from '../../../src/space/activity.ts';

test('numbers compare by size, other values only for equality, and an inactive parent satisfies nothing', () => {
  assert.equal(holds({ param: 'a', op: '>=', value: 3 }, 3), true);
  assert.equal(holds({ param: 'a', op: '<', value: 3 }, 3), false);
  assert.equal(holds({ param: 'a', op: '<=', value: 3 }, 3), true);
  assert.equal(holds({ param: 'a', op: '>', value: 3 }, 4), true);
  assert.equal(holds({ param: 'a', op: '>', value: 'a' }, 'b'), false);
  assert.equal(holds({ param: 'a', op: '==', value: null }, null), true);
  assert.equal(holds({ param: 'a', op: '!=', value: 'sgd' }, 'adam'), true);
  assert.equal(holds({ param: 'a', op: '!=', value: 'sgd' }, undefined), false);
  assert.equal(holds({ param: 'a', op: 'in', values: [1, 'x', true] }, true), true);
  assert.equal(holds({ param: 'a', op: 'in', values: [1, 'x', true] }, 'true'), false);
});
