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
