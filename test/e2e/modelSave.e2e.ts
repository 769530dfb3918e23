// Models saved at the end of a trial by the real TensorFlow.js: what tf.loadLayersModel reads predicts the same, to the bit.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { TrialMessage } from '../../src/trial/trialProtocol.ts';
import { makeProject } from '../unit/trial/realTrial.ts';
import { runChild } from '../unit/trial/child/warmChild.ts';
import { nodeBinary, packages } from './programs.ts';
import { missingNativeBackend, skipWithout } from './requirements.ts';
import { repositoryRoot } from './workspace.ts';

const child = join(repositoryRoot, 'dist/child.js');

/** Trains and prints predictions, then goes on with `end`; in another process `node main.js --load` prints those of the saved model. */
const program = (make: string, train: string, end: string): string => `const tf = require('@tensorflow/tfjs-node');
const x = tf.linspace(-1, 1, 256).reshape([16, 16]);
const tell = (model) => console.log('predictions', [...model.predict(x).dataSync()].join());
const load = async () => tell(await tf.loadLayersModel('file://' + __dirname + '/trial/model/model.json'));
const train = async () => {
  ${make}
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  const y = x.sum(1, true);
  ${train}
  tell(model);
  ${end}
};
(process.argv.includes('--load') ? load() : train());`;

const sequential = `const model = tf.sequential({ layers: [
    tf.layers.dense({ inputShape: [16], units: 8, activation: 'relu', kernelRegularizer: 'l1l2' }), tf.layers.batchNormalization(),
    tf.layers.dropout({ rate: 0.5 }), tf.layers.dense({ units: 1 })] });`;
const functional = `const input = tf.input({ shape: [16] });
  const left = tf.layers.dense({ units: 4, activation: 'tanh' }).apply(input);
  const right = tf.layers.reshape({ targetShape: [4, 4] }).apply(input);
  const flat = tf.layers.lstm({ units: 3 }).apply(right);
  const model = tf.model({ inputs: input, outputs: tf.layers.dense({ units: 1 }).apply(tf.layers.concatenate().apply([left, flat])) });
  model.setUserDefinedMetadata({ about: 'two paths' });`;
const fit = 'await model.fit(x, y, { epochs: 2, verbose: 0 });';
const fitDataset =
  'await model.fitDataset(tf.data.array([...Array(4)]).map(() => ({ xs: x.clone(), ys: y.clone() })), { epochs: 2, verbose: 0 });';

const cases: Readonly<Record<string, { readonly main: string; readonly node: string }>> = {
  'a sequential model of fit': { main: program(sequential, fit, ''), node: 'node20' },
  'a functional model of fitDataset in a program that calls process.exit': {
    main: program(functional, fitDataset, 'process.exit();'),
    node: 'node22',
  },
  'a model of trainOnBatch': { main: program(sequential, 'await model.trainOnBatch(x, y);', ''), node: 'node24' },
  'the last of several models': {
    main: program(
      sequential,
      `const other = tf.sequential({ layers: [tf.layers.dense({ inputShape: [16], units: 1 })] });
      other.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
      await other.fit(x, y, { epochs: 1, verbose: 0 }); ${fit}`,
      '',
    ),
    node: 'node24',
  },
};

async function ran(
  main: string,
  node: string,
): Promise<{ folder: string; told: readonly TrialMessage[]; output: string }> {
  const folder = makeProject({ 'package.json': '{}', 'main.js': main });
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(join(packages, '@tensorflow'), join(folder, 'node_modules/@tensorflow'), 'junction');
  const options = { node: nodeBinary(node), child, preload: null, modelFolder: join(folder, 'trial/model') };
  const { messages, output } = await runChild(folder, options);
  return { folder, told: messages ?? [], output };
}

const predictions = (output: string): string => /^predictions (.+)$/m.exec(output)?.[1] ?? output;
const whyNotSaved = (told: readonly TrialMessage[]): string | undefined =>
  told.find((message) => message.kind === 'modelNotSaved')?.reason;

void describe('models of trials', { skip: skipWithout(missingNativeBackend), concurrency: 1 }, () => {
  for (const [name, { main, node }] of Object.entries(cases)) {
    test(`${name} is saved as tf.loadLayersModel wants it (${node})`, async () => {
      const { folder, told, output } = await ran(main, node);
      const model = join(folder, 'trial/model');
      assert.deepEqual([whyNotSaved(told), told.some(({ kind }) => kind === 'threw')], [undefined, false], output);
      const files = readdirSync(model).sort();
      assert.deepEqual(files, ['model.json', 'weights.bin']);
      const bytes = files.reduce((sum, file) => sum + statSync(join(model, file)).size, 0);
      assert.equal(told.find((message) => message.kind === 'modelSaved')?.bytes, bytes);
      assert.equal(told.at(-1)?.kind, 'ending');
      const text = readFileSync(join(model, 'model.json'), 'utf8');
      assert.match(text, /"generatedBy":"TensorFlow.js tfjs-layers v4\.\d+\.\d+"/);
      assert.equal(text.includes('two paths'), main.includes('two paths'));
      assert.deepEqual(readdirSync(join(folder, 'trial')), ['model'], 'nothing unfinished is left');
      const loaded = await loadedPredictions(folder, node);
      assert.match(loaded, /^-?\d/);
      assert.equal(loaded, predictions(output));
    });
  }

  test('a program that fails leaves no model, and none that it disposed is saved, which is said', async () => {
    const failed = await ran(program(sequential, fit, "throw new Error('late');"), 'node24');
    assert.ok(!existsSync(join(failed.folder, 'trial')));
    const disposed = await ran(program(sequential, fit, 'model.dispose();'), 'node24');
    assert.equal(whyNotSaved(disposed.told), 'The program disposed the model that it trained.');
    assert.deepEqual(readdirSync(join(disposed.folder, 'trial')), []);
  });
});

/** What another process, without TuneLens, predicts by the saved model. */
function loadedPredictions(folder: string, node: string): Promise<string> {
  // tfjs-node wants these, which Node 23 took away.
  const repair =
    'import util from "node:util"; util.isNullOrUndefined ??= (v) => v == null; util.isArray ??= Array.isArray;';
  const args = ['--import', `data:text/javascript,${repair}`, join(folder, 'main.js'), '--load'];
  return new Promise((resolve) => {
    execFile(nodeBinary(node), args, { cwd: folder }, (_error, out, err) => resolve(predictions(out + err)));
  });
}
