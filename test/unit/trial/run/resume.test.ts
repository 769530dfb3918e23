// Trials that outlive their host: what the next host finds, with real child processes.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import type { RunOptions } from '../../../../src/trial/executor.ts';
import { createLocalExecutor } from '../../../../src/trial/local/local.ts';
import { identityOf, isAlive, processesWith } from '../../../../src/system/processIdentity.ts';
import { emptyTrialFolder, readProcesses, trialFolderOf, writeProcesses } from '../../../../src/trial/trialFolder.ts';
import type { TrialFolder } from '../../../../src/trial/trialFolder.ts';
import { requestVariable, type TrialMessage } from '../../../../src/trial/trialProtocol.ts';
import { childFile } from '../realTrial.ts';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Goes on once the file `go` is there. */
const waiting = `
  const wait = () => existsSync(new URL('./go', import.meta.url)) ? console.log('done') : setTimeout(wait, 10);
  wait();`;

function projectOf(text: string): { folder: string; trial: TrialFolder; go: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'tunelens-resume-'));
  made.push(folder);
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'main.js'), text);
  const trial = trialFolderOf(join(folder, 'trials'), 0);
  mkdirSync(trial.path, { recursive: true });
  return { folder, trial, go: () => writeFileSync(join(folder, 'go'), '') };
}

const executor = () => createLocalExecutor({ node: process.execPath, childFile, graceMs: 300 });

function optionsOf(trial: TrialFolder, messages: TrialMessage[], onMessage?: () => void) {
  const controller = new AbortController();
  const options: RunOptions = {
    folder: trial,
    signal: controller.signal,
    timeoutMs: null,
    onMessage: (message) => {
      messages.push(message);
      onMessage?.();
    },
  };
  return { controller, options };
}

/** Starts the project's program and lets go of it once it has begun. */
async function startAndDetach(folder: string, trial: TrialFolder): Promise<number> {
  const { controller, options } = optionsOf(trial, [], () => controller.abort('detached'));
  const end = await executor().run(
    {
      ...{ trial: 0, entry: join(folder, 'main.js'), args: [], nodeArgs: [], env: {}, cwd: folder },
      ...{ sources: {}, aliases: {}, seed: 1, spoolFile: trial.spoolFile, modelFolder: null },
    },
    { ...options, env: {} },
  );
  assert.deepEqual(end, { kind: 'detached' });
  return readProcesses(trial)?.trial.pid ?? 0;
}

const kinds = (messages: readonly TrialMessage[]): readonly string[] => messages.map(({ kind }) => kind);

test('a detached trial goes on, and the next host hears all of it and how it ended', async () => {
  const { folder, trial, go } = projectOf(`import { existsSync } from 'node:fs'; process.exitCode = 3; ${waiting}`);
  const pid = await startAndDetach(folder, trial);
  assert.ok(isAlive(identityOf(pid)));
  const messages: TrialMessage[] = [];
  const resumed = executor().resume(optionsOf(trial, messages).options);
  go();
  assert.deepEqual(await resumed, { kind: 'exited', code: 3 });
  assert.deepEqual(kinds(messages), ['started', 'ending']);
  assert.equal(readFileSync(trial.outputFile, 'utf8'), 'done\n');
});

test('one that has ended before the next host comes tells the same', async () => {
  const { folder, trial, go } = projectOf(`import { existsSync } from 'node:fs'; ${waiting}`);
  const pid = await startAndDetach(folder, trial);
  const leader = identityOf(pid);
  go();
  while (isAlive(leader)) await new Promise(setImmediate);
  const messages: TrialMessage[] = [];
  assert.deepEqual(await executor().resume(optionsOf(trial, messages).options), { kind: 'exited', code: 0 });
  assert.deepEqual(kinds(messages), ['started', 'ending']);
});

test('one that was killed while nobody watched is known to be killed', async () => {
  const { folder, trial } = projectOf(`import { existsSync } from 'node:fs'; ${waiting}`);
  const pid = await startAndDetach(folder, trial);
  process.kill(-pid, 'SIGKILL');
  const end = await executor().resume(optionsOf(trial, []).options);
  assert.equal(end.kind, 'killed');
});

test('a resumed trial can be stopped, with all of its processes', async () => {
  const { folder, trial } = projectOf(`import { spawn } from 'node:child_process'; import { existsSync } from 'node:fs';
    spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore', env: process.env }); ${waiting}`);
  const pid = await startAndDetach(folder, trial);
  const { controller, options } = optionsOf(trial, []);
  const resumed = executor().resume(options);
  controller.abort('stopped');
  assert.deepEqual(await resumed, { kind: 'stopped' });
  assert.ok(!isAlive(identityOf(pid)) || identityOf(pid).start === null);
  assert.deepEqual(processesWith('TUNELENS_REQUEST', trial.requestFile), []);
});

test(
  'a process that a program has put into a session of its own ends with the trial',
  { skip: process.platform !== 'linux' },
  async () => {
    const { folder, trial } = projectOf(`import { spawn } from 'node:child_process';
    const daemon = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore', detached: true });
    daemon.unref();`);
    const messages: TrialMessage[] = [];
    const end = await executor().run(
      {
        ...{ trial: 0, entry: join(folder, 'main.js'), args: [], nodeArgs: [], env: {}, cwd: folder },
        ...{ sources: {}, aliases: {}, seed: 1, spoolFile: trial.spoolFile, modelFolder: null },
      },
      { ...optionsOf(trial, messages).options, env: {} },
    );
    assert.deepEqual(end, { kind: 'exited', code: 0 });
    assert.deepEqual(processesWith('TUNELENS_REQUEST', trial.requestFile), []);
  },
);

test('a host that dies before its child has begun leaves nothing that could begin later', async () => {
  const { trial } = projectOf('');
  writeFileSync(trial.requestFile, '{}');
  const end = await executor().resume(optionsOf(trial, []).options);
  assert.equal(end.kind, 'killed');
  assert.ok(!existsSync(trial.requestFile));
});

test('a folder in which a dead host has left a running trial is emptied only when that process is gone', async () => {
  const { trial } = projectOf('');
  const env = { ...process.env, [requestVariable]: trial.requestFile };
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    detached: true,
    stdio: 'ignore',
    env,
  });
  await once(child, 'spawn');
  const exited = once(child, 'exit');
  writeProcesses(trial, identityOf(child.pid ?? 0));
  assert.throws(() => emptyTrialFolder(trial), /used by another run/, 'its host, this process, lives');
  const noted = readFileSync(trial.processFile, 'utf8').replace(`"host":{"pid":${process.pid}`, '"host":{"pid":999999');
  writeFileSync(trial.processFile, noted);
  emptyTrialFolder(trial);
  assert.deepEqual(await exited, [null, 'SIGKILL']);
  assert.equal(readProcesses(trial), null);
});
