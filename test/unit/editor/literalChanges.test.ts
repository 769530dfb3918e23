import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAnnotations } from '../../../src/annotation/parse.ts';
import { literalChanges, literalTexts, withoutChanged } from '../../../src/editor/literalChanges.ts';

const textsOf = (text: string) => literalTexts([parseAnnotations('a.js', text)]);
const shown = textsOf('const lr = 1e-3; // @tune 0..1\nconst units = 8; // @tune 1..9\n');
const params = { lr: 0.5, units: 4 };

test('a literal that was edited while the diff was shown is a change, one that only moved is not', () => {
  const now = textsOf('\n\nconst lr = 0.002; // @tune 0..1\nconst units = 8; // @tune 1..9\n');
  const changes = literalChanges(shown, now, params);
  assert.deepEqual(changes, [{ name: 'lr', before: '1e-3', now: '0.002' }]);
  assert.deepEqual(withoutChanged(params, changes), { units: 4 });
});

test('the same value in another notation is a change, too: it is the text that would be lost', () => {
  const now = textsOf('const lr = 0.001; // @tune 0..1\nconst units = 8; // @tune 1..9\n');
  assert.equal(literalChanges(shown, now, params).length, 1);
});

test('a literal that is not to be written may change', () => {
  const now = textsOf('const lr = 1e-3; // @tune 0..1\nconst units = 9; // @tune 1..9\n');
  assert.deepEqual(literalChanges(shown, now, { lr: 0.5 }), []);
});
