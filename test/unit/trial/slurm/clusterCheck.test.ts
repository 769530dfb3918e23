// What is tried before a cluster's first trial, with a Slurm that answers as each test says.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { UserError } from '../../../../src/errors.ts';
import { checkCluster } from '../../../../src/trial/slurm/clusterCheck.ts';
import { slurmDefaults } from '../../../../src/trial/slurm/slurmSettings.ts';
import { trialFolderAt } from '../../../../src/trial/trialFolder.ts';
import { emptyFolder, failed, fakeSlurm, ok, playCopy, silent, type FakeSlurm } from './fakeSlurm.ts';

const program = { entry: '/project/model.js', args: [], nodeArgs: [], env: {}, cwd: '/project' };

function check({ ask }: FakeSlurm, dataFolder: string): Promise<void> {
  const settings = { ...slurmDefaults, pollS: 0.03 };
  const plan = { file: '/project/model.js', program, dataFolder };
  const options = { settings, ask, log: silent, node: 'node', cliFile: '/cli.js', plan };
  return checkCluster(options, new AbortController().signal);
}

/** A cluster whose job prints these findings of the doctor. */
function clusterThatFinds(dataFolder: string, findings: readonly object[]): FakeSlurm {
  return fakeSlurm({
    sbatch: () => {
      const folder = trialFolderAt(`${dataFolder}/slurm-check`);
      writeFileSync(folder.outputFile, `loading modules\n${JSON.stringify({ kind: 'doctor', findings })}\n`);
      playCopy(folder, 0, { exit: findings.length });
      return ok('1\n');
    },
  });
}

const codeIs =
  (code: string, pattern: RegExp) =>
  (error: unknown): boolean =>
    error instanceof UserError && error.code === code && pattern.test(`${error.message} ${error.remedy}`);

test('a machine without Slurm and a controller that is silent are told apart', async () => {
  const missing = fakeSlurm({ squeue: () => ({ code: 127, stdout: '', stderr: '' }) });
  await assert.rejects(check(missing, dirname(emptyFolder().path)), codeIs('slurmMissing', /login node/));
  const down = fakeSlurm({ squeue: () => failed('Unable to contact slurm controller') });
  await assert.rejects(check(down, dirname(emptyFolder().path)), codeIs('slurmSilent', /Unable to contact/));
});

test('a node that lacks something is told with the remedy of the doctor', async () => {
  const dataFolder = dirname(emptyFolder().path);
  const slurm = clusterThatFinds(dataFolder, [
    { id: 'tfjs', status: 'problem', title: 'No TensorFlow.js.', detail: '', remedy: 'Install it.' },
  ]);
  await assert.rejects(check(slurm, dataFolder), codeIs('slurmNodeNotReady', /No TensorFlow\.js\..*Install it\./));
});

test('what has passed is not tried again', async () => {
  const dataFolder = dirname(emptyFolder().path);
  const slurm = clusterThatFinds(dataFolder, []);
  await check(slurm, dataFolder);
  await check(slurm, dataFolder);
  assert.equal(slurm.asked.filter(([tool]) => tool === 'sbatch').length, 1);
});
