// import and --transfer as a person runs them: the command line on real files and real journals.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, test } from 'node:test';
import fc from 'fast-check';
import { parseCsv } from '../../../src/cli/csv.ts';
import { Journal } from '../../../src/storage/journal.ts';

const main = join(import.meta.dirname, '../../../src/cli/main.ts');
const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

const model = `const rate = 0.5; // @tune 0..1
const act = 'relu'; // @tune relu | tanh
const loss = rate; // @tune minimize
console.log(act);
`;

function project(files: Readonly<Record<string, string>> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tunelens-import-')));
  made.push(folder);
  for (const [path, text] of Object.entries({ 'package.json': '{}', 'model.js': model, ...files }))
    writeFileSync(join(folder, path), text);
  return folder;
}

function run(folder: string, ...args: readonly string[]): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { cwd: folder, encoding: 'utf8' });
  return { code: status, stdout, stderr };
}

async function trialsOf(folder: string, name: string): Promise<readonly (readonly [unknown, unknown, unknown])[]> {
  const { study } = await Journal.open(join(folder, '.tune', name), { readonly: true });
  return study.trials.map(({ params, value, facts }) => [params, value, facts['source']]);
}

test('the rows that fit become trials, the others are listed with line and reason', async () => {
  const table = `rate,act,loss,who
0.25,tanh,0.4,a
0.3,gelu,0.5,b
"1.5",relu,0.2,c
x,relu,0.2,d
0.2,relu,,e
0.125,,0.1,"f, g"
`;
  const folder = project({ 'past.csv': table });
  const { code, stdout, stderr } = run(folder, 'import', 'past.csv', 'model.js');
  assert.deepEqual([code, stderr], [0, '']);
  assert.deepEqual(stdout.split('\n').slice(0, 6), [
    'past.csv:3: act = "gelu" is not in relu | tanh.',
    'past.csv:4: rate = 1.5 is not in 0..1.',
    'past.csv:5: rate = "x" is not in 0..1.',
    'past.csv:6: "" is no value.',
    'Columns of no parameter: who.',
    '2 trials taken, 4 not.',
  ]);
  assert.deepEqual(await trialsOf(folder, 'model.log'), [
    [{ rate: 0.25, act: 'tanh' }, 0.4, 'imported'],
    [{ rate: 0.125, act: 'relu' }, 0.1, 'imported'],
  ]);
});

test('what has been imported is not taken twice, and a dry run writes nothing', () => {
  const folder = project({ 'past.csv': 'rate,value\n0.25,1\n' });
  assert.match(run(folder, 'import', 'past.csv', 'model.js', '--dry-run').stdout, /1 trial would be taken/);
  assert.equal(existsSync(join(folder, '.tune')), false);
  run(folder, 'import', 'past.csv', 'model.js');
  assert.match(run(folder, 'import', 'past.csv', 'model.js').stdout, /1 were in the study already\.\n0 trials taken/);
});

test('the column of the values can be named, and must be there', async () => {
  const folder = project({ 'past.csv': 'rate,cost\n0.25,1\n' });
  const { code, stderr } = run(folder, 'import', 'past.csv', 'model.js');
  assert.deepEqual([code, /no column "loss"[^]*--value <column>/.test(stderr)], [1, true], stderr);
  assert.equal(run(folder, 'import', 'past.csv', 'model.js', '--value', 'cost').code, 0);
  assert.deepEqual(await trialsOf(folder, 'model.log'), [[{ rate: 0.25, act: 'relu' }, 1, 'imported']]);
});

test('the own export of a study, and its journal, can be imported into another', async () => {
  const folder = project({ 'past.csv': 'rate,act,value\n0.25,tanh,1\n0.75,relu,2\n' });
  run(folder, 'import', 'past.csv', 'model.js');
  writeFileSync(join(folder, 'other.js'), model);
  run(folder, 'export', '.tune/model.log', '--out', 'all.csv');
  run(folder, 'import', 'all.csv', 'other.js');
  assert.deepEqual(await trialsOf(folder, 'other.log'), await trialsOf(folder, 'model.log'));
  writeFileSync(join(folder, 'third.js'), model);
  run(folder, 'import', '.tune/model.log', 'third.js');
  assert.deepEqual(await trialsOf(folder, 'third.log'), await trialsOf(folder, 'model.log'));
});

