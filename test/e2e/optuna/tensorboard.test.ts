// The real TensorBoard reads what `tunelens export --format tensorboard` writes, and the real Optuna's database is imported.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { Space } from '../../../src/space/space.ts';
import { Journal } from '../../../src/storage/journal.ts';
import { skipWithout } from '../requirements.ts';
import { missingOptuna, pythonOf } from './optuna.ts';

const main = join(import.meta.dirname, '../../../src/cli/main.ts');
const missingTensorBoard = (): string | null =>
  existsSync(pythonOf('tensorboard')) ? null : 'TensorBoard is not installed: run "node test/e2e/optuna/setup.mjs".';

const space: Space = {
  parameters: [
    { name: 'rate', domain: { kind: 'float', low: 0, high: 1, scale: 'linear', step: null }, conditions: [] },
    { name: 'act', domain: { kind: 'choice', choices: ['relu', 'tanh'] }, conditions: [] },
    { name: 'bn', domain: { kind: 'choice', choices: [true, false] }, conditions: [] },
  ],
};
const t0 = Date.UTC(2026, 6, 1);

void describe('studies for other programs', { skip: skipWithout(missingTensorBoard, missingOptuna) }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'tunelens-tensorboard-'));
  after(() => rmSync(folder, { recursive: true }));

  test('TensorBoard reads the scalars of each trial and the table of its HParams plugin', async () => {
    const journal = await Journal.open(join(folder, 'model.log'));
    await journal.append([
      { kind: 'studyCreated', study: 'model', direction: 'minimize' },
      { kind: 'studyDescribed', space, objective: { direction: 'minimize', metric: 'val_loss' }, seed: 1, atMs: t0 },
      { kind: 'trialStarted', trial: 0, params: { rate: 0.5, act: 'relu', bn: true }, atMs: t0 },
      { kind: 'valueReported', trial: 0, step: 0, value: 2 },
      { kind: 'valueReported', trial: 0, step: 300, value: 0.75 },
      { kind: 'trialFinished', trial: 0, value: 0.5, atMs: t0 + 1500 },
      { kind: 'trialStarted', trial: 1, params: { rate: 0.25, act: 'tanh', bn: false }, atMs: t0 + 2000 },
      { kind: 'trialFailed', trial: 1, value: null, atMs: t0 + 3000 },
      { kind: 'trialQueued', trial: 2, params: { rate: 0.1, act: 'relu', bn: true } },
    ]);
    const logs = join(folder, 'logs');
    execFileSync(process.execPath, [main, 'export', journal.file, '--format', 'tensorboard', '--out', logs]);
    const script = join(import.meta.dirname, 'readLogs.py');
    const read: unknown = JSON.parse(execFileSync(pythonOf('tensorboard'), [script, logs], { encoding: 'utf8' }));
    assert.deepEqual(read, {
      name: 'model',
      hparams: { rate: [3, 'domain_interval'], act: [1, 'domain_discrete'], bn: [2, 'domain_discrete'] },
      metrics: ['val_loss'],
      runs: {
        'trial-0': {
          scalars: {
            'val_loss/steps': [
              [0, 2],
              [300, 0.75],
            ],
            val_loss: [[300, 0.5]],
          },
          hparams: { rate: 0.5, act: 'relu', bn: true },
          status: 1,
          group: 'trial-0',
        },
        'trial-1': { scalars: {}, hparams: { rate: 0.25, act: 'tanh', bn: false }, status: 2, group: 'trial-1' },
      },
    });
  });

  test("a study in Optuna's database is imported by way of its own Python", async () => {
    const project = join(folder, 'project');
    const python = pythonOf('5.0');
    const make = `import optuna
study = optuna.create_study(storage="sqlite:///past.db", study_name="past")
for rate, act in ((0.25, "tanh"), (2.0, "relu"), (0.75, "relu")):
    study.enqueue_trial({"rate": rate, "act": act})
study.optimize(lambda t: t.suggest_float("rate", 0, 5) + len(t.suggest_categorical("act", ["relu", "tanh"])), n_trials=3)
`;
    mkdirSync(project);
    execFileSync(python, ['-c', make], { cwd: project, stdio: 'pipe' });
    writeFileSync(join(project, 'package.json'), '{}');
    const model = `const rate = 0.5; // @tune 0..1\nconst act = 'relu'; // @tune relu | tanh\nconst loss = rate; // @tune minimize\n`;
    writeFileSync(join(project, 'model.js'), model);
    const PATH = `${dirname(python)}${delimiter}${process.env['PATH'] ?? ''}`;
    const { stdout, stderr } = spawnSync(process.execPath, [main, 'import', 'past.db', 'model.js'], {
      cwd: project,
      env: { ...process.env, PATH },
      encoding: 'utf8',
    });
    assert.match(stdout, /past\.db:3: rate = 2 is not in 0\.\.1\.\n2 trials taken, 1 not\./, stderr);
    const { study } = await Journal.open(join(project, '.tune/model.log'), { readonly: true });
    assert.deepEqual(
      study.trials.map(({ params, value }) => [params, value]),
      [
        [{ rate: 0.25, act: 'tanh' }, 4.25],
        [{ rate: 0.75, act: 'relu' }, 4.75],
      ],
    );
  });
});
