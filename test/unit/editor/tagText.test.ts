import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAnnotations } from '../../../src/annotation/parse.ts';
import { heldText, namedText, tunedText } from '../../../src/editor/language/tagText.ts';
import { renamedIn } from '../../../src/editor/language/renames.ts';

test('holding and tuning again gives the same annotation back', () => {
  for (const tag of ['@tune 1..4', '@tune', '@tune log 1e-4..1 as lr if units >= 2']) {
    assert.match(heldText(tag), /^@tune off/);
    assert.equal(tunedText(heldText(tag)), tag);
    assert.equal(heldText(heldText(tag)), heldText(tag));
  }
});

test('a choice that is called off is no order to hold', () => {
  assert.equal(tunedText("@tune 'off' | 'on'"), "@tune 'off' | 'on'");
  assert.equal(tunedText('@tune offset | on'), '@tune offset | on');
});

test('a name goes before the conditions and replaces an earlier one', () => {
  assert.equal(namedText('@tune 1..4 if a == 2', 'b'), '@tune 1..4 as b if a == 2');
  assert.equal(namedText('@tune 1..4 as c', 'b'), '@tune 1..4 as b');
  assert.equal(namedText('@tune', 'b'), '@tune as b');
});

const parametersOf = (text: string) => parseAnnotations('a.js', text).parameters;
const spaceOf = (text: string) => ({ parameters: parametersOf(text).map(({ parameter }) => parameter) });

test('a renamed variable is known by its literal and its domain', () => {
  const before = spaceOf('const lr = 0.1; // @tune 0..1\nconst units = 8; // @tune 1..9\n');
  const after = parametersOf('const rate = 0.1; // @tune 0..1\nconst units = 8; // @tune 1..9\n');
  assert.deepEqual(
    renamedIn(after, before).map(({ parameter, formerName }) => [parameter.parameter.name, formerName]),
    [['rate', 'lr']],
  );
});

test('where two could be the former one, nothing is guessed', () => {
  const before = spaceOf('const a = 1; // @tune 0..1\nconst b = 1; // @tune 0..1\n');
  const after = parametersOf('const c = 1; // @tune 0..1\nconst d = 1; // @tune 0..1\n');
  assert.deepEqual(renamedIn(after, before), []);
});

test('a held parameter is not taken for a renamed one', () => {
  const before = spaceOf('const a = 1; // @tune 0..1\n');
  assert.deepEqual(renamedIn(parametersOf('const b = 1; // @tune off 0..1\n'), before), []);
});
