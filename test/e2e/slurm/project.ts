// A small project whose trials run on the cluster of a test: a ledger of what each of its processes has done, and the study that comes of it.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Journal } from '../../../src/storage/journal.ts';
import type { Study } from '../../../src/study/study.ts';
import { standIn } from '../chaos/project.ts';
import { packages } from '../programs.ts';
import { repositoryRoot, workspaceOf } from '../workspace.ts';
import type { Cluster } from './cluster.ts';

const cli = join(repositoryRoot, 'dist/cli.js');

/** Notes in the ledger when the process begins, and how it has come to its end. */
const programOf = (imports: string, body: string): string => `// @tune minimize loss
import { appendFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
${imports}
const rate = 0.05; // @tune log 0.01..0.5
const trial = basename(dirname(process.env.TUNELENS_REQUEST));
const copy = Number(process.env.SLURM_RESTART_COUNT ?? 0);
const { SLURMD_NODENAME: node, SLURM_JOB_ID: job } = process.env;
const note = (what) => appendFileSync(new URL('./ledger.txt', import.meta.url), [what, trial, copy, node, job].join(' ') + '\\n');
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
note('begun');
process.on('exit', () => note('over'));
${body}
`;

/** Trains a line to some points, by TensorFlow.js itself. */
export const training: Program = {
  isReal: true,
  text: programOf(
    `import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';`,
    `const x = tf.reshape(tf.linspace(-1, 1, 64), [64, 1]);
const model = sequential({ layers: [layers.dense({ inputShape: [1], units: 1 })] });
model.compile({ optimizer: tf.train.sgd(rate), loss: 'meanSquaredError' });
await model.fit(x, tf.add(tf.mul(x, 3), 1), { epochs: 4, batchSize: 16, verbose: 0 });`,
  ),
};

/** Reports four values, with a stand-in for TensorFlow.js that needs no time; `before` comes first and knows `trial`, `copy` and `pause`. */
export const standing = (before: string): Program => ({
  isReal: false,
  text: programOf(
    `import tf from '@tensorflow/tfjs';`,
    `${before}\nawait new tf.LayersModel().fit(rate, 0, { epochs: 4, callbacks: {} });`,
  ),
});

export type Program = {
  readonly text: string;
  /** Whether it needs the true TensorFlow.js. */
  readonly isReal: boolean;
};

export type LedgerLine = {
  readonly what: string;
  readonly trial: number;
  /** Which start of its job it was, from 0. */
  readonly copy: number;
  readonly node: string;
  readonly job: string;
};

export type SlurmProject = {
  readonly folder: string;
  /** Starts the built command line with the cluster as executor; looks at the queue come every second. */
  readonly tune: (...options: readonly string[]) => Host;
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

export function slurmProject(cluster: Cluster, { text, isReal }: Program): SlurmProject {
  const own = { 'package.json': '{"type":"module"}', 'model.js': text, 'ledger.txt': '' };
  const workspace = workspaceOf(isReal ? own : { ...own, ...standIn });
  const { folder } = workspace;
  if (isReal) {
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(join(packages, '@tensorflow'), join(folder, 'node_modules/@tensorflow'), 'junction');
  }
  const journal = join(folder, '.tune/model.log');
  const start = (...options: readonly string[]): Host => {
    const args = [cli, 'model.js', '--models', '0', '--sampler', 'random', '--no-pruning', ...options];
    return hostOf(spawn(process.execPath, args, { cwd: folder, env: cluster.env }));
  };
  return {
    folder,
    tune: (...options) => start('--executor', 'slurm', '--poll', '1', ...options),
    ledger: () => readFileSync(join(folder, 'ledger.txt'), 'utf8').split('\n').slice(0, -1).map(lineOf),
    study: async () => {
      if (!existsSync(journal)) throw new Error(`${journal} is not there yet.`);
      return (await Journal.open(journal, { readonly: true })).study;
    },
    remove: () => workspace.remove(),
  };
}

function hostOf(host: ChildProcess): Host {
  let words = '';
  for (const stream of [host.stdout, host.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (words += text));
  const exited = new Promise<number | null>((resolve) => host.once('close', resolve));
  return { process: host, words: () => words, exited };
}

function lineOf(line: string): LedgerLine {
  const [what = '', trial, copy, node = '', job = ''] = line.split(' ');
  return { what, trial: Number(trial), copy: Number(copy), node, job };
}
