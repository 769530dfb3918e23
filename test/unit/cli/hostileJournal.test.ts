// A journal may come from anybody: nothing in it decides what is executed.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, test } from 'node:test';
import { objectiveIn, planStudy } from '../../../src/program/plan.ts';
import { Journal } from '../../../src/storage/journal.ts';
import { runOf } from '../../../src/trial/run/runRecord.ts';

const main = join(import.meta.dirname, '../../../src/cli/main.ts');
const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

/** A cluster that runs each job at once. */
const sbatch = '#!/bin/sh\nfor script; do :; done\nsh "$script" >/dev/null 2>&1\necho 1\n';

/** A project whose journal says that its trials were jobs that begin with `setup`; Slurm's commands are in `bin`. */
async function projectWith(setup: readonly string[]): Promise<{ readonly folder: string; readonly bin: string }> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tunelens-hostile-')));
  made.push(folder);
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'sbatch'), sbatch, { mode: 0o755 });
  for (const name of ['squeue', 'sacct', 'scancel']) writeFileSync(join(bin, name), '#!/bin/sh\n', { mode: 0o755 });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const text = '// @tune minimize rate\nexport const rate = 0.5; // @tune 0..1\nconsole.log(rate);\n';
  writeFileSync(join(folder, 'model.js'), text);
  const plan = planStudy(join(folder, 'model.js'), {});
  const objective = objectiveIn(plan);
  assert.ok(objective !== null);
  mkdirSync(plan.dataFolder);
  const slurm = { partition: null, account: null, gres: null, time: null, arguments: [], nJobs: 1, pollS: 1, setup };
  const run = { state: 'running', trials_planned: 9, host: 'elsewhere', pid: 4, start: '1', slurm };
  const journal = await Journal.open(join(plan.dataFolder, 'model.log'));
  await journal.append([
    { kind: 'studyCreated', study: 'model', direction: objective.direction },
    { kind: 'studyDescribed', space: plan.space, objective, seed: 0, atMs: 1 },
    { kind: 'factNoted', trial: null, name: 'run', fact: run },
    { kind: 'trialStarted', trial: 0, params: { rate: 0.5 }, atMs: 1 },
    { kind: 'trialFinished', trial: 0, value: 0.5, atMs: 2 },
  ]);
  await journal.close();
  return { folder, bin };
}

for (const command of [['model.js'], ['confirm', 'model.js'], ['replay', 'model.js', '0']]) {
  test(`"tunelens ${command.join(' ')}" executes no line of a journal and asks for the executor instead`, async () => {
    const mark = join(realpathSync(tmpdir()), `tunelens-hostile-${process.pid}`);
    const { folder, bin } = await projectWith([`touch '${mark}'`]);
    const { status, stderr } = spawnSync(process.execPath, [main, ...command], {
      cwd: folder,
      env: { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH']}` },
      encoding: 'utf8',
      timeout: 60_000,
    });
    const isExecuted = existsSync(mark);
    rmSync(mark, { force: true });
    assert.equal(isExecuted, false);
    assert.equal(status, 1, stderr);
    assert.match(stderr, /jobs of Slurm.*does not keep how jobs are submitted/);
    assert.match(stderr, /--executor local/);
  });
}

test('a journal that plans any number of trials has no run to go on with', () => {
  const run = { state: 'running', host: 'here', pid: 4, start: '1' };
  for (const planned of [-1, 1e9, 1e300, '5', 2.5]) {
    assert.equal(runOf({ facts: { run: { ...run, trials_planned: planned } } }), null, String(planned));
  }
  assert.equal(runOf({ facts: { run: { ...run, trials_planned: 500 } } })?.nTrialsPlanned, 500);
});
