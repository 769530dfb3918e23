import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits } from '../../../src/annotation/edits.ts';
import { fixesFor } from '../../../src/annotation/fixes.ts';
import { parseAnnotations } from '../../../src/annotation/parse.ts';

const fixed: readonly (readonly [code: string, text: string, results: readonly string[]])[] = [
  [
    'severalLiterals',
    'f(1, 2); // @tune 1..3\nnext();',
    ['f(1 /* @tune 1..3 */, 2);\nnext();', 'f(1, 2 /* @tune 1..3 */);\nnext();'],
  ],
  ['severalLiterals', '// @tune 1..3\nf(1, 2);', ['\nf(1 /* @tune 1..3 */, 2);', '\nf(1, 2 /* @tune 1..3 */);']],
  ['noLiteral', 'const a = b; // @tune 1..3\n', ['const a = b;\n']],
  ['notALiteral', 'const a = 10n; // @tune 1..30', ['const a = 10n;']],
  ['annotatedTwice', '// @tune 1..3\nconst a = 1; // @tune 1..4', ['// @tune 1..3\nconst a = 1;']],
  ['objectiveTwice', '// @tune maximize acc\n// @tune minimize loss', ['// @tune maximize acc\n']],
  ['runTwice', '// @tune run a.js\n// @tune run b.js', ['// @tune run a.js\n']],
  ['boundsReversed', 'const a = 3; // @tune 5..2', ['const a = 3; // @tune 2..5']],
  ['logWithStep', 'const a = 1; // @tune log 1..9 step 2 as x', ['const a = 1; // @tune log 1..9 as x']],
  ['badStep', 'const a = 1; // @tune 1..9 step 20', ['const a = 1; // @tune 1..9']],
  ['duplicateChoice', 'const a = 1; // @tune 1 | 2 | 1 | 3', ['const a = 1; // @tune 1 | 2 | 3']],
  ['specialInRange', 'const a = 1; // @tune 1..3 | 2', ['const a = 1; // @tune 1..3']],
  [
    'duplicateName',
    'const a = 1; // @tune 1..3 as x\nconst b = 1; // @tune 1..3 as x',
    ['const a = 1; // @tune 1..3 as x\nconst b = 1; // @tune 1..3 as param2'],
  ],
  [
    'nameMissing',
    'if (next() < 20 /* @tune 10..40 */) stop();',
    ['if (next() < 20 /* @tune 10..40 as param2 */) stop();'],
  ],
  ['missingDomain', 'const units = 64; // @tune', ['const units = 64; // @tune 16..256 step 16']],
  ['outsideDomain', 'const a = 9; // @tune 1..3 as x', ['const a = 9; // @tune 1..9 as x']],
  ['outsideDomain', 'const a = 1e-7; // @tune log 1e-6..1', ['const a = 1e-7; // @tune log 1e-7..1']],
  ['outsideDomain', 'const a = 0; // @tune 1 | 2', ['const a = 0; // @tune 1 | 2 | 0']],
  ['outsideDomain', "const a = 'x'; // @tune y | z as w", ["const a = 'x'; // @tune y | z | 'x' as w"]],
  ['outsideDomain', 'const a = 7; // @tune 2..10 step 4', ['const a = 7; // @tune 2..10 step 4 | 7']],
];
for (const [code, text, results] of fixed) {
  test(`${code} in "${text}" is mended, and nothing else is changed`, () => {
    const problem = parseAnnotations('a.js', text).problems.find((one) => one.code === code);
    assert.ok(problem !== undefined);
    const mended = fixesFor('a.js', text, problem).map(({ edits }) => applyEdits(text, edits));
    assert.deepEqual(mended, results);
    for (const result of mended) {
      assert.deepEqual(
        parseAnnotations('a.js', result).problems.filter((one) => one.code === code),
        [],
      );
    }
  });
}

test('a problem that needs a decision has no fix', () => {
  const text = 'const a = 1; // @tune 1..3 if depth > 2';
  const [problem] = parseAnnotations('a.js', text).problems;
  assert.ok(problem !== undefined);
  assert.deepEqual(fixesFor('a.js', text, problem), []);
});
