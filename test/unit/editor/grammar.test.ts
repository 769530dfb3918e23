import assert from 'node:assert/strict';
import { test } from 'node:test';
import { annotationBefore, partIn, placeIn } from '../../../src/editor/language/grammar.ts';

const kindOf = (text: string): string => placeIn(text).kind;

test('an annotation begins with @tune in a comment and ends with it', () => {
  assert.equal(annotationBefore('const a = 1; // @tune 1..'), ' 1..');
  assert.equal(annotationBefore('f({ a: 1 /* @tune '), ' ');
  assert.equal(annotationBefore('f({ a: 1 /* @tune 1..2 */, '), null);
  assert.equal(annotationBefore('const a = 1; // see @tuned'), null);
  assert.equal(annotationBefore('const a = 1; '), null);
});

for (const [text, kind] of [
  [' ', 'start'],
  [' log ', 'start'],
  [' lo', 'start'],
  [' 1..4 ', 'afterDomain'],
  [' relu | ', 'choice'],
  [' 1..', 'value'],
  [' 1..9 step ', 'value'],
  [' 1..9 as ', 'name'],
  [' 1..9 as width ', 'afterName'],
  [' 1..9 if ', 'parameter'],
  [' 1..9 if depth ', 'comparison'],
  [' 1..9 if depth >= ', 'value'],
  [' 1..9 if depth >= 2 ', 'afterCondition'],
  [' 1..9 if depth >= 2 && ', 'parameter'],
  [' maximize ', 'metric'],
  [' run ', 'program'],
  [' require ', 'parameter'],
  [' require units * ', 'parameter'],
  [' require units ', 'value'],
] as const) {
  test(`behind "@tune${text}" comes: ${kind}`, () => assert.equal(kindOf(text), kind));
}

test('a step can be added to a range once, and never to a logarithmic one', () => {
  assert.deepEqual(placeIn(' 1..9 '), { kind: 'afterDomain', hasStep: false, isRange: true, isLog: false });
  assert.deepEqual(placeIn(' 1..9 step 2 '), { kind: 'afterDomain', hasStep: true, isRange: true, isLog: false });
  assert.deepEqual(placeIn(' log 1..9 '), { kind: 'afterDomain', hasStep: false, isRange: true, isLog: true });
});

test('the part that is being written is told apart', () => {
  assert.deepEqual(
    [' ', ' log', ' int', ' 1..4', ' 1..4 step 2', ' 1..4 as x', ' 1..4 if a == 1', ' maximize acc'].map(partIn),
    ['domain', 'log', 'numberKind', 'domain', 'step', 'as', 'if', null],
  );
});
