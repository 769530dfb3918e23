// The doctor at copies of TensorFlow.js that are really broken: real folders, real children, the loader's own words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsIn, modelLoading, packageFiles, projectOf, tfjs, wholePackage, type Files } from './projects.ts';

/** tfjs-node, but for its native half: it opens the addon as the real one does. */
function tfjsNode(version: string, more: Files = {}, name = '@tensorflow/tfjs-node'): Files {
  const addon = "require('node:path').join(__dirname, 'lib/napi-v8/tfjs_binding.node')";
  const code = `const file = ${addon};
    if (!require('node:fs').existsSync(file)) throw new Error('The Node.js native addon module (tfjs_binding.node) can not be found at path: ' + file + '. \\nPlease run command ...');
    require(file);
    ${wholePackage('tensorflow', "binding: { TF_Version: '2.9.1' }")}`;
  const own = Object.entries(more).map(([path, content]) => [`node_modules/${name}/${path}`, content] as const);
  return {
    ...packageFiles(name, version, code, { dependencies: { '@tensorflow/tfjs': version } }),
    ...Object.fromEntries(own),
  };
}

/** The head of a binary for a machine of ELF; nothing behind it. */
function elf(machine: number): Uint8Array {
  const head = Buffer.alloc(64);
  head.write('\x7fELF\x02\x01\x01', 'latin1');
  head.writeUInt16LE(3, 16);
  head.writeUInt16LE(machine, 18);
  return head;
}

test('a project without TensorFlow.js is told to install the package that it loads', async () => {
  const folder = projectOf({ 'model.js': modelLoading('@tensorflow/tfjs-node') });
  const { tfjs: installed, backend, tfjsCopies } = await findingsIn(folder);
  assert.equal(installed?.status, 'problem');
  assert.match(installed.title, /loads @tensorflow\/tfjs-node, which is not installed/);
  assert.equal(installed.remedy, `Run "npm install @tensorflow/tfjs-node" in ${folder}.`);
  assert.deepEqual([backend, tfjsCopies], [undefined, undefined]);
});

test('what package.json asks for already is installed by the plain command of its package manager', async () => {
  const folder = projectOf({
    'package.json': '{"type":"module","dependencies":{"@tensorflow/tfjs-node":"4.22.0"}}',
    'pnpm-lock.yaml': '',
    'model.js': modelLoading('@tensorflow/tfjs-node'),
  });
  assert.equal((await findingsIn(folder)).tfjs?.remedy, `Run "pnpm install" in ${folder}.`);
});

test("Yarn's Plug'n'Play is told with the setting that ends it", async () => {
  const folder = projectOf({ 'model.js': modelLoading('@tensorflow/tfjs'), 'yarn.lock': '', '.pnp.cjs': '' });
  assert.match((await findingsIn(folder)).tfjs?.remedy ?? '', /nodeLinker: node-modules/);
});

test('an optional native package that npm left out is a warning, as the program gets on without', async () => {
  const folder = projectOf({
    'model.js': modelLoading('@tensorflow/tfjs-node', '@tensorflow/tfjs'),
    ...tfjs('4.22.0'),
  });
  const { tfjs: installed, backend } = await findingsIn(folder);
  assert.equal(installed?.status, 'warning');
  assert.match(installed.title, /names @tensorflow\/tfjs-node, which is not installed/);
  assert.equal(backend?.status, 'warning');
});

test('a name in a comment is no import', async () => {
  const folder = projectOf({
    'model.js': `${modelLoading('@tensorflow/tfjs')}// import '@tensorflow/tfjs-node-gpu';\n`,
    ...tfjs('4.22.0'),
  });
  assert.equal((await findingsIn(folder)).tfjs?.status, 'ok');
});

test('an addon that was never built is a problem with the command that runs the install script again', async () => {
  const folder = projectOf({
    'model.js': modelLoading('@tensorflow/tfjs-node'),
    ...tfjs('4.22.0'),
    ...tfjsNode('4.22.0'),
  });
  const { nativeLibrary, backend } = await findingsIn(folder);
  assert.equal(nativeLibrary?.status, 'problem');
  assert.match(nativeLibrary.detail, /its install script did not run[^]*can not be found at path/);
  assert.equal(
    nativeLibrary.remedy,
    `Run "npm rebuild @tensorflow/tfjs-node" in ${folder}: it downloads what is missing.`,
  );
  assert.equal(backend, undefined);
});

test('with the library there, it is the addon that has to be built', async () => {
  const folder = projectOf({
    'model.js': modelLoading('@tensorflow/tfjs-node'),
    ...tfjs('4.22.0'),
    ...tfjsNode('4.22.0', { 'deps/lib/libtensorflow.so.2': 'library' }),
  });
  assert.match(
    (await findingsIn(folder)).nativeLibrary?.remedy ?? '',
    /npm rebuild @tensorflow\/tfjs-node --build-from-source/,
  );
});

