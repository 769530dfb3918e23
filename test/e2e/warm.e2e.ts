// Warm children with the real TensorFlow.js on each Node that trials may use: they train to the same bit as cold ones, in both kinds of modules.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { TrialMessage } from '../../src/trial/trialProtocol.ts';
import { makeProject } from '../unit/trial/realTrial.ts';
import { runChild, type ChildEnd } from '../unit/trial/child/warmChild.ts';
import { nodeBinary, packages, withoutWarnings } from './programs.ts';
import { missingNativeBackend, skipWithout } from './requirements.ts';
import { repositoryRoot } from './workspace.ts';

const child = join(repositoryRoot, 'dist/child.js');

/** What draws from Math.random in tfjs: initial weights, dropout, fit's shuffle, random tensors. */
const training = `(async () => {
  const model = tf.sequential();
  model.add(tf.layers.dense({ inputShape: [4], units: 8, activation: 'relu' }));
  model.add(tf.layers.dropout({ rate: 0.3 }));
  model.add(tf.layers.dense({ units: 1 }));
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });
  const x = tf.randomNormal([64, 4]);
  const y = x.sum(1, true);
  const { history } = await model.fit(x, y, { epochs: 3, batchSize: 16, shuffle: true, validationSplit: 0.25, verbose: 0 });
  const weights = model.getWeights().map((one) => [...one.dataSync()]);
  console.log(JSON.stringify({ backend: tf.getBackend(), history, weights, next: Math.random() }));
})();`;
const programs: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CommonJS: { 'package.json': '{}', 'main.js': `const tf = require('@tensorflow/tfjs-node');\n${training}` },
  'ES module': { 'main.js': `import * as tf from '@tensorflow/tfjs-node';\n${training}` },
};

function told({ messages }: ChildEnd): readonly TrialMessage[] {
  return (messages ?? []).map((message) => {
    if (message.kind === 'started') return { ...message, pid: 0, atMs: 0 };
    return message.kind === 'ending' ? { ...message, atMs: 0 } : message;
  });
}

void describe('warm children', { skip: skipWithout(missingNativeBackend) }, () => {
  for (const name of ['node20', 'node22', 'node24']) {
    for (const [kind, files] of Object.entries(programs)) {
      test(`a warm child trains to the same bit as a cold one (${kind}, ${name})`, async () => {
        const folder = makeProject(files);
        mkdirSync(join(folder, 'node_modules'));
        symlinkSync(join(packages, '@tensorflow'), join(folder, 'node_modules/@tensorflow'), 'junction');
        const options = { node: nodeBinary(name), child };
        const cold = await runChild(folder, { ...options, preload: null });
        assert.equal(cold.code, 0, cold.output);
        const preload = told(cold).flatMap((message) => (message.kind === 'tfjsLoaded' ? [message.file] : []));
        assert.deepEqual(preload, [join(packages, '@tensorflow/tfjs-node/dist/index.js')]);
        rmSync(join(folder, 'spool.jsonl'));
        const warm = await runChild(folder, { ...options, preload });
        assert.match(cold.output, /"backend":"tensorflow".*"weights":\[\[/);
        assert.equal(withoutWarnings(warm.output), withoutWarnings(cold.output));
        assert.deepEqual(told(warm), told(cold));
        assert.equal(told(warm).filter((message) => message.kind === 'epochEnded').length, 3);
      });
    }
  }
});
