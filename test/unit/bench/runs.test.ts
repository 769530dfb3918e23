import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { appendRun, dropRuns, labelsIn, readRuns, runsFolder } from '../../bench/runs.ts';

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'runs-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

const run = { problem: 'branin', seed: 3, nTrials: 20, steps: [[1, 5]], ms: [2, 3], nFailed: 0, nIllegal: 0 } as const;
const broken = { problem: 'branin', seed: 4, nTrials: 20, error: 'it ended' } as const;

test('runs are read as they were appended, those that broke too', (t) => {
  const folder = folderOf(t);
  appendRun(folder, 'peer', run);
  appendRun(folder, 'peer', broken);
  assert.deepEqual(readRuns(folder, 'peer'), [run, broken]);
  assert.deepEqual(labelsIn(folder), ['peer']);
  assert.deepEqual(readRuns(folder, 'other'), []);
});

test('dropRuns takes out what it is told to', (t) => {
  const folder = folderOf(t);
  appendRun(folder, 'peer', run);
  appendRun(folder, 'peer', broken);
  dropRuns(folder, 'peer', ({ seed }) => seed === 3);
  assert.deepEqual(readRuns(folder, 'peer'), [broken]);
});

test('a line that is no run is refused with its place', (t) => {
  const folder = folderOf(t);
  writeFileSync(join(folder, 'peer.jsonl'), `${JSON.stringify(run)}\n${JSON.stringify({ ...run, steps: [[1]] })}\n`);
  assert.throws(() => readRuns(folder, 'peer'), /peer\.jsonl:2/);
});

test('every stored result of the bench can be read', () => {
  for (const label of labelsIn(runsFolder)) assert.ok(readRuns(runsFolder, label).length > 0, label);
});
