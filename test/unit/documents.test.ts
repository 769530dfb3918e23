// The documents name only what exists: every npm script, and every path of the repository that stands in backquotes or in a link.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..', '..');
const documents = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
  'media/annotations.md',
  'media/example/mnist/README.md',
  'test/bench/RESULTS.md',
];
/** Made by a build, a run or a set-up, so not in a fresh clone. */
const made = /^(dist\/|.*node_modules\/|\.tune\/|data\/)/;
const rootFolders = /^\.?\/?(src|test|media|webview|scripts|dist|\.ci)\//;

function textOf(document: string): string {
  return readFileSync(join(root, document), 'utf8');
}

function scriptsOf(manifest: string): readonly string[] {
  const parsed: unknown = JSON.parse(manifest);
  const scripts = typeof parsed === 'object' && parsed !== null && 'scripts' in parsed ? parsed.scripts : null;
  return typeof scripts === 'object' && scripts !== null ? Object.keys(scripts) : [];
}

function pathsOf(document: string): readonly string[] {
  const text = textOf(document);
  const quoted = [...text.matchAll(/`([^`\s]+)`/g)]
    .map((match) => match[1] ?? '')
    .filter((path) => rootFolders.test(path));
  const linked = [...text.matchAll(/\]\(([^)#\s]+)\)/g)]
    .map((match) => match[1] ?? '')
    .filter((path) => !/^[a-z]+:/.test(path))
    .map((path) => join(dirname(document), path));
  return [...quoted, ...linked].filter((path) => !made.test(path) && !path.includes('*'));
}

for (const document of documents) {
  test(`${document} names only npm scripts that exist`, () => {
    const scripts = scriptsOf(textOf('package.json'));
    const named = [...textOf(document).matchAll(/\bnpm run ([a-z][a-z:-]*)/g)].map((match) => match[1] ?? '');
    assert.deepEqual(
      named.filter((name) => !scripts.includes(name)),
      [],
    );
  });

  test(`${document} names only files that exist`, () => {
    assert.deepEqual(
      pathsOf(document).filter((path) => !existsSync(join(root, path))),
      [],
    );
  });
}
