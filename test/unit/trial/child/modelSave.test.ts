// How the model of a trial is saved, with stand-ins for tfjs; test/e2e/modelSave.e2e.ts does it with the real one.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { writeModel } from '../../../../src/trial/child/modelFiles.ts';
import type { TrialMessage } from '../../../../src/trial/trialProtocol.ts';
import { makeProject } from '../realTrial.ts';
import { runChild } from './warmChild.ts';

type Values = Float32Array | Int32Array | Uint8Array;

function modelOf(weights: Readonly<Record<string, { readonly dtype: string; readonly values: Values }>>): object {
  return {
    toJSON: () => ({ class_name: 'Model', keras_version: 'tfjs-layers 4.22.0' }),
    getNamedWeights: () =>
      Object.entries(weights).map(([name, { dtype, values }]) => ({
        name,
        tensor: { dtype, shape: [values.length], dataSync: () => values },
      })),
  };
}

function emptyFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tunelens-model-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('weights stand in the file one after the other, a view into a larger buffer too', (t) => {
  const folder = emptyFolder(t);
  const shared = new Float32Array([9, 0.5, -2, 9]);
  const model = modelOf({
    kernel: { dtype: 'float32', values: shared.subarray(1, 3) },
    count: { dtype: 'int32', values: new Int32Array([-7]) },
    isOn: { dtype: 'bool', values: new Uint8Array([1, 0]) },
  });
  const bytes = writeModel(model, folder);
  const weights = readFileSync(join(folder, 'weights.bin'));
  assert.deepEqual([weights.readFloatLE(0), weights.readFloatLE(4), weights.readInt32LE(8)], [0.5, -2, -7]);
  assert.deepEqual([...weights.subarray(12)], [1, 0]);
  const text = readFileSync(join(folder, 'model.json'), 'utf8');
  assert.equal(bytes, weights.length + Buffer.byteLength(text));
  const manifest = [
    {
      paths: ['weights.bin'],
      weights: [
        { name: 'kernel', shape: [2], dtype: 'float32' },
        { name: 'count', shape: [1], dtype: 'int32' },
        { name: 'isOn', shape: [2], dtype: 'bool' },
      ],
    },
  ];
  assert.deepEqual(JSON.parse(text), {
    modelTopology: { class_name: 'Model', keras_version: 'tfjs-layers 4.22.0' },
    ...{ format: 'layers-model', generatedBy: 'TensorFlow.js tfjs-layers v4.22.0', convertedBy: null },
    weightsManifest: manifest,
  });
});

test('a weight that is larger than one chunk of writing is written whole', (t) => {
  const folder = emptyFolder(t);
  const values = new Uint8Array(2 ** 26 + 5);
  values.set([1, 2, 3, 4, 5, 6, 7], 2 ** 26 - 2);
  writeModel(modelOf({ big: { dtype: 'bool', values } }), folder);
  assert.equal(Buffer.compare(readFileSync(join(folder, 'weights.bin')), values), 0);
});

test('a weight of a type that lies otherwise in memory is refused by name', (t) => {
  const model = modelOf({ words: { dtype: 'string', values: new Uint8Array(1) } });
  assert.throws(() => writeModel(model, emptyFolder(t)), /The weight words has the type string/);
});

const tfjs = `class LayersModel {
  async fit() {}
  toJSON() { return {}; }
  getNamedWeights() { return [{ name: 'w', tensor: { dtype: 'bool', shape: [1], dataSync: () => new Uint8Array([this.mark]) } }]; }
}
class Sequential extends LayersModel {
  constructor(mark) { super(); this.mark = mark; this.model = new LayersModel(); this.model.mark = 0; }
  async fit() { return this.model.fit(); }
}
module.exports = { LayersModel, Sequential };`;

async function trained(main: string, folderOf = (folder: string) => join(folder, 'out/model')) {
  const folder = makeProject({
    ...{ 'package.json': '{}', 'node_modules/tfjs/index.js': tfjs, taken: '' },
    'main.js': `const { LayersModel, Sequential } = require('tfjs');\n(async () => { ${main} })();`,
  });
  const { messages, code } = await runChild(folder, { preload: null, modelFolder: folderOf(folder) });
  const told = (messages ?? []).find(({ kind }: TrialMessage) => kind === 'modelSaved' || kind === 'modelNotSaved');
  const markOf = (name: string): number | undefined => readFileSync(join(folder, name, 'weights.bin'))[0];
  return { code, told, markOf };
}

test('the last trained model is saved, and of a sequential one the outer', async () => {
  const { told, markOf } = await trained(`const [a, b, c] = [1, 2, 3].map((mark) => new Sequential(mark));
    await c.fit(); await a.fit(); await b.fit(); process.exit();`);
  assert.equal(told?.kind, 'modelSaved');
  assert.equal(markOf('out/model'), 2);
});

test('a program that trains no model is said to', async () => {
  const { told } = await trained('new LayersModel();');
  assert.deepEqual(told, {
    kind: 'modelNotSaved',
    reason: 'The program trained no model by fit, fitDataset or trainOnBatch.',
  });
});

test('a model that cannot be written is told with the reason, and the program ends as well as before', async () => {
  const { told, code } = await trained('await new Sequential(1).fit();', (folder) => join(folder, 'taken/model'));
  assert.equal(code, 0);
  assert.equal(told?.kind, 'modelNotSaved');
  assert.match(told.reason, /ENOTDIR/);
});

test('a thread of the program saves what it has trained', async () => {
  const { told, markOf } = await trained(`const { Worker, isMainThread } = require('node:worker_threads');
    if (isMainThread) new Worker(__filename); else await new Sequential(5).fit();`);
  assert.equal(told?.kind, 'modelSaved');
  assert.equal(markOf('out/model'), 5);
});
