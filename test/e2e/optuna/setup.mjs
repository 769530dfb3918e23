// Makes the Python environment with Optuna that the tests of the journal use. Plain Node 20; a second call returns at once.
// Without Python it says so and leaves the tests to skip; with CI=true that is a failure.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const venv = join(here, '.venv');
const stamp = join(venv, 'tunelens-ready');
const requirements = join(here, 'requirements.txt');
const wanted = readFileSync(requirements, 'utf8');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) install();

function install() {
  rmSync(venv, { recursive: true, force: true });
  const python = process.platform === 'win32' ? 'python' : 'python3';
  const pip = join(venv, process.platform === 'win32' ? 'Scripts' : 'bin', 'pip');
  const steps = [
    [python, ['-m', 'venv', venv]],
    [pip, ['install', '--quiet', '--only-binary=:all:', '--requirement', requirements]],
  ];
  for (const [command, args] of steps) {
    const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8', stdio: 'pipe' });
    if (status === 0) continue;
    rmSync(venv, { recursive: true, force: true });
    process.stderr.write(
      `Optuna was not installed, so its tests do not run. "${command} ${args.join(' ')}" failed:\n${error?.message ?? stderr}\n` +
        'They need Python 3.11 or later with venv (Debian: python3-venv).\n',
    );
    process.exit(process.env.CI === 'true' ? 1 : 0);
  }
  writeFileSync(stamp, wanted);
}
