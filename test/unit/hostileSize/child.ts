// Reads texts of a size and a shape for which work that grows with the square of the size would take hours, and says which were read.
import { parseAnnotations } from '../../../src/annotation/parse.ts';
import { fixesFor } from '../../../src/annotation/fixes.ts';
import { localImports } from '../../../src/program/imports.ts';
import { withOriginalColumns } from '../../../src/trial/child/stackColumns.ts';
import { placeOf } from '../../../src/trial/run/stackPlace.ts';

const size = 1_000_000;
const run = (text: string, length = size): string => text.repeat(Math.ceil(length / text.length));
const sources = { '/a.js': { text: '', format: null, columns: [[0, 1, 2]] } } as const;
const base64 = run('QUJD/+8x');

/** What an annotation may hold; each text has one. */
const annotations: Readonly<Record<string, string>> = {
  blanks: `const a = 1; /* @tune ${run(' ')}*${run(' ')}*/`,
  'lines of blanks': `const a = 1; /* @tune\n${run('\n  ')}* 1..2 */`,
  stars: `const a = 1; /* @tune\n${run(' *')} 1..2 */`,
  quotes: `const a = 1; // @tune ${run(`"' `)}`,
  'digits without end': `const a = 1; // @tune ${run('1')}x`,
  'words of a command': `// @tune run ${run(`a"b"'c'`, 200_000)}`,
  'literals of one line': `const a = [${run('1,', 200_000)}]; // @tune 1..2`,
  'annotations of one line': `f(${run('1 /* @tune 1..2 */,', 100_000)})`,
  'lists in lists': `const a = ${'[1,'.repeat(10_000)}${']'.repeat(10_000)}; // @tune 1..2`,
  'blanks before a comment': `const a = 1;${run(' ')}/* @tune 2..1 */`,
};

const cases: Readonly<Record<string, () => void>> = {
  ...Object.fromEntries(
    Object.entries(annotations).map(([name, text]) => [
      name,
      (): void => {
        const { problems } = parseAnnotations('model.js', text);
        for (const problem of problems.slice(0, 3)) fixesFor('model.js', text, problem);
      },
    ]),
  ),
  'a stack with a message of slashes': () => void withOriginalColumns(`Error: ${run('/', 200_000)}`, sources),
  'a stack with a megabyte of base64': () =>
    void withOriginalColumns(`Error: ${base64}\n    at f (/a.js:1:9)`, sources),
  'a stack with a message that looks like places': () =>
    void withOriginalColumns(`Error:${run('\n    at /:1')}`, sources),
  'the place of a message of slashes': () =>
    void placeOf(`${run('/', 200_000)}\n${run(':1')}\n${run('(/:1:1')}`, new Set()),
  'imports with question marks': () => void localImports('/tmp/a.mjs', `import('./a${run('?', 200_000)}\\\n');`),
};

for (const [name, read] of Object.entries(cases)) {
  read();
  process.stdout.write(`${name}\n`);
}
process.stdout.write('all\n');
