// A small project whose trials run on the cluster of a test: a ledger of what each of its processes has done, and the study that comes of it.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Journal } from '../../../src/storage/journal.ts';
import type { Study } from '../../../src/study/study.ts';
import { packages } from '../programs.ts';
import { repositoryRoot, workspaceOf } from '../workspace.ts';
import type { Cluster } from './cluster.ts';

const cli = join(repositoryRoot, 'dist/cli.js');

/** Notes when the process begins and when it has come to its end, with its trial, its node and its job. */
const ledgered = (body: string): string => `// @tune minimize loss
import { appendFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs';
const rate = 0.05; // @tune log 0.01..0.5
const trial = basename(dirname(process.env.TUNELENS_REQUEST));
const { SLURMD_NODENAME: node, SLURM_JOB_ID: job } = process.env;
const note = (what) => appendFileSync(new URL('./ledger.txt', import.meta.url), [what, trial, node, job, process.pid].join(' ') + '\\n');
note('begun');
process.on('exit', (code) => note('over:' + code));
${body}
`;

/** Trains a line to some points, by TensorFlow.js itself. */
export const training = ledgered(`const x = tf.linspace(-1, 1, 64).reshape([64, 1]);
const y = x.mul(3).add(1);
const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [1], units: 1 })] });
model.compile({ optimizer: tf.train.sgd(rate), loss: 'meanSquaredError' });
await model.fit(x, y, { epochs: 4, batchSize: 16, verbose: 0 });`);

/** Trains in the same way, but pauses after each of its epochs; \`before\` may do something else first. */
export const waiting = (epochs: number, pauseMs: number, before = ''): string =>
  ledgered(`${before}
const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [1], units: 1 })] });
model.compile({ optimizer: tf.train.sgd(rate), loss: 'meanSquaredError' });
const onEpochEnd = () => new Promise((resolve) => setTimeout(resolve, ${pauseMs}));
await model.fit(tf.ones([4, 1]), tf.ones([4, 1]), { epochs: ${epochs}, verbose: 0, callbacks: { onEpochEnd } });`);

export type LedgerLine = { readonly what: string; readonly trial: number; readonly node: string; readonly job: string };

export type SlurmProject = {
  readonly folder: string;
  /** Starts the built command line with the cluster as executor; looks at the queue come every second. */
  tune(...options: readonly string[]): Host;
  ledger(): readonly LedgerLine[];
  study(): Promise<Study>;
  remove(): void;
};

export type Host = {
  readonly process: ChildProcess;
  /** All that it has said. */
  readonly words: () => string;
  readonly exited: Promise<number | null>;
};

export function slurmProject(cluster: Cluster, program: string): SlurmProject {
  const { folder, remove } = workspaceOf({ 'package.json': '{"type":"module"}', 'model.js': program, 'ledger.txt': '' });
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(join(packages, '@tensorflow'), join(folder, 'node_modules/@tensorflow'), 'junction');
  const journal = join(folder, '.tune/model.log');
  return {
    folder,
    tune: (...options) => {
      const args = ['model.js', '--executor', 'slurm', '--poll', '1', '--models', '0', '--sampler', 'random', ...options];
      return hostOf(spawn(process.execPath, [cli, ...args], { cwd: folder, env: cluster.env }));
    },
    ledger: () => readFileSync(join(folder, 'ledger.txt'), 'utf8').split('\n').slice(0, -1).map(lineOf),
    study: async () => {
      if (!existsSync(journal)) throw new Error(`${journal} is not there yet.`);
      return (await Journal.open(journal, { readonly: true })).study;
    },
    remove,
  };
}

function hostOf(host: ChildProcess): Host {
  let words = '';
  for (const stream of [host.stdout, host.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (words += text));
  const exited = new Promise<number | null>((resolve) => host.once('close', resolve));
  return { process: host, words: () => words, exited };
}

function lineOf(line: string): LedgerLine {
  const [what = '', trial, node = '', job = ''] = line.split(' ');
  return { what, trial: Number(trial), node, job };
}
