// What users install: the content of the .vsix, file by file, against the list of what may be in it.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { listPackagedFiles, packageExtension } from './extensionPackage.ts';
import { filesLoadedAtStart, sourcesOf } from './loadedAtStart.ts';
import { repositoryRoot } from './workspace.ts';

const allowed = [
  /^(package\.json|package\.nls(\.[a-z-]+)?\.json|README\.md|CHANGELOG\.md|LICENSE)$/,
  /^dist\/([a-zA-Z]+(-[A-Z0-9]+)?\.(js|cjs|css)|THIRD_PARTY_NOTICES\.txt)$/,
  /^l10n\/bundle\.l10n\.[a-z-]+\.json$/,
  /^media\/(screenshots\/|walkthrough\/)?[a-zA-Z-]+\.(svg|png|css|md)$/,
  /^media\/example\/mnist\/([a-zA-Z]+\.js|package(-lock)?\.json|README\.md|\.gitignore)$/,
];
const needed = [
  'package.json',
  'package.nls.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'dist/extension.js',
  'dist/cli.js',
  'dist/child.js',
  'dist/askWorker.js',
  'dist/probeChild.js',
  'dist/webview.js',
  'dist/THIRD_PARTY_NOTICES.txt',
  'media/icon.png',
  'media/example/mnist/model.js',
  'media/example/mnist/main.js',
];
const sizeLimitBytes = 4 * 1024 * 1024;

test('the package holds what the extension needs and nothing else', () => {
  const files = listPackagedFiles();
  assert.deepEqual(
    files.filter((file) => !allowed.some((pattern) => pattern.test(file))),
    [],
  );
  assert.deepEqual(
    needed.filter((file) => !files.includes(file)),
    [],
  );
});

test('the package stays small enough to install over a slow line', () => {
  const { size } = statSync(packageExtension());
  assert.ok(size < sizeLimitBytes, `${size} bytes`);
});

test('nothing heavy is read when the extension is activated: no engine, no charts, no run, no translation of sources', () => {
  const heavy =
    /^src\/(gp|chart\/(?!text\.ts)|report|doctor|trial\/(run\/(scheduler|trialRunner)|local\/local)|program\/(plan|transpile))|echarts|sucrase/;
  const sources = filesLoadedAtStart().flatMap(sourcesOf);
  assert.ok(sources.includes('src/extension.ts') && sources.includes('src/annotation/parse.ts'));
  assert.deepEqual(
    sources.filter((source) => heavy.test(source)),
    [],
  );
});

test('the command line reads a command when it is called: no engine, no charts, no annotations, no translation of sources before', () => {
  const sources = filesLoadedAtStart('cli.js').flatMap(sourcesOf);
  assert.ok(sources.includes('src/cli/main.ts') && sources.includes('src/cli/args.ts'));
  assert.deepEqual(
    sources.filter((source) =>
      /^src\/(gp|math|chart|report\/(?!wrap)|annotation|program|storage)|node_modules\/(?!@vscode\/l10n)/.test(source),
    ),
    [],
  );
});

test('the results page holds no WebAssembly, which its security policy forbids; the engine of runs does', () => {
  const isIn = (name: string): boolean =>
    readFileSync(join(repositoryRoot, 'dist', name), 'utf8').includes(btoa('\0asm').slice(0, 5));
  assert.deepEqual([isIn('webview.js'), isIn('askWorker.js')], [false, true]);
});
