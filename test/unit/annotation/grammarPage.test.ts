// The page about annotations is true: its examples are read without a problem, and its table of problems is the catalogue.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseAnnotations } from '../../../src/annotation/parse.ts';

const root = join(import.meta.dirname, '../../..');
const page = readFileSync(join(root, 'media/annotations.md'), 'utf8');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

for (const [name, text] of [
  ['media/annotations.md', page],
  ['README.md', readme],
] as const) {
  const blocks = [...text.matchAll(/```js\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
  test(`the examples of ${name} are read without a problem, each of their comments as what it says`, () => {
    assert.ok(blocks.length >= 2);
    for (const block of blocks) {
      const { problems, parameters, constraints, objective, run } = parseAnnotations('a.js', block);
      assert.deepEqual(problems, [], block);
      const nRead = parameters.length + constraints.length + Number(objective !== null) + Number(run !== null);
      assert.equal(nRead, block.match(/@tune/g)?.length ?? 0, block);
    }
  });
}

const rows = [...page.matchAll(/^\| (\w+)(?: \([^)]*\))? \| `(.*)` \|$/gm)];

for (const [, code = '', example = ''] of rows) {
  test(`the example of ${code} has that problem`, () => {
    const { problems } = parseAnnotations('a.js', example.replaceAll('\\|', '|').replaceAll(' ⏎ ', '\n'));
    assert.ok(
      problems.some((problem) => problem.code === code),
      JSON.stringify(problems.map((problem) => problem.code)),
    );
  });
}

test('every problem of the catalogue is in the table, and no other', () => {
  const catalogue = readFileSync(join(root, 'src/annotation/problems.ts'), 'utf8');
  const codes = [...catalogue.matchAll(/finding\(\s*'(\w+)'/g)].map((match) => match[1] ?? '');
  assert.deepEqual([...rows.map((row) => row[1] ?? ''), 'tooDeep'].toSorted(), codes.toSorted());
});
