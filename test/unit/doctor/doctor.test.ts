// What the doctor looks at besides TensorFlow.js: Node, the study, trust, and the data folder. Real folders, real children.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { findingsIn, modelLoading, packageFiles, projectOf, shellCommand, tfjs } from './projects.ts';

function pathWith(t: TestContext, folder: string): void {
  const before = process.env['PATH'] ?? '';
  process.env['PATH'] = `${folder}${delimiter}${before}`;
  t.after(() => {
    process.env['PATH'] = before;
  });
}

test('a project in which all is there has no finding but ok and the advice to use the native library', async () => {
  const folder = projectOf({ 'model.js': modelLoading('@tensorflow/tfjs'), ...tfjs('4.22.0') });
  const found = await findingsIn(folder);
  // How much room and memory there is, is the machine's.
  const states = Object.values(found).map(({ id, status }) => (/memory|disk/.test(id) ? id : `${id} ${status}`));
  assert.deepEqual(states, [
    'study ok',
    'node ok',
    'tfjs ok',
    'tfjsCopies ok',
    'backend warning',
    'gpu ok',
    'memory',
    'disk',
    'dataFolder ok',
  ]);
  assert.match(found.backend?.title ?? '', /pure JavaScript/);
  assert.match(found.backend?.remedy ?? '', /npm install @tensorflow\/tfjs-node.*import '@tensorflow\/tfjs-node'/);
  assert.match(found.memory?.detail ?? '', /A trial takes \d+ MB/);
});

test('looking leaves nothing behind', async () => {
  const folder = projectOf({ 'model.js': modelLoading('@tensorflow/tfjs'), ...tfjs('4.22.0') });
  await findingsIn(folder);
  assert.deepEqual(readdirSync(folder).toSorted(), ['model.js', 'node_modules', 'package.json']);
});

test('an old node on the PATH is a problem, and nothing is run with it', async (t) => {
  const folder = projectOf({ 'model.js': modelLoading('@tensorflow/tfjs'), ...tfjs('4.22.0') });
  pathWith(t, shellCommand(folder, 'node', `echo 18.20.4; echo ${folder}/bin/node`));
  const { node, backend } = await findingsIn(folder, { node: null });
  assert.equal(node?.status, 'problem');
  assert.match(node.title, /Node 18\.20\.4; trials need Node 20\.19/);
  assert.match(node.remedy ?? '', /Install a newer Node/);
  assert.equal(backend, undefined);
});

test("a version manager's stand-in is told with the Node that it starts in the project's folder", async (t) => {
  const folder = projectOf({ 'model.js': modelLoading('@tensorflow/tfjs'), ...tfjs('4.22.0') });
  const standIn = `[ "$PWD" = "${folder}" ] && exec "${process.execPath}" "$@"\necho 18.0.0; echo /old/node`;
  pathWith(t, shellCommand(folder, 'node', standIn));
  const { node } = await findingsIn(folder, { node: null });
  assert.equal(node?.status, 'ok');
  assert.equal(node.title, `Trials run on Node ${process.versions.node}.`);
  assert.match(node.detail, new RegExp(`${process.execPath}, which ${folder}/bin/node on the PATH starts`));
});

test('a node that is no Node is a problem', async () => {
  const folder = projectOf({ 'model.js': modelLoading('@tensorflow/tfjs'), ...tfjs('4.22.0') });
  const { node } = await findingsIn(folder, { node: join(folder, 'model.js') });
  assert.equal(node?.status, 'problem');
});

test('an annotation that does not parse is a problem with its place, and the rest is looked at all the same', async () => {
  const folder = projectOf({
    'model.js': "import '@tensorflow/tfjs';\nconst rate = 0.5; // @tune 0.9..\n",
    ...tfjs('4.22.0'),
  });
  const { study, tfjs: installed, node } = await findingsIn(folder);
  assert.equal(study?.status, 'problem');
  assert.match(study.detail, /model\.js:2/);
  assert.deepEqual([installed?.status, node?.status], ['ok', 'ok']);
});

test('a file that is not there is a problem', async () => {
  const folder = projectOf(tfjs('4.22.0'));
  const { study, tfjs: installed } = await findingsIn(folder);
  assert.match(study?.title ?? '', /model\.js does not exist/);
  assert.equal(installed?.status, 'ok');
});

test('a folder alone is looked at without a study', async () => {
  const folder = projectOf(tfjs('4.22.0'));
  const found = await findingsIn(folder, { file: null });
  assert.equal(found.study, undefined);
  assert.match(found.tfjs?.title ?? '', /Installed: @tensorflow\/tfjs/);
  assert.equal(found.backend?.status, 'warning');
});

test('options of Node that it does not know are told, not blamed on TensorFlow.js', async () => {
  const folder = projectOf({
    'package.json': '{"type":"module","scripts":{"train":"node --bogus-option train.js"}}',
    'model.js': modelLoading('@tensorflow/tfjs'),
    'train.js': "import './model.js';",
    ...tfjs('4.22.0'),
  });
  const { backend } = await findingsIn(folder);
  assert.equal(backend?.status, 'problem');
  assert.match(backend.detail, /--bogus-option/);
});

test('code of an untrusted folder is not run, and nothing of it is read or written', async () => {
  const folder = projectOf({
    'model.js': modelLoading('@tensorflow/tfjs'),
    ...packageFiles('@tensorflow/tfjs', '4.22.0', "require('node:fs').writeFileSync(__dirname + '/ran', '');"),
  });
  const found = await findingsIn(folder, { isTrusted: false, node: '/no/node' });
  assert.equal(found.trust?.status, 'problem');
  assert.match(found.trust.remedy ?? '', /Trust the workspace/);
  assert.deepEqual(Object.keys(found), ['trust']);
  assert.equal(existsSync(join(folder, 'node_modules/@tensorflow/tfjs/ran')), false);
});

test('a file in the place of the data folder is a problem', async () => {
  const folder = projectOf({ 'model.js': modelLoading('@tensorflow/tfjs'), '.tune': '', ...tfjs('4.22.0') });
  const { dataFolder } = await findingsIn(folder);
  assert.equal(dataFolder?.status, 'problem');
  assert.match(dataFolder.detail, /it is a file/);
});

test('a data folder that nobody can write to is a problem', { skip: process.platform !== 'linux' }, async () => {
  const folder = projectOf({ 'model.js': modelLoading('@tensorflow/tfjs'), ...tfjs('4.22.0') });
  // Not even the superuser makes files there.
  symlinkSync('/proc/self', join(folder, '.tune'));
  const { dataFolder } = await findingsIn(folder);
  assert.equal(dataFolder?.status, 'problem');
  assert.match(dataFolder.remedy ?? '', /may write to/);
});
