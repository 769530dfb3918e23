import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyEdits, editsFor } from '../../../src/annotation/edits.ts';
import { formatLike } from '../../../src/annotation/literalText.ts';
import { parseAnnotations } from '../../../src/annotation/parse.ts';
import type { Params, ParamValue } from '../../../src/space/space.ts';

function written(text: string, params: Params): string {
  return applyEdits(text, editsFor(parseAnnotations('a.js', text), params));
}

const notations: readonly (readonly [value: ParamValue, like: string, text: string])[] = [
  [5e-4, '1e-3', '5e-4'],
  [2.5, '1e-3', '2.5e0'],
  [0.27, '0.5', '0.27'],
  [0.27, '.5', '.27'],
  [2, '1.0', '2.0'],
  [256, '128', '256'],
  [256, '0x80', '0x100'],
  [-0.1, '0.5', '-0.1'],
  [1e-7, '0.5', '1e-7'],
  ['elu', "'relu'", "'elu'"],
  ['elu', '"relu"', '"elu"'],
  ['`${a}`', '`x`', '`\\`\\${a}\\``'],
  ["it's\n", "'x'", "'it\\'s\\n'"],
  [false, 'true', 'false'],
  [null, '0.1', 'null'],
];
for (const [value, like, text] of notations) {
  test(`${String(value)} in place of ${like} is written ${text}`, () => assert.equal(formatLike(value, like), text));
}

test('only literals change, held and absent ones stay, and equal values make no edit', () => {
  const text = 'const a = 1; // @tune 1..9\nconst b = 2; // @tune off 1..9\nconst c = 3; // @tune 1..9\n';
  assert.equal(written(text, { a: 7, b: 7 }), text.replace('a = 1', 'a = 7'));
  assert.deepEqual(editsFor(parseAnnotations('a.js', text), { a: 1, c: 3 }), []);
});

test('a negative number in an operation gets parentheses, and a word does not grow together with what stands before', () => {
  assert.equal(written('const a = x -5 /* @tune -9..9 */;', { a: -3 }), 'const a = x -(-3) /* @tune -9..9 */;');
  assert.equal(
    written('() => { return-5 /* @tune -9..9 as a */ }', { a: 3 }),
    '() => { return 3 /* @tune -9..9 as a */ }',
  );
});

