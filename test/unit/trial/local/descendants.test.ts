// What a trial has started ends with it, even where it cuts itself off: its group, its environment and its parent tell nothing of the trial then.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { identityOf, isAlive } from '../../../../src/system/processIdentity.ts';
import { followDescendants } from '../../../../src/trial/local/descendants.ts';
import { makeProject, runTrial } from '../realTrial.ts';

const isLinux = process.platform === 'linux';

/** The number that a shell has written into `file`, once it is there. */
async function pidIn(file: string): Promise<number> {
  for (;;) {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    if (text.endsWith('\n')) return Number(text);
    await new Promise(setImmediate);
  }
}

test('a daemon in a session and an environment of its own ends with its trial', { skip: !isLinux }, async () => {
  const main = `import { spawn } from 'node:child_process'; import { existsSync } from 'node:fs';
    import tell from 'node:fs';
    const script = 'echo $$ > daemon.txt; exec sleep 1000';
    spawn('setsid', ['env', '-i', 'sh', '-c', script], { stdio: 'ignore', env: { PATH: process.env.PATH } });
    const wait = () => existsSync('daemon.txt') && tell.readFileSync('daemon.txt', 'utf8').endsWith('\\n')
      ? tell.appendFileSync('0/spool.jsonl', JSON.stringify({ kind: 'evaluated', metrics: { up: 1 } }) + '\\n')
      : setTimeout(wait, 10);
    wait();
    setInterval(() => {}, 1000);`;
  const { end, folder } = await runTrial(
    { 'main.js': main },
    { onMessage: (message, stop) => message.kind === 'evaluated' && stop() },
  );
  assert.deepEqual(end, { kind: 'stopped' });
  const pid = await pidIn(join(folder, 'daemon.txt'));
  assert.ok(pid > 1);
  assert.equal(identityOf(pid).start, null, 'it has ended');
});

test(
  'a process that was seen once is remembered when its parents are gone, and its own children too',
  { skip: !isLinux },
  async () => {
    const folder = makeProject({});
    // Waits to be told, so that each look comes when it should.
    const script = `setsid env -i sh -c 'echo $$ > daemon.txt; read x < go; sleep 1000 & echo $! > child.txt; exec sleep 1000' & read x`;
    const root = spawn('sh', ['-c', `mkfifo go; ${script}`], { cwd: folder, stdio: ['pipe', 'ignore', 'ignore'] });
    await once(root, 'spawn');
    const followed = followDescendants(identityOf(root.pid ?? 0));
    const daemon = await pidIn(join(folder, 'daemon.txt'));
    followed.look();
    assert.deepEqual(
      followed.living().map(({ pid }) => pid),
      [daemon],
    );
    root.stdin.end('\n');
    await once(root, 'exit');
    const teller = spawn('sh', ['-c', 'echo > go'], { cwd: folder, stdio: 'ignore' });
    const child = await pidIn(join(folder, 'child.txt'));
    followed.look();
    followed.close();
    const living = followed.living();
    assert.deepEqual(living.map(({ pid }) => pid).toSorted(), [daemon, child].toSorted());
    for (const { pid } of living) process.kill(pid, 'SIGKILL');
    while (living.some(isAlive)) await new Promise(setImmediate);
    assert.deepEqual(followed.living(), []);
    assert.notEqual(teller.pid, undefined);
  },
);
