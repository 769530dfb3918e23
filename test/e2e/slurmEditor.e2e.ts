// A study on a real Slurm that is started, and stopped, in VS Code: on a cluster's login node the editor has nothing but its settings.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runOf } from '../../src/trial/run/runRecord.ts';
import { missingEditor, missingSlurm, skipWithout } from './requirements.ts';
import { openSession } from './session.ts';
import { startCluster, until } from './slurm/cluster.ts';
import { slurmProject, standing } from './slurm/project.ts';

/** Of the folder: to a server's window VS Code brings no settings about machines from the user's own. */
const folderSettings = {
  'tunelens.executor': 'slurm',
  'tunelens.slurm.partition': 'spare',
  'tunelens.slurm.jobs': 2,
  'tunelens.slurm.poll': 1,
};

test(
  'in VS Code the settings make jobs of the trials, as many at a time as they say, and Stop cancels those that run',
  { skip: skipWithout(missingEditor, missingSlurm), timeout: 300_000 },
  async (t) => {
    const cluster = await startCluster(1, 1);
    t.after(() => cluster.stop());
    const project = slurmProject(cluster, standing('if (Number(trial) > 2) await pause(600_000);'));
    t.after(() => project.remove());
    mkdirSync(join(project.folder, '.vscode'));
    writeFileSync(join(project.folder, '.vscode/settings.json'), JSON.stringify(folderSettings));
    const { PATH = '', SLURM_CONF = '' } = cluster.env;
    const session = await openSession(project.folder, { 'tunelens.trials': 6 }, { env: { PATH, SLURM_CONF } });
    t.after(() => session.close());
    await session.during('slurm', async () => {
      const { workbench } = session;
      await workbench.openFile('model.js');
      await workbench.codeLens('Start tuning').click({ timeout: 60_000 });
      const nHeld = (): number => project.ledger().filter(({ trial, what }) => trial > 2 && what === 'begun').length;
      await until(() => nHeld() === 2, 120_000);
      await workbench.runCommand('TuneLens: Stop');
      await until(async () => (await cluster.ask('squeue', '--noheader')).trim() === '');
      await until(async () => runOf(await project.study())?.state === 'stopped');
    });
    const { trials } = await project.study();
    assert.deepEqual(
      trials.map(({ state, facts }) => [state, facts['fail_kind'] ?? null, typeof facts['slurm_job']]),
      [
        ['finished', null, 'string'],
        ['finished', null, 'string'],
        ['finished', null, 'string'],
        ['failed', 'stopped', 'string'],
        ['failed', 'stopped', 'string'],
      ],
    );
    assert.deepEqual(new Set(project.ledger().map(({ node }) => node)), new Set(['n2']));
  },
);
