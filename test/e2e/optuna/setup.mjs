// Makes the Python environments that the tests of the journal use: one per line of Optuna's versions, one with TensorBoard alone, and one with
// optuna-dashboard. Plain Node 20; a second call returns at once. Without Python it says so and leaves the tests to skip; with CI=true that is a failure.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const isWindows = process.platform === 'win32';

/** Folder and list of packages: `.venv` and `requirements.txt` are the newest Optuna's. */
for (const suffix of ['', '-3.6', '-4.9', '-tensorboard', '-dashboard']) {
  const venv = join(here, `.venv${suffix}`);
  const requirements = join(here, `requirements${suffix}.txt`);
  const stamp = join(venv, 'tunelens-ready');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) continue;
  install(venv, requirements);
  writeFileSync(stamp, wanted);
}

function install(venv, requirements) {
  rmSync(venv, { recursive: true, force: true });
  const pip = join(venv, isWindows ? 'Scripts' : 'bin', 'pip');
  const steps = [
    [isWindows ? 'python' : 'python3', ['-m', 'venv', venv]],
    [pip, ['install', '--quiet', '--only-binary=:all:', '--requirement', requirements]],
  ];
  for (const [command, args] of steps) {
    const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8', stdio: 'pipe' });
    if (status === 0) continue;
    rmSync(venv, { recursive: true, force: true });
    process.stderr.write(
      `Python packages were not installed, so tests with them do not run. "${command} ${args.join(' ')}" failed:\n${error?.message ?? stderr}\n` +
        'They need Python 3.11 or later with venv (Debian: python3-venv).\n',
    );
    process.exit(process.env.CI === 'true' ? 1 : 0);
  }
}
