// Makes the Python environment (.venv beside this file) in which the real Optuna of requirements.txt reads and writes our journals.
// Plain Node 20; a second call returns at once. Where Python cannot do it, the tests skip; with CI=true that is a failure.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const isWindows = process.platform === 'win32';
const requirementsFile = join(here, 'requirements.txt');
const requirements = readFileSync(requirementsFile, 'utf8');
const venv = join(here, '.venv');
const venvPython = join(venv, isWindows ? 'Scripts/python.exe' : 'bin/python');
// Inside the environment, so that whatever removes that removes the stamp. A Python that was uninstalled leaves a dangling link.
const stamp = join(venv, '.tunelens-ready');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== requirements || !existsSync(venvPython)) {
  const obstacle = install();
  if (obstacle !== null) {
    process.stdout.write(`the tests with Optuna will be skipped: ${obstacle}\n`);
    if (process.env.CI === 'true') process.exitCode = 1;
  }
}

/** Null when all is there, else what went wrong and how to mend it. */
function install() {
  rmSync(venv, { recursive: true, force: true });
  const python = isWindows ? 'python' : 'python3';
  const version = run(python, ['-c', 'import sys; sys.exit(sys.version_info < (3, 11))']);
  if (version !== null)
    return `they need Python 3.11 or later as "${python}" (Debian: apt-get install python3). ${version}`;
  const made = run(python, ['-m', 'venv', venv]);
  if (made !== null) return `"${python} -m venv" failed (Debian: apt-get install python3-venv). ${made}`;
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:'];
  const installed = run(venvPython, [...pip, '--requirement', requirementsFile]);
  if (installed !== null)
    return `pip could not install ${requirementsFile}; check the network and run it again. ${installed}`;
  writeFileSync(stamp, requirements);
  return null;
}

/** Null on success, else the end of what the command said. */
function run(command, args) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', cwd: here });
  if (status === 0) return null;
  return error === undefined ? `${stdout}${stderr}`.trim().split('\n').slice(-5).join('\n') : error.message;
}
