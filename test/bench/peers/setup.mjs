// Makes the Python environments of the peers: `node test/bench/peers/setup.mjs [name …]` (main, nevergrad, hebo, vizier; all by default).
// They lie in test/bench/.venv, or in the folder that the environment variable BENCH_VENVS names. A second call returns at once. Needs
// Python 3.11 with venv, some gigabytes of disk and a few minutes.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.env.BENCH_VENVS ?? join(here, '../.venv');
const isWindows = process.platform === 'win32';

/** The arguments of `pip install`, one call each. */
const environments = {
  main: [
    ['torch==2.13.0'],
    [
      'torch==2.13.0 numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1 pandas==3.1.1 optuna==5.0.0 cmaes==0.13.1',
      'bayesian-optimization==3.4.0 scikit-optimize==0.10.2 botorch==0.18.1 gpytorch==1.15.2 ax-platform==1.3.1 smac==2.4.1 ConfigSpace==1.2.2',
    ],
  ],
  // Pins an old bayesian-optimization, so it has its own.
  nevergrad: [['nevergrad==1.0.12 numpy==2.4.6 cma==4.5.0']],
  // HEBO's own requirements send pip into minutes of backtracking: those it needs are given, and HEBO comes without any.
  hebo: [
    ['torch==2.13.0'],
    [
      'torch==2.13.0 numpy==1.24.4 scipy==1.11.4 scikit-learn==1.3.2 pandas==2.1.4 pymoo==0.6.0 gpytorch==1.12 GPy==1.13.2',
      'catboost==1.2.5 disjoint-set==0.9.0 autograd==1.6.2 matplotlib==3.8.4',
    ],
    ['--no-deps HEBO==0.3.6'],
  ],
  // A newer jax lacks jax.core.Primitive.
  vizier: [['google-vizier[jax]==0.1.24 jax==0.4.35 jaxlib==0.4.35 flax==0.10.2 tensorflow-probability[jax]==0.25.0']],
};

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(environments);
for (const name of names) {
  if (!Object.hasOwn(environments, name)) fail(`${name} is none of ${Object.keys(environments).join(', ')}.`);
  install(name);
}

function install(name) {
  const environment = join(folder, name);
  const stamp = join(environment, 'tunelens-ready');
  const wanted = JSON.stringify(environments[name]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  rmSync(environment, { recursive: true, force: true });
  process.stderr.write(`setup: ${environment}\n`);
  run(isWindows ? 'python' : 'python3', ['-m', 'venv', environment]);
  const pip = join(environment, isWindows ? 'Scripts' : 'bin', 'pip');
  for (const packages of environments[name])
    run(pip, ['install', '--quiet', ...packages.flatMap((line) => line.split(' '))]);
  writeFileSync(stamp, wanted);
}

function run(command, args) {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8', stdio: 'pipe' });
  if (status !== 0) fail(`"${command} ${args.join(' ')}" failed:\n${error?.message ?? stderr}`);
}

function fail(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
