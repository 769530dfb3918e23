// The built command line on real programs: real TensorFlow.js in real child processes, on every Node that trials may use.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, test } from 'node:test';
import { Journal } from '../../src/storage/journal.ts';
import { isFinished } from '../../src/study/study.ts';
import { processesBelow } from './processTree.ts';
import { skipWithout } from './requirements.ts';
import { repositoryRoot, workspaceOf, type Workspace } from './workspace.ts';

const cli = join(repositoryRoot, 'dist/cli.js');
const packages = join(repositoryRoot, 'media/example/mnist/node_modules');
const runtime = join(repositoryRoot, 'test/runtime/node_modules');
const missingTfjs = (): string | null =>
  existsSync(join(packages, '@tensorflow/tfjs'))
    ? null
    : 'TensorFlow.js is not installed: run "node scripts/setup.mjs test".';

const model = `// @tune minimize loss
// @tune run train.js
export const rate = 0.02; // @tune log 1e-3..1
export const units = 4; // @tune 2..16
`;
const training = `import * as tf from '@tensorflow/tfjs';
import { rate, units } from './model.js';
const xs = tf.linspace(-1, 1, 32).reshape([32, 1]);
const net = tf.sequential({ layers: [
  tf.layers.dense({ units, inputShape: [1], activation: 'tanh', kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }) }),
  tf.layers.dense({ units: 1, kernelInitializer: tf.initializers.glorotUniform({ seed: 2 }) }),
] });
net.compile({ optimizer: tf.train.adam(rate), loss: 'meanSquaredError' });
await net.fit(xs, xs.square(), { epochs: 3, shuffle: false, verbose: 0 });
console.log('done', rate, units);
`;
const commonJs = {
  'package.json': '{}',
  'model.js': model.replaceAll('export const', 'const') + 'module.exports = { rate, units };\n',
  'train.js': `const tf = require('@tensorflow/tfjs');\nconst { rate, units } = require('./model');\n(async () => {\n${training
    .split('\n')
    .slice(2)
    .join('\n')}})();\n`,
};

type Line = Readonly<Record<string, unknown>>;
type Ended = { readonly code: number; readonly lines: readonly Line[]; readonly stderr: string };

function isLine(raw: unknown): raw is Line {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

function run(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, ...args], { maxBuffer: 1e8 }, (error, stdout, stderr) => {
      const lines = args.includes('--json')
        ? stdout.trimEnd().split('\n').filter(Boolean).map(parsed).filter(isLine)
        : [];
      resolve({ code: error === null ? 0 : Number(error.code), lines, stderr });
    });
  });
}

function parsed(line: string): unknown {
  return JSON.parse(line);
}

