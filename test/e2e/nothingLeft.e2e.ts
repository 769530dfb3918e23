// However a run ends, no process of it is left: programs that ignore SIGTERM, with grandchildren and with daemons in sessions of their own.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { processesInGroups, processesNaming } from './processTree.ts';
import { repositoryRoot, workspaceOf } from './workspace.ts';

const cli = join(repositoryRoot, 'dist/cli.js');

/** Does nothing and does not want to end; its argument is the project's folder. */
const stubborn = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);";

/** Starts a grandchild in its group and a daemon in a session of its own, notes their numbers and its own, then does what `then` says. */
const programOf = (then: string): string => `// @tune minimize loss
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
const rate = 0.5; // @tune 0..1
${stubborn.replace('setInterval(() => {}, 1000);', '')}
const idle = ${JSON.stringify(stubborn)} + 'console.log(1);';
const start = (detached) => spawn(process.execPath, ['-e', idle, import.meta.dirname], { detached, stdio: ['ignore', 'pipe', 'ignore'] });
const children = [start(false), start(true)];
await Promise.all(children.map((child) => new Promise((resolve) => child.stdout.once('data', resolve))));
for (const child of children) {
  child.stdout.destroy();
  child.unref();
}
for (const pid of [process.pid, ...children.map((child) => child.pid)])
  appendFileSync(new URL('./pids.txt', import.meta.url), pid + '\\n');
${then}
`;

const goesOn = 'setInterval(() => {}, 1000); await new Promise(() => {});';

type End = {
  readonly how: string;
  readonly then: string;
  readonly options?: readonly string[];
  /** What happens to the host once the trial has its processes. */
  readonly does?: (kill: (signal: 'SIGINT' | 'SIGTERM') => void) => void;
};
const ends: readonly End[] = [
  { how: 'after the program has ended by itself', then: '' },
  { how: 'after the program has failed', then: "throw new Error('broken');" },
  { how: 'after the time limit of a trial', then: goesOn, options: ['--timeout', '15'] },
  { how: 'after SIGTERM to the command line', then: goesOn, does: (kill) => kill('SIGTERM') },
  { how: 'after Ctrl-C', then: goesOn, does: (kill) => kill('SIGINT') },
  {
    how: 'after a second Ctrl-C, which ends the command line at once',
    then: goesOn,
    does: (kill) => {
      kill('SIGINT');
      // A signal that comes while the first is pending is lost.
      void delay(200).then(() => kill('SIGINT'));
    },
  },
];

for (const { how, then, options = [], does } of ends) {
  test(`no process is left ${how}`, { skip: process.platform !== 'linux' }, async (t) => {
    const workspace = workspaceOf({ 'package.json': '{"type":"module"}', 'model.js': programOf(then) });
    t.after(() => workspace.remove());
    const pidsFile = join(workspace.folder, 'pids.txt');
    const pids = (): readonly number[] =>
      existsSync(pidsFile) ? readFileSync(pidsFile, 'utf8').trim().split('\n').map(Number) : [];
    const args = [cli, join(workspace.folder, 'model.js'), '--trials', '2', ...options];
    const host = spawn(process.execPath, args, { stdio: 'ignore' });
    const exited = once(host, 'exit');
    while (pids().length < 3 && host.exitCode === null) await delay(10);
    does?.((signal) => host.kill(signal));
    await exited;
    assert.equal(pids().length, 3);
    assert.deepEqual(
      processesNaming(workspace.folder),
      [],
      'by the marks in their environment and their command lines',
    );
    assert.deepEqual(processesInGroups(pids()), [], 'by their groups');
  });
}
