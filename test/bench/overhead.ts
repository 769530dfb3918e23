// What a trial costs beyond the program itself: a study of real training against plain runs of Node with the same values, one after the other.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyEdits, editsFor } from '../../src/annotation/edits.ts';
import { parseAnnotations } from '../../src/annotation/parse.ts';
import type { Params } from '../../src/space/space.ts';
import { Journal } from '../../src/storage/journal.ts';
import { quantile } from './results.ts';

const repository = join(import.meta.dirname, '../..');
const cli = join(repository, 'dist/cli.js');
const example = join(repository, 'media/example/mnist');
/** The one on the PATH, for both: tfjs-node alone does not train on Node 24. */
const node = 'node';
const nTrials = 20;
const nRounds = 2;

/** Trains for some seconds on one thread, and a little with each of its parameters. */
const program = `// @tune maximize acc
import * as tf from '@tensorflow/tfjs-node';
const rate = 1e-3; // @tune log 1e-4..1e-2
const units = 64; // @tune 16..128 step 16
const x = tf.randomNormal([2048, 64]);
const y = x.slice([0, 0], [2048, 1]).greater(0).toFloat();
const model = tf.sequential({ layers: [
  tf.layers.dense({ inputShape: [64], units, activation: 'relu' }),
  tf.layers.dense({ units: 256, activation: 'relu' }),
  tf.layers.dense({ units: 1, activation: 'sigmoid' }),
] });
model.compile({ optimizer: tf.train.adam(rate), loss: 'binaryCrossentropy', metrics: ['accuracy'] });
await model.fit(x, y, { epochs: 4, batchSize: 32, verbose: 0 });
`;

type Times = {
  readonly warm: number;
  readonly cold: number;
  readonly plain: number;
  readonly parallel: number;
  readonly plainParallel: number;
};

/** The section of RESULTS.md. Throws where the example's native backend is not installed. */
export async function benchOverhead(): Promise<string> {
  const rounds: Times[] = [];
  for (let round = 0; round < nRounds; round++) {
    rounds.push(await timeRound());
    process.stderr.write(`overhead: round ${round + 1} of ${nRounds} ${JSON.stringify(rounds.at(-1))}\n`);
  }
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  const ratio = (name: 'warm' | 'cold'): string =>
    quantile(
      rounds.map((times) => times[name] / times.plain),
      0.5,
    ).toFixed(3);
  const median = (of: (times: Times) => number): string => quantile(rounds.map(of), 0.5).toFixed(2);
  const speedUp = median(({ cold, parallel }) => cold / parallel);
  const machine = median(({ plain, plainParallel }) => plain / plainParallel);
  const seconds = quantile(
    rounds.map(({ plain }) => plain / nTrials / 1000),
    0.5,
  ).toFixed(1);
  return `Made by \`npm run bench -- overhead\` on ${cpus().length} shared cores, Node ${version}: a study of ${nTrials} trials with tfjs-node on one thread against ${nTrials} plain runs of \`node program\` with the same values
(about ${seconds} s each), total wall time, medians of ${nRounds} rounds in which all took turns.

| | ratio |
|---|---|
| study, warm children / plain runs (goal: 1.00) | ${ratio('warm')} |
| study, no warm children / plain runs (goal: 1.02) | ${ratio('cold')} |
| speed-up of two slots over one (goal: 1.9) | ${speedUp} |
| the same of plain runs, two at a time over one at a time: what these cores allow | ${machine} |`;
}

async function timeRound(): Promise<Times> {
  const folder = mkdtempSync(join(tmpdir(), 'tunelens-overhead-'));
  try {
    copyFileSync(join(example, 'package.json'), join(folder, 'package.json'));
    symlinkSync(join(example, 'node_modules'), join(folder, 'node_modules'), 'junction');
    writeFileSync(join(folder, 'model.js'), program);
    const warm = study(folder, []);
    const values = await valuesOf(folder);
    return {
      warm,
      plain: await plainRuns(folder, values, 1),
      cold: study(folder, ['--no-warm']),
      parallel: study(folder, ['--no-warm', '--parallel', '2']),
      plainParallel: await plainRuns(folder, values, 2),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** TensorFlow's threads, the same for all. */
const env = { ...process.env, TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1', TF_CPP_MIN_LOG_LEVEL: '2' };

function study(folder: string, options: readonly string[]): number {
  const args = [
    cli,
    'model.js',
    '--new',
    '--trials',
    String(nTrials),
    '--parallel',
    '1',
    '--models',
    '0',
    '--no-pruning',
  ];
  const startedAtMs = performance.now();
  execFileSync(node, [...args, ...options], { cwd: folder, env, stdio: 'ignore' });
  return performance.now() - startedAtMs;
}

async function valuesOf(folder: string): Promise<readonly Params[]> {
  const journal = await Journal.open(join(folder, '.tune/model.log'), { readonly: true });
  return journal.study.trials.map(({ params }) => params);
}

/** `nAtOnce` runs at a time, each of a file of its own that has the trial's values. */
async function plainRuns(folder: string, values: readonly Params[], nAtOnce: number): Promise<number> {
  const file = join(folder, 'model.js');
  const text = readFileSync(file, 'utf8');
  const annotations = parseAnnotations(file, text);
  const programs = values.map((params, i) => {
    const name = `plain${i}.js`;
    writeFileSync(join(folder, name), applyEdits(text, editsFor(annotations, params)));
    return name;
  });
  const startedAtMs = performance.now();
  const left = programs.values();
  const slot = async (): Promise<void> => {
    for (const name of left) await plainRun(folder, name);
  };
  await Promise.all(Array.from({ length: nAtOnce }, slot));
  return performance.now() - startedAtMs;
}

async function plainRun(folder: string, name: string): Promise<void> {
  const child = spawn(node, [name], { cwd: folder, env, stdio: 'ignore' });
  await once(child, 'exit');
  if (child.exitCode !== 0) throw new Error(`The program ended with ${child.exitCode ?? child.signalCode}.`);
}