test('a database without Python that has Optuna says what to do', () => {
  const folder = project({ 'past.db': 'SQLite format 3\0' });
  const { status, stderr } = spawnSync(process.execPath, [main, 'import', 'past.db', 'model.js'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PATH: folder },
  });
  assert.deepEqual([status, /needs Python with Optuna[^]*pip install optuna/.test(stderr)], [1, true], stderr);
});

test('a database is read without what lies in the current folder, be it a module or a Python', () => {
  const folder = project({ 'past.db': 'SQLite format 3\0' });
  const [bin, marks] = [join(folder, 'node_modules/.bin'), join(folder, 'marks')];
  for (const made of [bin, marks]) mkdirSync(made, { recursive: true });
  for (const name of ['csv', 'optuna', 'sitecustomize']) {
    writeFileSync(join(folder, `${name}.py`), `open(${JSON.stringify(join(marks, name))}, 'w').close()\n`);
  }
  for (const place of [folder, bin]) {
    writeFileSync(join(place, 'python3'), `#!/bin/sh\ntouch '${marks}/python3'\n`, { mode: 0o755 });
  }
  // As npm and npx set it, and with the entries that stand for the current folder.
  const path = ['.', '', bin, 'node_modules/.bin', process.env['PATH']].join(delimiter);
  const { status } = spawnSync(process.execPath, [main, 'import', 'past.db', 'model.js'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PATH: path, PYTHONPATH: `.${delimiter}` },
  });
  assert.deepEqual([status, readdirSync(marks)], [1, []]);
});

/** The model with other choices, other bounds, a new parameter and a requirement. */
const changed = `// @tune require rate * width <= 2
const rate = 0.5; // @tune 0..0.8
const act = 'relu'; // @tune relu | tanh | elu
const width = 2; // @tune 1..4
const loss = rate; // @tune minimize
console.log(act, width);
`;

test('a new study takes over the earlier trials that fit, where --transfer says so', async () => {
  const table = 'rate,act,value\n0.25,tanh,1\n0.75,relu,2\n0.9,relu,3\n';
  const folder = project({ 'past.csv': table });
  run(folder, 'import', 'past.csv', 'model.js');
  writeFileSync(join(folder, 'model.js'), changed);
  const { stderr } = run(folder, 'model.js', '--transfer', '--trials', '1', '--node', '/nowhere/node');
  assert.match(stderr, /A new study begins with 2 earlier trials of this file \(1 more do not fit any more\)\./);
  assert.deepEqual(await trialsOf(folder, 'model.2.log'), [
    [{ rate: 0.25, act: 'tanh', width: 2 }, 1, 'transferred'],
    [{ rate: 0.75, act: 'relu', width: 2 }, 2, 'transferred'],
  ]);
});

test('without a terminal to ask at, earlier trials are offered and not taken', () => {
  const folder = project({ 'past.csv': 'rate,act,value\n0.25,tanh,1\n' });
  run(folder, 'import', 'past.csv', 'model.js');
  const offer = /--transfer gives it 1 earlier trial of this file/;
  assert.doesNotMatch(run(folder, 'model.js', '--node', '/nowhere/node').stderr, offer);
  assert.match(run(folder, 'model.js', '--new', '--node', '/nowhere/node').stderr, offer);
  assert.doesNotMatch(run(folder, 'model.js', '--new', '--no-transfer', '--node', '/nowhere/node').stderr, offer);
  assert.deepEqual(readdirSync(join(folder, '.tune')), ['model.log']);
});

test('any cells come back from their CSV, whatever their quotes, commas and line ends', () => {
  const cell = fc.string().map((text) => text.replaceAll('\r', ''));
  const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 1 }), { minLength: 1 }), (rows) => {
      const text = rows.map((row) => `${row.map(quote).join(',')}\r\n`).join('');
      const kept = rows.filter((row) => row.some((value) => value !== ''));
      assert.deepEqual(
        parseCsv(text).map(({ cells }) => cells),
        kept,
      );
    }),
  );
});