/** `before` with the only value of `params`, and the same read and written once more with the old value. */
const fitting: readonly (readonly [before: string, value: ParamValue, after: string, again: string])[] = [
  ['() => { return.5/* @tune 0..9 as a */ }', 1, '() => { return 1/* @tune 0..9 as a */ }', '() => { return 0.5/* @tune 0..9 as a */ }'],
  ['typeof.5/* @tune 0..9 | null as a */', null, 'typeof null/* @tune 0..9 | null as a */', 'typeof 0.5/* @tune 0..9 | null as a */'],
  ['a = .5.toFixed() // @tune 0..9', 1, 'a = (1).toFixed() // @tune 0..9', 'a = (0.5).toFixed() // @tune 0..9'],
  ['a = 1e-3.toFixed() // @tune 0..9', 0, 'a = (0).toFixed() // @tune 0..9', 'a = (0.001).toFixed() // @tune 0..9'],
  ['a = 0x10.toString() // @tune 0..9e9', 0.5, 'a = 0.5.toString() // @tune 0..9e9', 'a = 16.0.toString() // @tune 0..9e9'],
  ["a = 'auto'in o // @tune 0..1 | auto", 0.5, 'a = 0.5 in o // @tune 0..1 | auto', "a = 'auto' in o // @tune 0..1 | auto"],
  ['a = x * 5 /* @tune -9..9 */', -2, 'a = x * (-2) /* @tune -9..9 */', 'a = x * (5) /* @tune -9..9 */'],
  ['a = x * -5 /* @tune -9..9 */', -2, 'a = x * -2 /* @tune -9..9 */', 'a = x * -5 /* @tune -9..9 */'],
  ['a = - -5 /* @tune -9..9 */', 2, 'a = - (2) /* @tune -9..9 */', 'a = - (-5) /* @tune -9..9 */'],
  ['a = 0XFF // @tune 0..999', 16, 'a = 0X10 // @tune 0..999', 'a = 0Xff // @tune 0..999'],
  ['a = 0B101 // @tune 0..999', 2, 'a = 0B10 // @tune 0..999', 'a = 0B101 // @tune 0..999'],
  ['a = `x` // @tune x | y', '${b}', 'a = `\\${b}` // @tune x | y', 'a = `x` // @tune x | y'],
  ['a = -5/* @tune -9..9 */', -2, 'a = -2/* @tune -9..9 */', 'a = -5/* @tune -9..9 */'],
  ['export default 0.5; // @tune 0..1', 0.25, 'export default 0.25; // @tune 0..1', 'export default 0.5; // @tune 0..1'],
  ['// x\ra = 1; // @tune 0..9\r// y', 2, '// x\ra = 2; // @tune 0..9\r// y', '// x\ra = 1; // @tune 0..9\r// y'],
  ['// x\u2028a = 1; // @tune 0..9\u2028b', 2, '// x\u2028a = 2; // @tune 0..9\u2028b', '// x\u2028a = 1; // @tune 0..9\u2028b'],
  ['(class extends null/* @tune null | 1 as a */ {})', -1, '(class extends (-1)/* @tune null | 1 as a */ {})', '(class extends (null)/* @tune null | 1 as a */ {})'],
]; // prettier-ignore
for (const [before, value, after, again] of fitting) {
  test(`"${before}" with ${String(value)} becomes "${after}", and that is read again`, () => {
    const [parameter] = parseAnnotations('a.mjs', before).parameters;
    assert.ok(parameter !== undefined);
    const { name } = parameter.parameter;
    assert.equal(written(before, { [name]: value }), after);
    assert.deepEqual(
      parseAnnotations('a.mjs', after).parameters.map((one) => [one.parameter.name, one.literal.value]),
      [[name, value]],
    );
    assert.equal(written(after, { [name]: parameter.literal.value }), again);
  });
}

test('a literal that begins a statement after one without a semicolon is not tuned: a minus would join the two', () => {
  const text = 'a = b\n5..toFixed(c) // @tune -9..9 as d';
  assert.deepEqual(
    parseAnnotations('a.js', text).problems.map(({ code }) => code),
    ['notALiteral'],
  );
  assert.equal(parseAnnotations('a.js', text.replace('b', 'b;')).parameters.length, 1);
});

test('names of properties, types and modules are no literals', () => {
  for (const text of [
    "x = { get 'a'() {} } // @tune a | b",
    'x = { async 5() {} } // @tune 1..9',
    "class A { static 'a'() {} } // @tune a | b",
    "type A = { 'a': string } // @tune a | b",
    'interface A { 5: string } // @tune 1..9',
    "const { 'a': b } = c // @tune a | b",
    "export { a as 'b' } // @tune a | b",
  ]) {
    assert.deepEqual(
      parseAnnotations('a.ts', text).problems.map(({ code }) => code),
      ['noLiteral'],
      text,
    );
  }
});

test('every value that is written is read again, on the same number of lines', () => {
  const value = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string({ unit: 'binary' }),
    fc.boolean(),
    fc.constant(null),
  );
  const like = fc.constantFrom("'a'", '"a"', '`a`', '1', '1e-3', '1.0', '-2', 'true', 'null');
  fc.assert(
    fc.property(value, like, (given, literal) => {
      const text = `const a = ${formatLike(given, literal)}; // @tune ${domainFor(given)}\nconst end = 1;`;
      const [first] = parseAnnotations('a.js', text).parameters;
      return Object.is(first?.literal.value, given) && text.split(/\r\n|[\n\r\u2028\u2029]/).length === 2;
    }),
    { seed: 2, numRuns: 2000 },
  );
});

/** A list that a literal of this value may have. */
function domainFor(value: ParamValue): string {
  if (typeof value === 'string') return 'q | r';
  if (typeof value === 'boolean') return 'true | false';
  return value === null ? 'null | 1' : '1 | 2';
}
