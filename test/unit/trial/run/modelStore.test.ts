// The kept models of a study, as real folders.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { keepModel, keptModels, pruneModels, type ModelCard } from '../../../../src/trial/run/modelStore.ts';

const card: ModelCard = {
  ...{ study: 'mnist', params: { lr: 0.001, act: 'relu', bn: false }, value: 0.987, metric: 'val_acc' },
  ...{ direction: 'maximize', commit: 'abc123', tfjs: '4.22.0', atMs: Date.UTC(2026, 0, 2, 3, 4, 5) },
};

function emptyStudy(t: TestContext): {
  keep: (trial: number, weights?: string) => string;
  models: string;
  made: string;
} {
  const folder = mkdtempSync(join(tmpdir(), 'tunelens-models-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [models, made] = [join(folder, 'models'), join(folder, 'model')];
  const keep = (trial: number, weights = 'w'): string => {
    mkdirSync(made);
    writeFileSync(join(made, 'model.json'), '{}');
    writeFileSync(join(made, 'weights.bin'), weights);
    return keepModel({ from: made, modelsFolder: models, trial, card });
  };
  return { keep, models, made };
}

test('a kept model lies in the folder of its trial with a card for people and one for programs', (t) => {
  const { keep, models, made } = emptyStudy(t);
  const folder = keep(3);
  assert.equal(folder, join(models, 'trial-3'));
  assert.deepEqual(readdirSync(folder).sort(), ['card.json', 'card.md', 'model.json', 'weights.bin']);
  assert.ok(!existsSync(made));
  const json: unknown = JSON.parse(readFileSync(join(folder, 'card.json'), 'utf8'));
  assert.deepEqual(json, { kind: 'tunelens-model', version: 1, trial: 3, ...card });
  const text = readFileSync(join(folder, 'card.md'), 'utf8');
  for (const part of [
    '# Model of trial 3, study mnist',
    'val_acc = 0.987 (more is better)',
    '2026-01-02 03:04 UTC',
    'TensorFlow.js 4.22.0',
    'git commit abc123',
    '`lr = 0.001`',
    '`act = "relu"`',
    `tf.loadLayersModel("file://${folder}/model.json")`,
  ]) {
    assert.ok(text.includes(part), `${part} is missing in\n${text}`);
  }
});

test('a model of the same trial replaces the one that was kept before', (t) => {
  const { keep } = emptyStudy(t);
  keep(3, 'first');
  assert.equal(readFileSync(join(keep(3, 'second'), 'weights.bin'), 'utf8'), 'second');
});

test('overtaken models go, the others stay', (t) => {
  const { keep, models } = emptyStudy(t);
  for (const trial of [0, 4, 11]) keep(trial);
  assert.deepEqual(keptModels(models), [0, 4, 11]);
  pruneModels(models, [4, 99]);
  assert.deepEqual(readdirSync(models), ['trial-4']);
  pruneModels(join(models, 'nowhere'), []);
});

test('nothing that TuneLens did not write is deleted or overwritten', (t) => {
  const { keep, models, made } = emptyStudy(t);
  for (const [path, text] of [
    ['trial-1/model.json', 'somebody else'],
    ['trial-2/card.json', '{"kind":"recipe"}'],
    ['trial-x/card.json', '{"kind":"tunelens-model"}'],
    ['notes.txt', 'mine'],
  ] as const) {
    mkdirSync(join(models, path, '..'), { recursive: true });
    writeFileSync(join(models, path), text);
  }
  keep(5);
  writeFileSync(join(models, 'trial-5/notes.txt'), 'mine too');
  pruneModels(models, []);
  assert.deepEqual(readdirSync(models).sort(), ['notes.txt', 'trial-1', 'trial-2', 'trial-5', 'trial-x']);
  assert.deepEqual(readdirSync(join(models, 'trial-5')), ['notes.txt']);
  assert.throws(() => keep(1), /ENOTEMPTY|EEXIST|EPERM/);
  assert.equal(readFileSync(join(models, 'trial-1/model.json'), 'utf8'), 'somebody else');
  assert.equal(readFileSync(join(made, 'weights.bin'), 'utf8'), 'w', 'the model is still where it was');
});

test('a removal that was cut short goes on at the next time', (t) => {
  const { keep, models } = emptyStudy(t);
  const folder = keep(7);
  for (const name of ['weights.bin', 'model.json']) rmSync(join(folder, name));
  pruneModels(models, []);
  assert.deepEqual(readdirSync(models), []);
});
