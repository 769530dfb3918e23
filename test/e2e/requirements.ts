// What the tests in the editor need of the machine. On a developer's machine a lack of it skips them, with a reason; with CI=true it fails them.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from './browser.ts';
import { repositoryRoot } from './workspace.ts';

const isCi = process.env['CI'] === 'true';

/** The reason to skip, or false; with CI=true it throws the reason instead. */
export function skipWithout(...needs: readonly (() => string | null)[]): string | false {
  const lack = needs.map((need) => need()).find((reason) => reason !== null);
  if (lack === undefined) return false;
  if (isCi) throw new Error(`With CI=true these tests must run. ${lack}`);
  return lack;
}

/** Null when VS Code and a browser are here, else what is missing and how to get it. */
export function missingEditor(): string | null {
  if (!existsSync(join(import.meta.dirname, 'node_modules/.tunelens-ready'))) {
    return 'VS Code for the browser is not installed: run "node test/e2e/setup.mjs".';
  }
  if (findChromium() === null)
    return 'No Chromium or Chrome was found: install one, or name it in the variable CHROME.';
  return null;
}

/** Null when the example trains on the native TensorFlow.js, else how to get it. The node on PATH is asked, as it runs the trials. */
export function missingNativeBackend(): string | null {
  const probe = "import('./backend.js').then(({ isNative }) => process.exit(isNative ? 0 : 1))";
  const cwd = join(repositoryRoot, 'media/example/mnist');
  const { status } = spawnSync('node', ['-e', probe], { cwd, stdio: 'ignore' });
  return status === 0 ? null : 'The example has no native TensorFlow.js: run "node scripts/setup.mjs test".';
}

/** Null when a Slurm can be started here, else how to get one. */
export function missingSlurm(): string | null {
  const places = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin'];
  const lacking = ['slurmctld', 'slurmd', 'sbatch'].filter(
    (tool) => !places.some((place) => existsSync(join(place, tool))),
  );
  return lacking.length === 0 ? null : `There is no ${lacking.join(', ')}: install the Debian package slurm-wlm.`;
}
