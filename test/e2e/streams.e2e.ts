// The built command line with streams that take no more: the run goes on to its end, and its exit code tells of that end.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Journal } from '../../src/storage/journal.ts';
import { runOf } from '../../src/trial/run/runRecord.ts';
import { repositoryRoot, workspaceOf } from './workspace.ts';

const model = `export const rate = 0.5; // @tune 0..1
export const loss = (rate - 0.2) ** 2; // @tune minimize
`;
const skip = !existsSync('/dev/full');

for (const streams of ['> /dev/full', '2> /dev/full', '> /dev/full 2>&1', '| head -1', '2>&1 | head -1']) {
  test(`a run with ${streams} has all its trials, and is noted as done`, { skip }, async (t) => {
    const workspace = workspaceOf({ 'package.json': '{"type":"module"}', 'model.js': model });
    t.after(() => workspace.remove());
    const { folder } = workspace;
    const command = `set -o pipefail; "$node" "$cli" model.js --trials 5 --sampler random ${streams}`;
    const env = { ...process.env, node: process.execPath, cli: join(repositoryRoot, 'dist/cli.js') };
    const { status, stderr } = spawnSync('bash', ['-c', command], {
      cwd: folder,
      env,
      encoding: 'utf8',
      timeout: 120_000,
    });
    assert.equal(status, 0, stderr);
    const { study } = await Journal.open(join(folder, '.tune/model.log'), { readonly: true });
    assert.deepEqual(
      study.trials.map(({ state }) => state),
      Array.from({ length: 5 }, () => 'finished'),
    );
    assert.equal(runOf(study)?.state, 'done');
  });
}
