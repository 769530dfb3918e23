// Warm children, as real processes: what they do before they know their request, and that the program cannot tell them from cold ones.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { warmVariable, type TrialMessage } from '../../../../src/trial/trialProtocol.ts';
import { childFile, makeProject } from '../realTrial.ts';
import { runChild, startChild, type ChildEnd } from './warmChild.ts';

const tfjs = 'node_modules/@tensorflow/tfjs/index.js';

/** Draws and loads a package as tfjs does, and says so. */
const packages = {
  [tfjs]: `require('draws');
const atLoad = Math.random();
class LayersModel {
  async fit(x, y, { callbacks }) {
    for (const one of [callbacks].flat()) await one.onEpochEnd?.(0, { loss: Math.random() });
  }
}
module.exports = { LayersModel, atLoad, version_core: '4.0.0', getBackend: () => 'cpu' };
console.log('tfjs is loaded');`,
  'node_modules/draws/index.js': 'exports.atLoad = Math.random();',
};

const training = `(async () => {
  console.log('program', Math.random(), Math.random());
  await new LayersModel().fit(0, 0, {});
})();`;
const commonJs = {
  ...packages,
  'package.json': '{}',
  'main.js': `const draws = require('draws');\nconst { LayersModel } = require('@tensorflow/tfjs');\n${training}`,
};
const esModule = {
  ...packages,
  'main.js': `import draws from 'draws';\nimport tfjs from '@tensorflow/tfjs';\nconst { LayersModel } = tfjs;\n${training}`,
};

/** What a trial is judged by: its messages, without what differs between any two processes. */
function told({ messages }: ChildEnd): readonly TrialMessage[] {
  return (messages ?? []).map((message) => {
    if (message.kind === 'started') return { ...message, pid: 0, atMs: 0 };
    return message.kind === 'ending' ? { ...message, atMs: 0 } : message;
  });
}

for (const [name, files] of Object.entries({ commonJs, esModule })) {
  test(`a warm child draws the same random numbers and says the same as a cold one (${name})`, async () => {
    const folder = makeProject(files);
    const cold = await runChild(folder, { preload: null });
    rmSync(join(folder, 'spool.jsonl'));
    const warm = await runChild(folder, { preload: [join(folder, tfjs)] });
    assert.match(cold.output, /program 0\.\d+ 0\.\d+/);
    assert.deepEqual([...warm.output.split('\n')].sort(), [...cold.output.split('\n')].sort());
    assert.deepEqual(told(warm), told(cold));
    const kinds = told(cold).map(({ kind }) => kind);
    assert.deepEqual(kinds, ['started', 'tfjsLoaded', 'backend', 'epochEnded', 'ending']);
    assert.ok(told(cold).some((one) => one.kind === 'tfjsLoaded' && one.file === join(folder, tfjs)));
  });
}

test('packages draw while they load from streams that the seed of the trial sets', async () => {
  const files = { ...commonJs, 'main.js': "console.log(require('draws').atLoad, Math.random());" };
  const drawn = async (seed: number): Promise<readonly string[]> =>
    (await runChild(makeProject(files), { preload: null, seed })).output.trim().split(' ');
  const [first, again, other] = [await drawn(1), await drawn(1), await drawn(2)];
  assert.deepEqual(first, again);
  assert.notEqual(first[0], other[0]);
  assert.notEqual(first[0], first[1]);
});

test('a warm child that is told nothing ends well and has run nothing of the program', async () => {
  const folder = makeProject(esModule);
  const child = startChild(folder, { preload: [join(folder, tfjs)] });
  await child.said('tfjs is loaded');
  child.dismiss();
  const { code, output, messages } = await child.ended;
  assert.deepEqual([code, output, messages], [0, 'tfjs is loaded\n', null]);
});

test('a request that is cut by the end of the pipe is none', async () => {
  const folder = makeProject({ 'main.js': "console.log('ran');" });
  const child = startChild(folder, { preload: [] });
  child.write('/half/a/pa');
  child.dismiss();
  const { code, output } = await child.ended;
  assert.deepEqual([code, output], [0, '']);
});

test('a warm child is gone when its host is killed', async () => {
  const folder = makeProject({ ...esModule, 'host.mjs': hostProgram });
  const host = spawn(process.execPath, [join(folder, 'host.mjs')], {
    env: { ...process.env, [warmVariable]: JSON.stringify({ preload: [join(folder, tfjs)] }) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  host.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (output.includes('tfjs is loaded')) host.kill('SIGKILL');
  });
  // The child holds the same pipe: it closes when both are gone.
  await once(host, 'close');
  assert.equal(host.signalCode, 'SIGKILL');
  assert.equal(output, 'tfjs is loaded\n');
});

const hostProgram = `import { spawn } from 'node:child_process';
const main = new URL('main.js', import.meta.url).pathname;
spawn(process.execPath, ['--import', '${pathToFileURL(childFile).href}', main], { stdio: ['ignore', 'inherit', 'inherit', 'pipe'] });
setInterval(() => {}, 1000);`;

test('neither the program nor its forks see that the child was warm', async () => {
  const folder = makeProject({
    'main.js': `import { fork } from 'node:child_process';
import { fstatSync } from 'node:fs';
const see = () => Object.keys(process.env).includes('${warmVariable}');
let isOpen = true;
if (process.send === undefined) {
  try { fstatSync(3); } catch { isOpen = false; }
  console.log('program', see(), isOpen);
  fork(import.meta.filename);
} else console.log('fork', see());`,
  });
  const { output } = await runChild(folder, { preload: [] });
  assert.equal(output, 'program false false\nfork false\n');
});

test('a package that is gone when a warm child wants to load it is the affair of the program', async () => {
  const folder = makeProject({ 'main.js': "console.log('ran');" });
  const { code, output } = await runChild(folder, { preload: [join(folder, 'node_modules/gone.js')] });
  assert.deepEqual([code, output], [0, 'ran\n']);
  assert.ok(existsSync(join(folder, 'spool.jsonl')));
});
