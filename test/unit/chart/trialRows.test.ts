import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvOf } from '../../../src/chart/csv.ts';
import { markdownOf } from '../../../src/chart/markdown.ts';
import {
  columnsOf,
  differing,
  rowsOf,
  shownRows,
  stateCounts,
  tableRows,
  type RowsWanted,
} from '../../../src/chart/trialRows.ts';
import { fold } from '../../../src/study/fold.ts';
import { fullSpace, studyOf, variedStudy } from './chartStudies.ts';

const columns = columnsOf(variedStudy);
const newest: RowsWanted = { sort: { column: 'trial', isDescending: true }, filter: '', only: null };

function numbers(wanted: Partial<RowsWanted>): readonly number[] {
  return rowsOf(variedStudy, columns, { ...newest, ...wanted }).map(({ number }) => number);
}

test('a table has a column for each parameter, whatever it is called', () => {
  const names = ['state', 'value', 'trial'].map((name) => ({ ...fullSpace.parameters[0]!, name }));
  const ids = columnsOf(studyOf([], { space: { parameters: names } })).map(({ id }) => id);
  assert.equal(new Set(ids).size, 7);
});

test('trials stand newest first until another order is asked for', () => {
  assert.deepEqual(numbers({}).slice(0, 3), [15, 14, 13]);
  assert.deepEqual(numbers({ sort: { column: 'trial', isDescending: false } }).slice(0, 3), [0, 1, 2]);
});

test('sorted by a column, trials without a value come last either way', () => {
  const best = numbers({ sort: { column: 'value', isDescending: true } });
  const worst = numbers({ sort: { column: 'value', isDescending: false } });
  assert.equal(best[0], 9);
  assert.equal(worst[0], 12);
  for (const order of [best, worst]) assert.deepEqual(order.slice(-3), [15, 14, 13]);
});

test('a filter compares columns and finds words', () => {
  assert.deepEqual(numbers({ filter: 'state=failed' }), [13]);
  assert.deepEqual(numbers({ filter: 'MEMORY' }), [13]);
  assert.deepEqual(numbers({ filter: 'acc>=0.939 act=tanh' }), [9, 3]);
  assert.deepEqual(numbers({ filter: 'trial<=2 trial!=1' }), [2, 0]);
  assert.deepEqual(numbers({ filter: 'l2=0 rate<5e-4' }), [12, 0]);
  assert.deepEqual(numbers({ filter: 'nothing=1' }), []);
  assert.equal(numbers({ filter: '  ' }).length, 16);
});

test('only the picked trials can be shown, in the columns in which they differ', () => {
  const rows = rowsOf(variedStudy, columns, { ...newest, only: new Set([0, 10]) });
  assert.deepEqual(
    differing(columns, rows).map(({ title }) => title),
    ['trial', 'acc', 'units', 'l2'],
  );
});

test('a conditional parameter that did not count has an empty cell', () => {
  const momentum = columns.find(({ title }) => title === 'momentum');
  assert.equal(momentum?.textOf(variedStudy.trials[0]!), '');
});

test('the table is copied as Markdown that no name can break', () => {
  const study = studyOf([0.5], {
    metric: 'a|b',
    space: { parameters: [{ ...fullSpace.parameters[0]!, name: '<img>|`x`' }] },
    paramsOf: () => ({ '<img>|`x`': 0.001 }),
  });
  assert.equal(
    markdownOf(shownRows(columnsOf(study), study.trials)),
    [
      '| trial | state | a\\|b | \\<img\\>\\|\\`x\\` | time |',
      '| --- | --- | --- | --- | --- |',
      '| 0 | finished | 0.5 | 0.001 | 1 s |',
      '',
    ].join('\n'),
  );
});

test('CSV holds full numbers, and no cell that a spreadsheet would run', () => {
  const study = studyOf([1 / 3], {
    space: { parameters: [{ ...fullSpace.parameters[2]!, name: '=cmd' }] },
    paramsOf: () => ({ '=cmd': 'say "hi", -1' }),
  });
  assert.equal(
    csvOf(tableRows(columnsOf(study), study.trials)),
    'trial,state,acc, =cmd,time\r\n0,finished,0.3333333333333333,"say ""hi"", -1",500\r\n',
  );
});

test('notes are a column where there are any, and are found by the filter', () => {
  const study = fold(studyOf([0.5, 0.6]), [{ kind: 'noteWritten', trial: 1, note: '<b>odd</b>\n\u202E' }]);
  const noted = columnsOf(study);
  assert.equal(noted.at(-1)?.textOf(study.trials[1]!), '<b>odd</b>');
  assert.deepEqual(
    rowsOf(study, noted, { ...newest, filter: 'odd' }).map(({ number }) => number),
    [1],
  );
});

test('states are counted in words', () => {
  assert.equal(stateCounts(variedStudy), '12 finished, 1 pruned, 1 failed, 1 running, 1 queued');
});
