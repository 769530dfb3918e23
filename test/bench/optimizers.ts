// TuneLens and its peers: how each is called and started. The peers live in environments that `node test/bench/peers/setup.mjs` makes under
// test/bench/.venv; the environment variable BENCH_VENVS names another folder with the same sub-folders.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { OptimizerCommand } from './optimizerProcess.ts';

const root = join(import.meta.dirname, '../..');
const environments = process.env['BENCH_VENVS'] ?? join(import.meta.dirname, '.venv');
const server = join(import.meta.dirname, 'peers/serve.py');

type Peer = { readonly title: string; readonly environment: 'main' | 'nevergrad' | 'hebo' | 'vizier' };

const peers: Readonly<Record<string, Peer>> = {
  'optuna-tpe': { title: 'Optuna TPE', environment: 'main' },
  'optuna-gp': { title: 'Optuna GP', environment: 'main' },
  'optuna-gp-5': { title: 'Optuna GP, 5 startup trials', environment: 'main' },
  'optuna-cma': { title: 'Optuna CMA-ES', environment: 'main' },
  'bayes-opt': { title: 'bayesian-optimization', environment: 'main' },
  skopt: { title: 'scikit-optimize', environment: 'main' },
  botorch: { title: 'BoTorch', environment: 'main' },
  ax: { title: 'Ax', environment: 'main' },
  hebo: { title: 'HEBO', environment: 'hebo' },
  smac: { title: 'SMAC3', environment: 'main' },
  vizier: { title: 'Vizier', environment: 'vizier' },
  nevergrad: { title: 'Nevergrad', environment: 'nevergrad' },
  random: { title: 'random search', environment: 'main' },
};

/** The name of TuneLens among the optimisers; other labels that begin with it are other builds of it. */
export const ours = 'tunelens';

const optimizerNames: readonly string[] = [ours, ...Object.keys(peers)];

/** How tables call an optimiser; a label of another build stands for itself. */
export function titleOf(name: string): string {
  return name === ours ? 'TuneLens' : (peers[name]?.title ?? name);
}

/** Whether the optimiser can be started. */
export function isInstalled(name: string): boolean {
  const peer = peers[name];
  return name === ours || (peer !== undefined && existsSync(pythonOf(peer)));
}

function pythonOf({ environment }: Peer): string {
  return join(environments, environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
}

/** The command of an optimiser; `cli` is the build of TuneLens. Throws where the name is unknown or its environment is missing. */
export function commandOf(name: string, cli = join(root, 'dist/cli.js')): OptimizerCommand {
  if (name === ours) return { command: process.execPath, args: [cli, 'optimizer'] };
  const peer = peers[name];
  if (peer === undefined) throw new Error(`${name} is none of ${optimizerNames.join(', ')}.`);
  if (!isInstalled(name)) throw new Error(`${peer.title} is not installed: run "node test/bench/peers/setup.mjs".`);
  return { command: pythonOf(peer), args: [server, name] };
}
