// The journal of a real run of the built command line, with real training: Optuna loads it, finds our best trial and goes on with the study.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Journal } from '../../../src/storage/journal.ts';
import { bestTrial } from '../../../src/study/study.ts';
import { skipWithout } from '../requirements.ts';
import { repositoryRoot, workspaceOf } from '../workspace.ts';
import { assertSame, missingOptuna, optuna } from './optuna.ts';

const packages = join(repositoryRoot, 'media/example/mnist/node_modules');
const missingTfjs = (): string | null =>
  existsSync(join(packages, '@tensorflow/tfjs'))
    ? null
    : 'TensorFlow.js is not installed: run "node scripts/setup.mjs test".';

const program = `import * as tf from '@tensorflow/tfjs';
// @tune minimize val_loss
const rate = 0.05; // @tune log 1e-3..1
const units = 4; // @tune 2..16 step 2
const activation = 'tanh'; // @tune relu | tanh
const bias = true; // @tune if activation == relu
const xs = tf.linspace(-1, 1, 32).reshape([32, 1]);
const net = tf.sequential({ layers: [
  tf.layers.dense({ units, activation, useBias: bias, inputShape: [1] }),
  tf.layers.dense({ units: 1 }),
] });
net.compile({ optimizer: tf.train.adam(rate), loss: 'meanSquaredError' });
await net.fit(xs, xs.square(), { epochs: 3, validationSplit: 0.25, verbose: 0 });
`;

void describe('a real run', { skip: skipWithout(missingOptuna, missingTfjs) }, () => {
  test('Optuna sees its trials as we do, agrees on the best one and continues the study', async (t) => {
    const workspace = workspaceOf({ 'package.json': '{ "type": "module" }', 'model.js': program });
    t.after(() => workspace.remove());
    symlinkSync(packages, join(workspace.folder, 'node_modules'), 'junction');
    const run = [
      join(repositoryRoot, 'dist/cli.js'),
      join(workspace.folder, 'model.js'),
      '--trials',
      '6',
      '--seed',
      '7',
    ];
    execFileSync(process.execPath, run, { stdio: 'pipe' });
    const journal = await Journal.open(join(workspace.folder, '.tune/model.log'));
    const theirs = optuna('dump', journal.file);
    assert.equal(theirs.trials.length, 6);
    assert.ok(theirs.trials.every(({ state }) => state === 'COMPLETE' || state === 'PRUNED'));
    assert.ok(theirs.trials.some(({ state }) => state === 'COMPLETE'));
    assertSame(journal.study, theirs);
    assert.equal(theirs.best, bestTrial(journal.study)?.number);
    const continued = optuna('continue', journal.file, '2');
    await journal.refresh();
    assert.equal(journal.study.trials.length, 8);
    assertSame(journal.study, continued);
    execFileSync(process.execPath, run, { stdio: 'pipe' });
    const again = await Journal.open(journal.file);
    assert.equal(again.study.trials.length, 14);
    assertSame(again.study, optuna('dump', journal.file));
  });
});
