// Runs the suite of host/ inside the extension host of a real VS Code, with the extension from this checkout, and returns what it wrote.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { findChromium, launchChromium } from './browser.ts';
import { packageExtension } from './extensionPackage.ts';
import { startServer } from './server.ts';
import { repositoryRoot } from './workspace.ts';

const limitMs = 5 * 60_000;

export type HostRun = { readonly results: readonly { readonly name: string; readonly error: string | null }[] };

/** Opens `folder` and runs the suite there. Throws when the suite wrote nothing. */
export async function runInHost(folder: string): Promise<HostRun> {
  const made = mkdtempSync(join(tmpdir(), 'tunelens-host-'));
  const resultsFile = join(made, 'results.json');
  const suite = join(made, 'suite.cjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'host/suite.ts')],
    outfile: suite,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'error',
  });
  const extension = packageExtension();
  const server = await startServer({
    vsix: extension.file,
    args: ['--vscode-option', 'enable-smoke-test-driver'],
    env: { TUNELENS_HOST_RESULTS: resultsFile },
  });
  const browser = await launchChromium(findChromium() ?? '');
  try {
    const page = await browser.newPage();
    const ended = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('The suite did not end in time.')), limitMs);
      // The workbench calls these two, as it does for @vscode/test-web.
      void page.exposeFunction('codeAutomationExit', () => {
        clearTimeout(timer);
        resolve();
      });
      void page.exposeFunction('codeAutomationLog', () => undefined);
    });
    const payload = [
      ['extensionDevelopmentPath', server.remote(repositoryRoot)],
      ['extensionTestsPath', server.remote(suite)],
    ] as const;
    await page.goto(server.pageOf(folder, payload));
    await ended;
    if (!existsSync(resultsFile)) throw new Error('The suite wrote no results.');
    return { results: parseResults(JSON.parse(readFileSync(resultsFile, 'utf8'))) };
  } finally {
    await browser.close();
    await server.stop();
    extension.remove();
    rmSync(made, { recursive: true, force: true });
  }
}

function parseResults(raw: unknown): HostRun['results'] {
  if (!Array.isArray(raw)) throw new Error('The results are no list.');
  return raw.map((result: unknown) => {
    const { name, error } = Object(result) as Readonly<Record<string, unknown>>;
    if (typeof name !== 'string' || (error !== null && typeof error !== 'string'))
      throw new Error('That is no result.');
    return { name, error };
  });
}
