// A workspace whose run was left by a host that is gone, in the middle of a trial. The trial goes on until the folder is removed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Journal } from '../../src/storage/journal.ts';
import { repositoryRoot, workspaceOf, type Workspace } from '../e2e/workspace.ts';

const program = `import { existsSync } from 'node:fs';
const rate = 1e-1; // @tune log 1e-4..1
while (existsSync(import.meta.filename)) await new Promise((resolve) => setTimeout(resolve, 100));
const loss = (Math.log10(rate) + 2) ** 2; // @tune minimize
`;
const limitMs = 60_000;

export async function leftRun(): Promise<Workspace> {
  const workspace = workspaceOf({ 'package.json': '{ "type": "module" }\n', 'model.js': program });
  const args = [join(repositoryRoot, 'dist/cli.js'), 'tune', 'model.js', '--trials', '3'];
  const host = spawn(process.execPath, args, { cwd: workspace.folder, stdio: 'ignore' });
  const exit = once(host, 'exit');
  try {
    await untilTraining(join(workspace.folder, '.tune/model.log'));
  } finally {
    host.kill('SIGKILL');
    await exit;
  }
  return workspace;
}

/** Polls: what another process writes has no event here. */
async function untilTraining(journal: string): Promise<void> {
  const deadlineMs = Date.now() + limitMs;
  for (;;) {
    if (existsSync(journal)) {
      const { study } = await Journal.open(journal, { readonly: true });
      if (study.trials[0]?.facts['pid'] !== undefined) return;
    }
    if (Date.now() > deadlineMs) throw new Error('The run to be left did not begin.');
    await sleep(100);
  }
}
