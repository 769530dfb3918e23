import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { failureOf, isMachineFault, type Evidence } from '../../../../src/trial/run/failure.ts';
import { noObservations } from '../../../../src/trial/run/objective.ts';
import { placeOf } from '../../../../src/trial/run/stackPlace.ts';
import type { TrialEnd, TrialMessage } from '../../../../src/trial/trialProtocol.ts';
import { runTrial } from '../realTrial.ts';

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

const thrown = (name: string, message: string): Evidence => ({
  ...evidence,
  messages: [{ kind: 'threw', name, message, stack: `${name}: ${message}\n    at a.js:1:2` }],
});

test('missing memory is told by the words of V8, Node, TensorFlow and CUDA, each as what it is', () => {
  const words: readonly (readonly [string, RegExp])[] = [
    ['Worker terminated due to reaching memory limit: JS heap out of memory', /JavaScript heap/],
    ['Array buffer allocation failed', /arrays/],
    ['Invalid typed array length: 1099511627776', /arrays/],
    [
      'Invalid TF_Status: 8\nMessage: OOM when allocating tensor with shape[4096,65536] and type float on /job:localhost/replica:0/task:0/device:CPU:0 by allocator cpu',
      /for a tensor/,
    ],
    [
      'Invalid TF_Status: 8\nMessage: OOM when allocating tensor with shape[9] and type float on /job:localhost/replica:0/task:0/device:GPU:0 by allocator GPU_0_bfc',
      /memory of the GPU/,
    ],
    ['failed to create cublas handle: CUBLAS_STATUS_ALLOC_FAILED', /memory of the GPU/],
    ['ENOMEM: not enough memory, read', /from the system/],
  ];
  for (const [message, reason] of words) {
    const failure = failureOf({ kind: 'exited', code: 1 }, thrown('Error', message));
    assert.equal(failure?.kind, 'out_of_memory', message);
    assert.match(failure.reason, reason);
    assert.equal(failure.thrown?.message, message);
  }
});

test('what was thrown decides, not what the program printed before', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'failure-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const outputFile = join(folder, 'output.txt');
  writeFileSync(outputFile, 'OOM when allocating tensor: trying a smaller batch\n');
  const failure = failureOf({ kind: 'exited', code: 1 }, { ...thrown('TypeError', 'no data'), outputFile });
  assert.deepEqual([failure?.kind, failure?.reason], ['program', 'TypeError: no data']);
  assert.equal(failureOf({ kind: 'exited', code: 1 }, { ...evidence, outputFile })?.kind, 'out_of_memory');
});

test('a process that somebody killed while the kernel was ending processes for want of memory was probably one of them', () => {
  const killed = { kind: 'killed', signal: 'SIGKILL' } as const;
  assert.equal(failureOf(killed, evidence)?.kind, 'killed');
  assert.equal(failureOf(killed, { ...evidence, nOomKills: 0 })?.kind, 'killed');
  const failure = failureOf(killed, { ...evidence, nOomKills: 1 });
  assert.equal(failure?.kind, 'out_of_memory');
  assert.match(failure.reason, /probably/);
  assert.equal(failureOf({ kind: 'killed', signal: 'SIGTERM' }, { ...evidence, nOomKills: 1 })?.kind, 'killed');
});

test('a full disk is a fault of the machine with its remedy, a lack of file watchers is one of the program', () => {
  const failure = failureOf({ kind: 'exited', code: 1 }, thrown('Error', 'ENOSPC: no space left on device, write'));
  assert.equal(failure?.kind, 'disk_full');
  assert.match(failure.reason, /disk is full.*Free some space/);
  assert.ok(isMachineFault(failure));
  const watchers = thrown('Error', "ENOSPC: System limit for number of file watchers reached, watch '/a'");
  assert.match(failureOf({ kind: 'exited', code: 1 }, watchers)?.reason ?? '', /^Error: ENOSPC: System limit/);
});

test('a trial that could not even tell its end on a full disk is not taken at the value that it reported before', () => {
  const ended = { kind: 'exited', code: 0 } as const;
  const cut: Evidence = { ...evidence, value: 0.5, hasRoom: false };
  assert.equal(failureOf(ended, cut)?.kind, 'disk_full');
  const ending: TrialMessage = { kind: 'ending', exitCode: 0, atMs: 0 };
  assert.equal(failureOf(ended, { ...cut, messages: [ending] }), null);
  assert.equal(failureOf(ended, { ...cut, hasRoom: true }), null);
});

test('a length that is no length is a mistake of the program', () => {
  const failure = failureOf({ kind: 'exited', code: 1 }, thrown('RangeError', 'Invalid typed array length: -1'));
  assert.equal(failure?.kind, 'program');
});

test('a crash of native code is the fault of the program', () => {
  const failure = failureOf({ kind: 'killed', signal: 'SIGSEGV' }, evidence);
  assert.deepEqual([failure?.kind, failure?.reason], ['program', 'The program ended with SIGSEGV.']);
});

test('stopped, timed out, killed and never started are kinds of their own', () => {
  assert.equal(failureOf({ kind: 'stopped' }, evidence)?.kind, 'stopped');
  assert.equal(failureOf({ kind: 'timedOut' }, evidence)?.kind, 'timeout');
  assert.equal(failureOf({ kind: 'killed', signal: 'SIGKILL' }, evidence)?.kind, 'killed');
  assert.equal(failureOf({ kind: 'spawnFailed', reason: 'ENOENT' }, evidence)?.kind, 'spawn');
});

test('only what the machine or somebody outside did deserves another try', () => {
  const ends: readonly (readonly [TrialEnd, boolean])[] = [
    [{ kind: 'spawnFailed', reason: 'EAGAIN' }, true],
    [{ kind: 'killed', signal: 'SIGKILL' }, true],
    [{ kind: 'killed', signal: 'SIGSEGV' }, false],
    [{ kind: 'exited', code: 1 }, false],
    [{ kind: 'timedOut' }, false],
    [{ kind: 'stopped' }, false],
  ];
  for (const [end, expected] of ends) {
    const failure = failureOf(end, evidence);
    assert.ok(failure !== null);
    assert.equal(isMachineFault(failure), expected, failure.reason);
  }
  const outOfMemory = failureOf({ kind: 'killed', signal: 'SIGKILL' }, { ...evidence, nOomKills: 2 });
  assert.ok(outOfMemory !== null && !isMachineFault(outOfMemory));
});

test('real programs that ask for too much memory are told as that', async () => {
  const programs = {
    arrays: 'new ArrayBuffer(2 ** 52);',
    heap: `import { Worker } from 'node:worker_threads';
new Worker('const all = []; for (;;) all.push(new Array(1e5).fill(0.5));', { eval: true, resourceLimits: { maxOldGenerationSizeMb: 24 } });`,
  };
  for (const main of Object.values(programs)) {
    const { end, messages, folder } = await runTrial({ 'main.js': main });
    const failure = failureOf(end, { ...evidence, messages, outputFile: join(folder, 'output.txt') });
    assert.equal(failure?.kind, 'out_of_memory', failure?.reason);
  }
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