test('a damaged addon is a problem with the words of the loader', async () => {
  const folder = projectOf({
    'model.js': modelLoading('@tensorflow/tfjs-node'),
    ...tfjs('4.22.0'),
    ...tfjsNode('4.22.0', { 'lib/napi-v8/tfjs_binding.node': 'garbage '.repeat(100) }),
  });
  const { nativeLibrary } = await findingsIn(folder);
  assert.equal(nativeLibrary?.status, 'problem');
  assert.match(nativeLibrary.detail, /damaged[^]*tfjs_binding\.node/);
  assert.match(nativeLibrary.remedy ?? '', /Delete .*tfjs-node\/deps and run "npm rebuild/);
});

test('an addon for another system or processor is told as that', async () => {
  const foreign = process.arch === 'arm64' ? elf(0x3e) : elf(0xb7);
  const folder = projectOf({
    'model.js': modelLoading('@tensorflow/tfjs-node'),
    ...tfjs('4.22.0'),
    ...tfjsNode('4.22.0', { 'lib/napi-v8/tfjs_binding.node': foreign }),
  });
  const { nativeLibrary } = await findingsIn(folder);
  const made = process.arch === 'arm64' ? 'linux x64' : 'linux arm64';
  assert.match(nativeLibrary?.detail ?? '', new RegExp(`made for ${made}, and this is ${process.platform}`));
  assert.match(nativeLibrary?.remedy ?? '', /Delete the project's node_modules and run "npm install"/);
});

test('a native library that ends the process is told by the signal', async () => {
  const crash = "process.kill(process.pid, 'SIGILL'); for (;;);";
  const folder = projectOf({
    'model.js': modelLoading('@tensorflow/tfjs-node'),
    ...tfjs('4.22.0'),
    ...packageFiles('@tensorflow/tfjs-node', '4.22.0', crash),
  });
  const { nativeLibrary } = await findingsIn(folder);
  assert.equal(nativeLibrary?.status, 'problem');
  assert.match(nativeLibrary.detail, /AVX/);
});

test('a native library that computes is told with its version, and so is the backend', async () => {
  const folder = projectOf({
    'model.js': modelLoading('@tensorflow/tfjs-node'),
    ...tfjs('4.22.0'),
    ...packageFiles('@tensorflow/tfjs-node', '4.22.0', wholePackage('tensorflow', "binding: { TF_Version: '2.9.1' }")),
  });
  const { nativeLibrary, backend } = await findingsIn(folder);
  assert.match(nativeLibrary?.title ?? '', /loads and computes \(TensorFlow 2\.9\.1\)/);
  assert.deepEqual([backend?.status, backend?.title], ['ok', 'Trials compute on the backend "tensorflow".']);
});

test('an operation that gives a wrong number is a problem', async () => {
  const wrong = wholePackage('tensorflow').replace('b - a', 'a - b');
  const folder = projectOf({
    'model.js': modelLoading('@tensorflow/tfjs-node'),
    ...packageFiles('@tensorflow/tfjs-node', '4.22.0', wrong),
  });
  assert.match((await findingsIn(folder)).nativeLibrary?.detail ?? '', /came out as 1/);
});

test('the functions that Node 23 took away and tfjs-node calls are there in a trial', async () => {
  const code = `const util = require('node:util');
    if (!util.isArray([]) || util.isNullOrUndefined(0)) throw new Error('util');
    ${wholePackage('tensorflow')}`;
  const folder = projectOf({
    'model.js': modelLoading('@tensorflow/tfjs-node'),
    ...packageFiles('@tensorflow/tfjs-node', '4.22.0', code),
  });
  const { nodeApis, nativeLibrary } = await findingsIn(folder);
  assert.equal(nativeLibrary?.status, 'ok');
  const isNew = Number(process.versions.node.split('.')[0]) >= 23;
  assert.equal(nodeApis?.status, isNew ? 'ok' : undefined);
  if (isNew) assert.match(nodeApis?.title ?? '', /no longer has; trials are given them/);
});

test('two cores of different versions are a warning with the version that makes them one', async () => {
  const parent = 'node_modules/@tensorflow/tfjs-node/node_modules';
  const folder = projectOf({
    'model.js': modelLoading('@tensorflow/tfjs-node', '@tensorflow/tfjs'),
    ...tfjs('4.10.0'),
    ...packageFiles('@tensorflow/tfjs-node', '4.22.0', wholePackage('tensorflow'), {
      dependencies: { '@tensorflow/tfjs': '4.22.0' },
    }),
    ...packageFiles('@tensorflow/tfjs', '4.22.0', wholePackage('tensorflow'), {
      dependencies: { '@tensorflow/tfjs-core': '4.22.0' },
      parent,
    }),
    ...packageFiles('@tensorflow/tfjs-core', '4.22.0', '', { parent }),
  });
  const { tfjsCopies, backend } = await findingsIn(folder);
  assert.equal(tfjsCopies?.status, 'warning');
  assert.match(tfjsCopies.title, /2 copies .* of different versions/);
  assert.match(tfjsCopies.detail, /4\.10\.0 \([^]*4\.22\.0 \(.*tfjs-node\/node_modules/);
  assert.equal(tfjsCopies.remedy, `Run "npm install @tensorflow/tfjs@4.22.0" in ${folder}.`);
  assert.match(backend?.detail ?? '', /tfjs-node brings a core of its own, so what @tensorflow\/tfjs makes/);
});

test('two copies of one version are to be made one', async () => {
  const folder = projectOf({
    'model.js': modelLoading('@tensorflow/tfjs', './other/net.js'),
    'other/package.json': '{"type":"module"}',
    'other/net.js': "import '@tensorflow/tfjs-core';",
    ...tfjs('4.22.0'),
    ...packageFiles('@tensorflow/tfjs-core', '4.22.0', '', { parent: 'other/node_modules' }),
  });
  assert.equal((await findingsIn(folder)).tfjsCopies?.remedy, `Run "npm dedupe" in ${folder}.`);
});
