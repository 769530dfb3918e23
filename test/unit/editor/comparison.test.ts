import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createComparison } from '../../../src/editor/comparison.ts';

/** Keeps values as an editor does: as their JSON. */
function memory(kept = new Map<string, string>()) {
  return {
    get: <T>(key: string, usual?: T): T | undefined => {
      const text = kept.get(key);
      return text === undefined ? usual : (JSON.parse(text) as T);
    },
    update: (key: string, value: unknown): Promise<void> => {
      if (value === undefined) kept.delete(key);
      else kept.set(key, JSON.stringify(value));
      return Promise.resolve();
    },
    kept,
  };
}

test('what was laid over a study is laid over it again in the next window, and over no other study', () => {
  const workspace = memory();
  createComparison(workspace).choose('/a.log', '/b.log');
  const next = createComparison(workspace);
  assert.deepEqual([next.over('/a.log'), next.over('/c.log'), next.over(null)], ['/b.log', null, null]);
});

test('none is none in the next window too', () => {
  const workspace = memory();
  const comparison = createComparison(workspace);
  comparison.choose('/a.log', '/b.log');
  comparison.choose('/a.log', null);
  assert.equal(comparison.over('/a.log'), null);
  assert.equal(workspace.kept.size, 0);
});

test('a study is not laid over itself', () => {
  const comparison = createComparison(memory());
  comparison.choose('/a.log', '/a.log');
  assert.equal(comparison.over('/a.log'), null);
});

test('what another version has kept lays nothing over', () => {
  for (const kept of ['7', 'null', '{"shown":1,"over":"/b.log"}', '"/b.log"']) {
    assert.equal(createComparison(memory(new Map([['tunelens.comparison', kept]]))).over('/a.log'), null, kept);
  }
});
