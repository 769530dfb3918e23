// optuna-dashboard on the journal of a run of the built command line: its trials appear there while they run.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { skipWithout } from '../requirements.ts';
import { repositoryRoot, workspaceOf } from '../workspace.ts';
import { isFields, pythonOf, type Fields } from './optuna.ts';

const program = pythonOf('dashboard').replace(/python(\.exe)?$/, 'optuna-dashboard$1');
const missingDashboard = (): string | null =>
  existsSync(program) ? null : 'optuna-dashboard is not installed: run "node test/e2e/optuna/setup.mjs".';

/** The first trial ends at once, the others once the file `go` is there. */
const model = `import { existsSync } from 'node:fs';
const rate = 0.5; // @tune 0..1
while (rate !== 0.5 && !existsSync('go')) await new Promise((resolve) => setTimeout(resolve, 20));
const loss = rate ** 2; // @tune minimize
console.log(loss);
`;

void describe('optuna-dashboard', { skip: skipWithout(missingDashboard) }, () => {
  test('shows the trials of a run, with their states and values, while it goes on', { timeout: 240_000 }, async (t) => {
    const workspace = workspaceOf({ 'package.json': '{ "type": "module" }', 'model.js': model });
    const started: ChildProcess[] = [];
    t.after(async () => {
      for (const child of started.filter(({ exitCode }) => exitCode === null)) {
        child.kill();
        await once(child, 'exit');
      }
      workspace.remove();
    });
    const start = (...command: [string, ...string[]]): ChildProcess => {
      const [file, ...args] = command;
      const child = spawn(file, args, { cwd: workspace.folder, stdio: 'ignore' });
      started.push(child);
      return child;
    };
    const run = start(process.execPath, join(repositoryRoot, 'dist/cli.js'), 'model.js', '--trials', '3');
    const journal = join(workspace.folder, '.tune/model.log');
    while (!existsSync(journal)) await wait(50);
    const port = await freePort();
    start(program, '--quiet', '--port', String(port), journal);
    const shown = (isSo: (states: readonly unknown[]) => boolean): Promise<readonly Fields[]> =>
      shownTrials(`http://127.0.0.1:${port}/api/studies/0?after=0`, isSo);
    const half = await shown((states) => states[0] === 'Complete' && states[1] === 'Running');
    assert.deepEqual(half[0]?.['values'], [0.25]);
    assert.equal(run.exitCode, null);
    writeFileSync(join(workspace.folder, 'go'), '');
    const whole = await shown((states) => states.length === 3 && states.every((state) => state === 'Complete'));
    assert.ok(whole.every(({ values }) => Array.isArray(values) && Number(values[0]) >= 0));
  });
});

/** The trials that the dashboard answers with, once their states are so. */
async function shownTrials(url: string, isSo: (states: readonly unknown[]) => boolean): Promise<readonly Fields[]> {
  for (;;) {
    // Until it listens there is no answer.
    const answer: unknown = await fetch(url).then(
      (response) => response.json(),
      () => null,
    );
    const listed: unknown = isFields(answer) ? answer['trials'] : null;
    const trials = Array.isArray(listed) ? listed.filter(isFields) : [];
    if (isSo(trials.map(({ state }) => state))) return trials;
    await wait(100);
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  assert.ok(typeof address === 'object' && address !== null);
  return address.port;
}