void describe('the command line', { skip: skipWithout(missingTfjs) }, () => {
  const made: Workspace[] = [];
  afterEach(() => {
    for (const workspace of made.splice(0)) workspace.remove();
  });
  const project = (files: Readonly<Record<string, string>>): string => {
    const workspace = workspaceOf({ 'package.json': '{ "type": "module" }', ...files });
    made.push(workspace);
    symlinkSync(packages, join(workspace.folder, 'node_modules'), 'junction');
    return workspace.folder;
  };

  test('space tells what would be tuned, and runs nothing', async () => {
    const folder = project({ 'model.js': model, 'train.js': 'throw new Error("ran")' });
    const { code, lines } = await run('space', join(folder, 'model.js'), '--json');
    assert.equal(code, 0);
    assert.deepEqual(lines[0]?.['objective'], { direction: 'minimize', metric: 'loss' });
    assert.equal(existsSync(join(folder, '.tune')), false);
  });

  test('the JSON of space is the one that CONTRIBUTING.md shows', async () => {
    const contributing = readFileSync(join(repositoryRoot, 'CONTRIBUTING.md'), 'utf8');
    const shown = /```json\n([\s\S]*?)```/.exec(contributing)?.[1] ?? '';
    const folder = project({
      'model.js': `// @tune minimize loss
// @tune run ./train.js --fast
// @tune require units * batch <= 8192
const l2 = 0; // @tune log 1e-6..1e-2 | 0 if units >= 32
const wd = 0; // @tune off log 1e-6..1e-2
const units = 64, batch = 8 /* @tune 8 | 16 */; // @tune 16..128
`,
      'train.js': "import './model.js';",
    });
    const { lines } = await run('space', join(folder, 'model.js'), '--json');
    const text = JSON.stringify(lines[0]).replaceAll(folder, '/work');
    const made = parsed(text);
    const expected = parsed(shown);
    assert.ok(
      isLine(made) && isLine(expected) && Array.isArray(made['parameters']) && Array.isArray(expected['parameters']),
    );
    const l2 = made['parameters'].filter((one: unknown) => isLine(one) && one['name'] === 'l2');
    assert.deepEqual({ ...made, parameters: l2 }, expected);
    assert.equal(made['parameters'].length, 3);
  });

  test('a study ends with a best value no worse than the own values, and a second run goes on with it', async () => {
    const folder = project({ 'model.js': model, 'train.js': training });
    const file = join(folder, 'model.js');
    const first = await run(file, '--trials', '4', '--seed', '3', '--json');
    assert.equal(first.code, 0, first.stderr);
    const done = first.lines.at(-1);
    assert.equal(done?.['kind'], 'done');
    const [best, baseline] = [done['best'], done['baseline']];
    assert.ok(isLine(best) && isLine(baseline) && Number(best['value']) <= Number(baseline['value']));
    assert.deepEqual(baseline['params'], { rate: 0.02, units: 4 });
    const second = await run(file, '--trials', '2', '--json');
    assert.equal(second.lines.at(-1)?.['journal'], done['journal']);
    const { study } = await Journal.open(String(done['journal']), { readonly: true });
    assert.equal(study.trials.filter(isFinished).length, 6);
    assert.equal(new Set(study.trials.map(({ params }) => JSON.stringify(params))).size, 6);
    assert.ok(study.trials.every(({ reports }) => reports.length === 3));
    assert.match(readFileSync(String(done['report']), 'utf8'), /<svg/);
    assert.equal(readFileSync(file, 'utf8'), model);
    for (const { number, params } of study.trials) {
      const output = readFileSync(join(folder, '.tune/model', String(number), 'output.txt'), 'utf8');
      assert.match(output, new RegExp(`done ${String(params['rate'])} ${String(params['units'])}`));
    }
  });

  test('the same seed gives the same study', async () => {
    const values = async (): Promise<unknown> => {
      const folder = project({ 'model.js': model, 'train.js': training });
      const { lines } = await run(join(folder, 'model.js'), '--trials', '4', '--seed', '5', '--json');
      return lines.filter(({ kind }) => kind === 'trialFinished').map(({ value }) => value);
    };
    assert.deepEqual(await values(), await values());
  });

  for (const node of ['node20', 'node22', 'node24']) {
    for (const [kind, files] of Object.entries({
      'ES modules': { 'model.js': model, 'train.js': training },
      CommonJS: commonJs,
    })) {
      const binary = join(runtime, node, 'bin/node');
      test(`${kind} are trained with swapped literals on ${node}`, { skip: !existsSync(binary) }, async () => {
        const folder = project(files);
        const { code, lines, stderr } = await run(
          join(folder, 'model.js'),
          '--trials',
          '2',
          '--node',
          binary,
          '--json',
        );
        assert.equal(code, 0, stderr);
        const values = lines.filter((line) => line['kind'] === 'trialFinished').map(({ value }) => value);
        assert.equal(new Set(values).size, 2, JSON.stringify(values));
      });
    }
  }

  test('Ctrl-C stops the trial that runs, leaves no process and notes it', async () => {
    const folder = project({ 'model.js': model, 'train.js': "import './model.js';\nsetInterval(() => {}, 1000);\n" });
    const child = spawn(process.execPath, [cli, join(folder, 'model.js'), '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const lines = createInterface({ input: child.stdout });
    for await (const line of lines) if (line.includes('"name":"pid"')) break;
    const below = processesBelow(child.pid ?? 0);
    assert.ok(below.length > 0);
    child.kill('SIGINT');
    await once(child, 'exit');
    assert.equal(child.exitCode, 130);
    for (const pid of below) assert.throws(() => process.kill(pid, 0), /ESRCH/);
    const { study } = await Journal.open(join(folder, '.tune/model.log'), { readonly: true });
    assert.deepEqual([study.trials[0]?.state, study.trials[0]?.facts['fail_kind']], ['failed', 'stopped']);
  });

  test('stop, from another process, ends the run with its trials, and says so to both', async () => {
    const endless = "import './model.js';\nsetInterval(() => {}, 1000);\n";
    const folder = project({ 'model.js': model, 'train.js': endless });
    const file = join(folder, 'model.js');
    const child = spawn(process.execPath, [cli, file, '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = once(child, 'exit');
    for await (const line of createInterface({ input: child.stdout })) if (line.includes('"name":"pid"')) break;
    const below = processesBelow(child.pid ?? 0);
    assert.ok(below.length > 0);
    const { code, lines, stderr } = await run('stop', file, '--json');
    assert.deepEqual([code, lines[0]?.['kind'], lines[0]?.['nTrials']], [0, 'stopped', 1], stderr);
    await ended;
    assert.equal(child.exitCode, 130);
    for (const pid of below) assert.throws(() => process.kill(pid, 0), /ESRCH/);
    const again = await run('stop', file);
    assert.deepEqual([again.code, /No run of the study .* is under way/.test(again.stderr)], [1, true]);
  });

  const tuned = '// @tune maximize acc\nconst rate = 0.5; // @tune 0.1..0.9\n';
  const mistakes: readonly (readonly [what: string, text: string, says: RegExp])[] = [
    ['no annotations', 'const a = 1;', /model\.js.* has no @tune annotation[^]*Add a comment/],
    [
      'an annotation that does not parse',
      '\nconst a = 1; // @tune 0.9..',
      /model\.js:2:26: The range has only one end\. Write both/,
    ],
    [
      'a program that throws',
      `${tuned}throw new Error('no data here');`,
      /model\.js:3: [^]*no data here[^]*Mend the program/,
    ],
    ['a missing TensorFlow.js', `import 'tfjs-that-is-not-there';\n${tuned}`, /tfjs-that-is-not-there/],
    [
      'a metric that does not exist',
      `${training.replace("import { rate, units } from './model.js';", 'const rate = 0.1, units = 3;')}\n// @tune maximize f1\nconst x = 1; // @tune 1..3\n`,
      /never reports f1\. It reports: .*loss[^]*Name one of these/,
    ],
    ['a program that trains nothing', `${tuned}console.log(1);`, /never reports acc|neither fit nor evaluate/],
  ];
  for (const [what, text, says] of mistakes) {
    test(`${what} ends with exit code 1 and one message with place and remedy`, async () => {
      const folder = project({ 'model.js': text });
      const { code, stderr } = await run(join(folder, 'model.js'), '--trials', '2');
      assert.equal(code, 1);
      assert.match(stderr, says);
      assert.doesNotMatch(stderr, /bug/);
    });
  }

  test('a data folder that cannot be written ends with exit code 1 and its path', async () => {
    const folder = project({ 'model.js': tuned, '.tune': '' });
    const { code, stderr } = await run(join(folder, 'model.js'), '--trials', '2');
    assert.deepEqual([code, /\.tune.*cannot write|cannot write there/.test(stderr)], [1, true], stderr);
  });
});
