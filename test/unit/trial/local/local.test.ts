// Trials as real child processes: what programs do to them, and what is left when they are over.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createLocalExecutor } from '../../../../src/trial/local/local.ts';
import { failureOf } from '../../../../src/trial/run/failure.ts';
import { noObservations } from '../../../../src/trial/run/objective.ts';
import { emptyTrialFolder, trialFolderOf } from '../../../../src/trial/trialFolder.ts';
import { childFile, runTrial, type Ran } from '../realTrial.ts';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

const kindOf = ({ end, messages, folder }: Ran): string | undefined =>
  failureOf(end, {
    messages,
    observations: noObservations,
    objective: null,
    value: null,
    outputFile: join(folder, '0/output.txt'),
  })?.kind;

test('an ES module program runs with its arguments, its own URL and the texts of the request', async () => {
  const onDisk =
    "import { rate } from './lib/net.js';\nconsole.log(rate, import.meta.url, process.argv.slice(2).join(','), process.cwd());";
  const { end, output, folder } = await runTrial(
    { 'main.js': onDisk, 'lib/net.js': 'export const rate = 1;' },
    { sources: { 'lib/net.js': 'export const rate = 2;', 'main.js': onDisk } },
  );
  assert.deepEqual(end, { kind: 'exited', code: 0 });
  assert.equal(output.trim(), `2 file://${folder}/main.js --flag,a b ${folder}`);
  assert.equal(readFileSync(join(folder, 'lib/net.js'), 'utf8'), 'export const rate = 1;');
});

test('a CommonJS program does too, with its __dirname and require', async () => {
  const { output, folder } = await runTrial(
    {
      'package.json': '{}',
      'main.js': "console.log(require('./net').rate, __dirname, require.main === module);",
      'net.js': 'exports.rate = 1;',
    },
    { sources: { 'net.js': 'exports.rate = 2;' } },
  );
  assert.equal(output.trim(), `2 ${folder} true`);
});

test('a mixed program gets swapped texts on both sides', async () => {
  const { output } = await runTrial(
    { 'main.js': "import net from './net.cjs';\nconsole.log(net.rate);", 'net.cjs': 'exports.rate = 1;' },
    { sources: { 'net.cjs': 'exports.rate = 2;' } },
  );
  assert.equal(output.trim(), '2');
});

test('what the program throws is told with the line that it has in the file', async () => {
  const { end, messages, folder } = await runTrial({ 'main.js': "\n\nthrow new TypeError('no data');" });
  assert.deepEqual(end, { kind: 'exited', code: 1 });
  const threw = messages.find((message) => message.kind === 'threw');
  assert.deepEqual([threw?.name, threw?.message], ['TypeError', 'no data']);
  assert.match(threw?.stack ?? '', new RegExp(`${folder}/main\\.js:3:`));
});

test('an unhandled rejection is a failure of the program', async () => {
  const ran = await runTrial({ 'main.js': "Promise.reject(new Error('lost')); setInterval(() => {}, 1000);" });
  assert.equal(kindOf(ran), 'program');
  assert.ok(ran.messages.some((message) => message.kind === 'threw' && message.message === 'lost'));
});

test('exit codes and signals are told apart', async () => {
  assert.deepEqual((await runTrial({ 'main.js': 'process.exit(3);' })).end, { kind: 'exited', code: 3 });
  const crashed = await runTrial({ 'main.js': "process.kill(process.pid, 'SIGSEGV'); setInterval(() => {}, 1000);" });
  assert.deepEqual(crashed.end, { kind: 'killed', signal: 'SIGSEGV' });
  assert.equal(kindOf(crashed), 'program');
  const ended = await runTrial({ 'main.js': "process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000);" });
  assert.equal(kindOf(ended), 'killed');
});

test('a program that outgrows its heap is told as out of memory', async () => {
  const hungry = 'const all = []; for (;;) all.push(new Array(1e5).fill(Math.random()));';
  assert.equal(
    kindOf(await runTrial({ 'main.js': hungry }, { env: { NODE_OPTIONS: '--max-old-space-size=48' } })),
    'out_of_memory',
  );
});

test('an endless loop is ended by the time limit', async () => {
  assert.deepEqual((await runTrial({ 'main.js': 'for (;;);' }, { timeoutMs: 1500 })).end, { kind: 'timedOut' });
});

test('a program that ignores the wish to stop is gone all the same, with its children', async () => {
  const stubborn = `import { spawn } from 'node:child_process';
    const child = spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up')"], { stdio: ['ignore', 'pipe', 'inherit'] });
    process.on('SIGTERM', () => {});
    child.stdout.once('data', () => { throwAway(); console.log('child ' + child.pid); });
    import { appendFileSync } from 'node:fs';
    function throwAway() { appendFileSync(new URL('./0/spool.jsonl', import.meta.url), JSON.stringify({ kind: 'evaluated', metrics: { pid: child.pid } }) + '\\n'); }
    setInterval(() => {}, 1000);`;
  const { end, messages } = await runTrial(
    { 'main.js': stubborn },
    { onMessage: (message, stop) => message.kind === 'evaluated' && stop() },
  );
  assert.deepEqual(end, { kind: 'stopped' });
  const pids = messages.flatMap((message) =>
    message.kind === 'evaluated' ? [message.metrics['pid'] ?? -1] : message.kind === 'started' ? [message.pid] : [],
  );
  assert.equal(pids.length, 2);
  assert.deepEqual(pids.map(isAlive), [false, false]);
});

