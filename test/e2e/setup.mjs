// Installs the real VS Code (code-server) that the browser tests and `npm run editor` use. Plain Node 20; a second call returns at once.
// No install script of any package runs. VS Code's own tree below code-server has no lock file that npm accepts, only code-server's
// shrinkwrap, so that part of the install is pinned but not reproducible to the bit.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const lock = readFileSync(join(here, 'package-lock.json'), 'utf8');
const stamp = join(here, 'node_modules', '.tunelens-ready');
const vscodeFolder = join(here, 'node_modules', 'code-server', 'lib', 'vscode');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) install();

function install() {
  rmSync(stamp, { force: true });
  npm(here, ['ci']);
  // `npm ci` refuses here: the shrinkwrap that code-server ships lacks a package of its package.json.
  npm(vscodeFolder, ['install', '--omit=dev']);
  npm(join(vscodeFolder, 'extensions'), ['install', '--omit=dev']);
  buildLogging();
  writeFileSync(stamp, lock);
}

/** Without this native module VS Code runs, but every output channel stays empty. It wants g++, make, python3 and Node's headers. */
function buildLogging() {
  try {
    run(vscodeFolder, ['rebuild', '@vscode/spdlog']);
  } catch {
    process.stderr.write(
      'VS Code in the browser will show no logs: its logging module needs g++, make and python3 to build.\n',
    );
  }
}

function npm(folder, args) {
  try {
    run(folder, [...args, '--ignore-scripts', '--no-audit', '--no-fund']);
  } catch (error) {
    process.stderr.write(`npm ${args.join(' ')} failed in ${folder}:\n${error.stdout}${error.stderr}\n`);
    process.exit(1);
  }
}

/** The output is kept back: it is shown only where it explains a failure. */
function run(folder, args) {
  execFileSync('npm', args, {
    cwd: folder,
    stdio: 'pipe',
    shell: process.platform === 'win32',
    maxBuffer: 64 * 1024 * 1024,
  });
}
