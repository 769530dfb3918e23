// Ending processes: nothing that a file says of a process reaches one that it does not mean.
import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { identityOf, isAlive, parseIdentity } from '../../../src/system/processIdentity.ts';
import { foundProcess, isLeft, ownChild, send } from '../../../src/system/signals.ts';

const isLinux = process.platform === 'linux';
const children: ChildProcess[] = [];
const made: string[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A process that does nothing, the leader of a group of its own. */
async function idle(options: { readonly detached: boolean } = { detached: true }): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore', ...options });
  children.push(child);
  await once(child, 'spawn');
  assert.ok(child.pid !== undefined);
  return child.pid;
}

/** What would have been signalled. */
function recorder(): { readonly sent: number[]; readonly kill: (pid: number) => void } {
  const sent: number[] = [];
  return { sent, kill: (pid) => void sent.push(pid) };
}

test('a process is found by its number and start, and its group gets the signal', async () => {
  const { sent, kill } = recorder();
  const found = foundProcess(identityOf(await idle()));
  assert.ok(found !== null);
  send(found, 'SIGTERM', kill);
  assert.deepEqual(sent, [-found.identity.pid]);
});

test('one that leads no group gets the signal alone', async () => {
  const { sent, kill } = recorder();
  const found = foundProcess(identityOf(await idle({ detached: false })));
  assert.ok(found !== null);
  send(found, 'SIGKILL', kill);
  assert.deepEqual(sent, [found.identity.pid]);
});

test('neither process 1, nor this process, nor its parent is found or signalled, whatever is known of them', () => {
  const { sent, kill } = recorder();
  for (const pid of [1, process.pid, process.ppid, 0, -1, -process.pid, 1.5, NaN]) {
    for (const start of [null, identityOf(pid).start, '1']) {
      assert.equal(foundProcess({ pid, start }), null, `${pid} ${start}`);
      for (const isLeader of [true, false]) {
        send({ identity: { pid, start }, isOwn: true, isLeader }, 'SIGKILL', kill);
      }
    }
  }
  assert.deepEqual(sent, []);
});

test('a process whose start is unknown, or another than the noted one, is left alone', async () => {
  const { sent, kill } = recorder();
  const { pid, start } = identityOf(await idle());
  for (const other of [
    null,
    '',
    '1',
    `${start} `,
    (start ?? '').replace(/-.*/, ''),
    (start ?? '').replace(/.$/, 'x'),
  ]) {
    assert.equal(foundProcess({ pid, start: other }), null, String(other));
  }
  // Its number was given to another process after it was found.
  const reused = { pid, start: 'earlier' };
  for (const isLeader of [true, false]) {
    send({ identity: reused, isOwn: false, isLeader }, 'SIGKILL', kill);
    assert.equal(isLeft({ identity: reused, isOwn: false, isLeader }), false);
  }
  assert.deepEqual(sent, []);
});

test(
  'a process that is gone is not signalled again, but what is left of its group is',
  { skip: !isLinux },
  async () => {
    const { sent, kill } = recorder();
    const script = `require('child_process').spawn('sleep', ['1000'], { stdio: 'ignore' }).unref(); process.stdin.resume();`;
    const leader = spawn(process.execPath, ['-e', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    await once(leader, 'spawn');
    const found = foundProcess(identityOf(leader.pid ?? 0));
    assert.ok(found !== null);
    while (!isLeft({ ...found, isLeader: true })) await new Promise(setImmediate);
    leader.stdin?.end();
    await once(leader, 'exit');
    assert.equal(foundProcess(found.identity), null);
    assert.equal(isLeft(found), true);
    send(found, 'SIGKILL', kill);
    assert.deepEqual(sent, [-found.identity.pid]);
    send(found, 'SIGKILL');
    while (isLeft(found)) await new Promise(setImmediate);
    send({ ...found, isLeader: false }, 'SIGKILL', kill);
    assert.deepEqual(sent.length, 1);
  },
);

test('a child of this process is ended with its group', { skip: process.platform === 'win32' }, async () => {
  const child = ownChild(await idle());
  assert.equal(isLeft(child), true);
  send(child, 'SIGKILL');
  await once(children[0]!, 'exit');
  assert.equal(isLeft(child), false);
});

test(
  'what an earlier version has noted of a process tells that it lives, and is not enough to end it',
  { skip: !isLinux },
  async () => {
    const { pid, start } = identityOf(await idle());
    const noted = parseIdentity({ pid, start: (start ?? '').replace(/-.*/, '') });
    assert.ok(noted !== null);
    assert.equal(isAlive(noted), true);
    assert.equal(foundProcess(noted), null);
  },
);

/** Only a superuser may make a namespace of process numbers, in which a real `kill(-1)` harms nobody. */
const hasNamespaces = isLinux && spawnSync('unshare', ['-fp', '--mount-proc', 'true']).status === 0;

test(
  'a folder whose note names process 1 is emptied, and no process of the system ends',
  { skip: !hasNamespaces },
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'tunelens-signals-'));
    made.push(folder);
    mkdirSync(join(folder, '3'));
    const source = join(import.meta.dirname, '../../../src/trial/trialFolder.ts');
    writeFileSync(
      join(folder, 'main.mjs'),
      `import { existsSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { emptyTrialFolder, trialFolderOf } from ${JSON.stringify(source)};
const bystander = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' });
bystander.on('spawn', () => {
  for (const start of [null, '0', '1']) {
    const trial = trialFolderOf(${JSON.stringify(folder)}, 3);
    const note = { trial: { pid: 1, start }, host: { pid: 99999, start: 'x' } };
    writeFileSync(trial.processFile, JSON.stringify(note));
    emptyTrialFolder(trial);
  }
  setTimeout(() => {
    console.log(bystander.signalCode, existsSync('/proc/' + bystander.pid));
    bystander.kill('SIGKILL');
  }, 50);
});`,
    );
    const args = ['-fp', '--mount-proc', 'sh', '-c', `"${process.execPath}" main.mjs; echo ended $?`];
    const { stdout, stderr } = spawnSync('unshare', args, { cwd: folder, encoding: 'utf8', timeout: 60_000 });
    assert.equal(stdout, 'null true\nended 0\n', stderr);
  },
);
