import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { failureOf, type Evidence } from '../../../src/trial/failure.ts';
import { noObservations } from '../../../src/trial/objective.ts';
import { placeOf } from '../../../src/trial/stackPlace.ts';

const evidence: Evidence = {
  messages: [],
  observations: { ...noObservations, evaluated: { acc: 0.5 } },
  objective: { direction: 'maximize', metric: 'acc' },
  value: 0.5,
  outputFile: '/nonexistent/output.txt',
};

test('a program that ends well with a finite value has not failed', () => {
  assert.equal(failureOf({ kind: 'exited', code: 0 }, evidence), null);
});

test('NaN and infinity are divergence', () => {
  for (const value of [NaN, Infinity, -Infinity]) {
    assert.equal(failureOf({ kind: 'exited', code: 0 }, { ...evidence, value })?.kind, 'diverged');
  }
});

test('a metric that was never reported is named together with those that were', () => {
  const failure = failureOf(
    { kind: 'exited', code: 0 },
    { ...evidence, objective: { direction: 'maximize', metric: 'auc' }, value: null },
  );
  assert.equal(failure?.kind, 'no_metric');
  assert.match(failure.reason, /auc.*acc/);
});

test('while no objective is known its absence is no failure', () => {
  assert.equal(failureOf({ kind: 'exited', code: 0 }, { ...evidence, objective: null, value: null }), null);
});

test('an annotated expression that never had a value, or another than a number, is said to be so', () => {
  const objective = { direction: 'minimize', metric: 'loss', isExpression: true } as const;
  const reasonOf = (missed: string | null): string | undefined =>
    failureOf(
      { kind: 'exited', code: 0 },
      { ...evidence, objective, value: null, observations: { ...noObservations, missed } },
    )?.reason;
  assert.match(reasonOf(null) ?? '', /never came to the line that computes loss/);
  assert.match(reasonOf('a list') ?? '', /loss is a list, not a number/);
});

test('what the program threw is the reason, with its stack', () => {
  const threw = {
    kind: 'threw',
    name: 'TypeError',
    message: 'x is not a function\nmore',
    stack: 'at a.js:1:2',
  } as const;
  const failure = failureOf({ kind: 'exited', code: 1 }, { ...evidence, messages: [threw] });
  assert.equal(failure?.kind, 'program');
  assert.equal(failure.reason, 'TypeError: x is not a function');
  assert.equal(failure.thrown?.stack, 'at a.js:1:2');
});

test('an exit code without an exception is told with the last line of the output, and a full heap as what it is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'failure-'));
  const outputFile = join(folder, 'output.txt');
  try {
    writeFileSync(outputFile, 'epoch 1\nno data found\n');
    assert.match(failureOf({ kind: 'exited', code: 3 }, { ...evidence, outputFile })?.reason ?? '', /3: no data found/);
    writeFileSync(outputFile, 'FATAL ERROR: Reached heap limit Allocation failed\n');
    assert.equal(failureOf({ kind: 'killed', signal: 'SIGABRT' }, { ...evidence, outputFile })?.kind, 'out_of_memory');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('stopped, timed out, killed and never started are kinds of their own', () => {
  assert.equal(failureOf({ kind: 'stopped' }, evidence)?.kind, 'stopped');
  assert.equal(failureOf({ kind: 'timedOut' }, evidence)?.kind, 'timeout');
  assert.equal(failureOf({ kind: 'killed', signal: 'SIGKILL' }, evidence)?.kind, 'killed');
  assert.equal(failureOf({ kind: 'spawnFailed', reason: 'ENOENT' }, evidence)?.kind, 'spawn');
});

test('the place of a failure is the first frame in a file of the program, 0-based', () => {
  const files = new Set(['/home/me/my model/main.js', '/home/me/model.cjs']);
  const esm =
    'Error: x\n    at fit (file:///home/me/node_modules/t.js:9:1)\n    at file:///home/me/my%20model/main.js:12:7';
  assert.deepEqual(placeOf(esm, files), { file: '/home/me/my model/main.js', line: 11 });
  assert.deepEqual(placeOf('Error: x\n    at train (/home/me/model.cjs:3:5)', files), {
    file: '/home/me/model.cjs',
    line: 2,
  });
  assert.deepEqual(placeOf('file:///home/me/model.cjs:5\n  const = 1\n\nSyntaxError: x', files), {
    file: '/home/me/model.cjs',
    line: 4,
  });
  assert.equal(placeOf('Error: x\n    at node:internal/x:1:1', files), null);
});