test('a trial that is stopped before it begins starts no process', async () => {
  const controller = new AbortController();
  controller.abort();
  const end = await createLocalExecutor({ node: '/nowhere/node', childFile }).run(
    {
      ...{ trial: 0, entry: '/x.js', args: [], nodeArgs: [], env: {}, cwd: '/', sources: {}, aliases: {}, seed: 0 },
      ...{ spoolFile: '/nowhere/spool', modelFolder: null },
    },
    {
      onMessage: () => undefined,
      folder: trialFolderOf('/nowhere', 0),
      signal: controller.signal,
      timeoutMs: null,
      env: {},
    },
  );
  assert.deepEqual(end, { kind: 'stopped' });
});

test('a Node that is not there is a failure to start, with its reason', async () => {
  const { end } = await runTrial({ 'main.js': '' }, { node: '/nowhere/node' });
  assert.equal(end.kind, 'spawnFailed');
});

test('ten megabytes of output neither block the program nor reach its messages', async () => {
  const { end, folder } = await runTrial({
    'main.js': "const line = 'x'.repeat(1023); for (let i = 0; i < 10240; i++) { process.stdout.write(line + '\\n'); }",
  });
  assert.deepEqual(end, { kind: 'exited', code: 0 });
  assert.equal(statSync(join(folder, '0/output.txt')).size, 10 * 1024 * 1024);
});

test('lines that only look like messages are no messages', async () => {
  const { messages } = await runTrial({
    'main.js': `import { appendFileSync } from 'node:fs';
      for (const line of ['{"kind":"evaluated"}', '{"kind":"evaluated","metrics":{"acc":"high"}}', 'not JSON', '[]', '{"kind":"epochEnded","step":-1,"logs":{}}'])
        appendFileSync(new URL('./0/spool.jsonl', import.meta.url), line + '\\n');
      console.log('{"kind":"evaluated","metrics":{"acc":1}}');`,
  });
  assert.deepEqual(
    messages.map(({ kind }) => kind),
    ['started', 'ending'],
  );
});

test('Math.random is the same for the same seed, and another for another', async () => {
  const draw = async (seed: number): Promise<string> =>
    (await runTrial({ 'main.js': 'console.log([1, 2, 3].map(() => Math.random()).join());' }, { seed })).output;
  assert.equal(await draw(5), await draw(5));
  assert.notEqual(await draw(5), await draw(6));
});

/** Ends, and stays for a while: what the host is told in that time comes before the process is gone. */
const lingering = "process.on('exit', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000));";

function waitUntilAfter(atMs: number): void {
  while (Date.now() <= atMs);
}

test('a trial that has come to its end before it is told to end has ended by itself', async () => {
  const { end } = await runTrial(
    { 'main.js': `${lingering} process.exitCode = 0;` },
    {
      onMessage: (message, stop) => {
        if (message.kind !== 'ending') return;
        waitUntilAfter(message.atMs);
        stop();
      },
    },
  );
  assert.deepEqual(end, { kind: 'exited', code: 0 });
});

test('one that ends well because it was told to has not', async () => {
  const graceful = `import { appendFileSync } from 'node:fs';
    process.on('SIGTERM', () => process.exit(0));
    setInterval(() => {}, 1000);
    appendFileSync(new URL('./0/spool.jsonl', import.meta.url), '{"kind":"evaluated","metrics":{}}\\n');`;
  const { end, messages } = await runTrial(
    { 'main.js': graceful },
    { graceMs: 20_000, onMessage: ({ kind }, stop) => kind === 'evaluated' && stop() },
  );
  assert.equal(messages.at(-1)?.kind, 'ending');
  assert.deepEqual(end, { kind: 'stopped' });
});

test('a program that puts a folder in the place of its reports fails with that reason, and the next start has the trial again', async () => {
  const main = `import fs from 'node:fs';
    const { spoolFile } = JSON.parse(fs.readFileSync(process.env.TUNELENS_REQUEST, 'utf8'));
    fs.rmSync(spoolFile, { force: true });
    fs.mkdirSync(spoolFile);`;
  const ran = await runTrial({ 'main.js': main });
  assert.ok(ran.end.kind === 'lost' && /spool\.jsonl is a folder/.test(ran.end.reason), JSON.stringify(ran.end));
  assert.equal(kindOf(ran), 'killed');
  const folder = trialFolderOf(ran.folder, 0);
  assert.equal(statSync(folder.spoolFile).isDirectory(), true);
  // A later start takes the trial over and finds the same; then its folder is made again.
  const executor = createLocalExecutor({ node: process.execPath, childFile });
  const resumed = executor.resume({
    folder,
    signal: new AbortController().signal,
    timeoutMs: null,
    onMessage: () => undefined,
    onRestart: () => undefined,
  });
  assert.equal((await resumed).kind, 'lost');
  assert.deepEqual(readdirSync(emptyTrialFolder(folder).path), []);
  await executor.close();
});
