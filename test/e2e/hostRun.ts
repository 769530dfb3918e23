// Runs a suite of host/ inside the extension host of a real VS Code, with the extension from this checkout, and returns what it wrote.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { findChromium, launchChromium } from './browser.ts';
import { packageExtension } from './extensionPackage.ts';
import { startServer } from './server.ts';
import type { Settings } from './settings.ts';
import { repositoryRoot } from './workspace.ts';

const limitMs = 5 * 60_000;

export type HostOptions = {
  /** A file of host/. Default: suite.ts. */
  readonly suite?: 'suite.ts' | 'lifetimeSuite.ts' | 'benchSuite.ts' | 'takeOverSuite.ts';
  readonly settings?: Settings;
};

/** Opens `folder`, runs the suite there, and returns the JSON that it has written. Throws when it wrote nothing. */
export async function runInHost(folder: string, options: HostOptions = {}): Promise<unknown> {
  const made = mkdtempSync(join(tmpdir(), 'tunelens-host-'));
  const resultsFile = join(made, 'results.json');
  const suite = await bundled(options.suite ?? 'suite.ts', made);
  const server = await startServer({
    vsix: packageExtension(),
    ...(options.settings === undefined ? {} : { settings: options.settings }),
    args: ['--vscode-option', 'enable-smoke-test-driver'],
    env: { TUNELENS_HOST_RESULTS: resultsFile, TUNELENS_LEFT_RUN: realpathSync(join(folder, 'model.js')) },
  });
  const browser = await launchChromium(findChromium() ?? '');
  try {
    const page = await browser.newPage();
    const ended = endOf(page);
    const payload = [
      ['extensionDevelopmentPath', server.remote(openedExtension(made))],
      ['extensionTestsPath', server.remote(suite)],
    ] as const;
    await page.goto(server.pageOf(folder, payload));
    await ended.catch(async (error: unknown) => {
      await page.screenshot({ path: join(import.meta.dirname, 'shots/failed-host.png') });
      throw error;
    });
    if (!existsSync(resultsFile)) throw new Error('The suite wrote no results.');
    return JSON.parse(readFileSync(resultsFile, 'utf8'));
  } finally {
    await browser.close();
    await server.stop();
    rmSync(made, { recursive: true, force: true });
  }
}

async function bundled(suite: string, folder: string): Promise<string> {
  const outfile = join(folder, 'suite.cjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'host', suite)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'error',
  });
  return outfile;
}

/** The extension of this checkout behind an entry that hands out what only VS Code has otherwise: its subscriptions and its `deactivate`. */
function openedExtension(made: string): string {
  const folder = join(made, 'extension');
  mkdirSync(folder);
  for (const name of ['dist', 'media', 'l10n']) symlinkSync(join(repositoryRoot, name), join(folder, name), 'junction');
  for (const name of ['package.nls.json', 'package.nls.zh-cn.json'])
    cpSync(join(repositoryRoot, name), join(folder, name));
  const manifest = readFileSync(join(repositoryRoot, 'package.json'), 'utf8');
  writeFileSync(join(folder, 'package.json'), manifest.replace('"./dist/extension.js"', '"./opened.js"'));
  writeFileSync(
    join(folder, 'opened.js'),
    `import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export async function activate(context) {
  // As if an editor of this user had begun the run of the model that the suite finds left.
  const notes = join(context.globalStorageUri.fsPath, 'runs');
  mkdirSync(notes, { recursive: true });
  writeFileSync(join(notes, createHash('sha256').update(process.env.TUNELENS_LEFT_RUN).digest('hex')), '');
  const startMs = performance.now();
  const cpu = process.threadCpuUsage?.();
  const extension = await import('./dist/extension.js');
  await extension.activate(context);
  const ms = performance.now() - startMs;
  const { user = NaN, system = NaN } = cpu === undefined ? {} : process.threadCpuUsage(cpu);
  const times = { ms, cpuMs: (user + system) / 1000 };
  return { deactivate: extension.deactivate, subscriptions: context.subscriptions, times };
}
`,
  );
  return folder;
}

function endOf(page: Page): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The suite did not end in time.')), limitMs);
    // The workbench calls these two, as it does for @vscode/test-web.
    void page.exposeFunction('codeAutomationExit', () => {
      clearTimeout(timer);
      resolve();
    });
    void page.exposeFunction('codeAutomationLog', () => undefined);
  });
}

/** What became of the cases of a suite that has such. */
export function caseResults(written: unknown): readonly { readonly name: string; readonly error: string | null }[] {
  if (!Array.isArray(written)) throw new Error('The results are no list.');
  return written.map((result: unknown) => {
    const { name, error } = Object(result) as Readonly<Record<string, unknown>>;
    if (typeof name !== 'string' || (error !== null && typeof error !== 'string'))
      throw new Error('That is no result.');
    return { name, error };
  });
}
