import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withOriginalColumns } from '../../../../src/trial/child/stackColumns.ts';

const sources = {
  '/a/b.js': {
    text: '',
    format: null,
    columns: [
      [1, 10, 8],
      [1, 30, 25],
    ],
  },
} as const;

test('places behind a changed literal get the column of the file on disk, others stay', () => {
  const trace = [
    'Error: /a/b.js:2:40 is mentioned',
    '    at f (/a/b.js:2:12)',
    '    at file:///a/b.js:2:31',
    '    at g (/a/b.js:2:5)',
    '    at /a/b.js:3:40',
    '    at other (/a/c.js:2:40)',
  ].join('\n');
  assert.deepEqual(withOriginalColumns(trace, sources).split('\n').slice(1), [
    '    at f (/a/b.js:2:10)',
    '    at file:///a/b.js:2:26',
    '    at g (/a/b.js:2:5)',
    '    at /a/b.js:3:40',
    '    at other (/a/c.js:2:40)',
  ]);
});
