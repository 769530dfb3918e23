// What a trial's folder says of processes may be written by anybody, and may lie in a repository: it ends no process that is not the trial's.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { identityOf, isAlive, type ProcessIdentity } from '../../../../src/system/processIdentity.ts';
import { createLocalExecutor } from '../../../../src/trial/local/local.ts';
import { emptyTrialFolder, trialFolderOf, type TrialFolder } from '../../../../src/trial/trialFolder.ts';
import { requestVariable, warmVariable } from '../../../../src/trial/trialProtocol.ts';
import { childFile } from '../realTrial.ts';

const children: ChildProcess[] = [];
const made: string[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function emptyFolder(): TrialFolder {
  const parent = mkdtempSync(join(tmpdir(), 'tunelens-notes-'));
  made.push(parent);
  const folder = trialFolderOf(parent, 3);
  mkdirSync(folder.path);
  return folder;
}

async function bystander(env: NodeJS.ProcessEnv = {}): Promise<{ child: ChildProcess; identity: ProcessIdentity }> {
  const options = { detached: true, stdio: 'ignore', env: { ...process.env, ...env } } as const;
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], options);
  children.push(child);
  await once(child, 'spawn');
  return { child, identity: identityOf(child.pid ?? 0) };
}

function note({ processFile }: TrialFolder, trial: ProcessIdentity): void {
  writeFileSync(processFile, JSON.stringify({ trial, host: { pid: 999_999, start: 'gone' } }));
}

const isLinux = process.platform === 'linux';

test('a process that is no trial is not ended, however well the note describes it', { skip: !isLinux }, async () => {
  const { child, identity } = await bystander();
  for (const start of [identity.start, identity.start?.replace(/-.*/, '') ?? null, null]) {
    const folder = emptyFolder();
    note(folder, { ...identity, start });
    emptyTrialFolder(folder);
    assert.ok(isAlive(identity));
  }
  assert.equal(child.signalCode, null);
});

test('a trial that waits elsewhere is not ended by a note that knows its number alone, and the run says which process that is', async () => {
  const { child, identity } = await bystander({ [warmVariable]: '{"preload":[]}' });
  const folder = emptyFolder();
  note(folder, { ...identity, start: null });
  assert.throws(
    () => emptyTrialFolder(folder),
    ({ code, message }: Error & { code?: unknown }) =>
      code === 'processMayBeLeft' && message.includes(String(identity.pid)),
  );
  assert.equal(child.signalCode, null);
});

test(
  "a trial's process that an earlier version has noted ends, as its environment shows whose it is",
  { skip: !isLinux },
  async () => {
    const folder = emptyFolder();
    const { child, identity } = await bystander({ [requestVariable]: folder.requestFile });
    const exited = once(child, 'exit');
    note(folder, { ...identity, start: identity.start?.replace(/-.*/, '') ?? null });
    emptyTrialFolder(folder);
    assert.deepEqual(await exited, [null, 'SIGKILL']);
  },
);

test('a resumed trial whose process may be another one is told when it is stopped, and that process goes on', async () => {
  const { child, identity } = await bystander({ [warmVariable]: '{"preload":[]}' });
  const folder = emptyFolder();
  note(folder, { ...identity, start: null });
  const left: number[] = [];
  const controller = new AbortController();
  const executor = createLocalExecutor({
    node: process.execPath,
    childFile,
    graceMs: 300,
    onLeft: (pid) => left.push(pid),
  });
  const resumed = executor.resume({
    onMessage: () => undefined,
    folder,
    signal: controller.signal,
    timeoutMs: null,
  });
  controller.abort('stopped');
  assert.deepEqual(await resumed, { kind: 'stopped' });
  assert.deepEqual(left, [identity.pid]);
  assert.equal(child.signalCode, null);
});
