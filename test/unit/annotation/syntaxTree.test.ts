// A text that is typed step by step is read as the same text at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseTree } from '../../../src/annotation/syntaxTree.ts';
import { programSources } from './programSources.ts';

let nFiles = 0;
// Long enough that most of a tree is taken over.
const long = programSources.filter(([name]) => /\.[mc]?js$/.test(name)).map(([, text]) => text);
const sources = [...programSources, ['long.js', long.join('\n')] as const];

/** Every node with its place. */
function nodesOf(file: string, text: string): readonly string[] {
  const nodes: string[] = [];
  parseTree(file, text).iterate({ enter: ({ name, from, to }) => void nodes.push(`${name} ${from} ${to}`) });
  return nodes;
}

test('after any edits, unfinished code included, the tree is the one of the text read afresh', () => {
  const pieces = ['@tune', '/*', '*/', '//', '`', "'", '${', '{', '}', '(', ')', '\n', '<a b={1}>', '/', 'x', ' = 1;', '']; // prettier-ignore
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    nRemoved: fc.nat(20),
    piece: fc.constantFrom(...pieces),
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...sources),
      fc.array(edit, { minLength: 1, maxLength: 8 }),
      ([name, source], edits) => {
        const typed = `${nFiles++}/${name}`;
        let text = source;
        parseTree(typed, text);
        for (const { at, nRemoved, piece } of edits) {
          const start = Math.floor(at * text.length);
          text = text.slice(0, start) + piece + text.slice(start + nRemoved);
          assert.deepEqual(nodesOf(typed, text), nodesOf(`${nFiles++}/${name}`, text), text);
        }
      },
    ),
    { seed: 4004, numRuns: 1000 },
  );
});
