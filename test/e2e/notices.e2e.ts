// The licences of what is shipped: of every package that left a line in a bundle the text is in the package.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sourcesOf } from './loadedAtStart.ts';
import { repositoryRoot } from './workspace.ts';

const dist = join(repositoryRoot, 'dist');
const notices = readFileSync(join(dist, 'THIRD_PARTY_NOTICES.txt'), 'utf8');

/** The folders of the packages whose sources the maps of the bundles name. */
function packagesInMaps(): ReadonlySet<string> {
  const maps = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js.map'));
  assert.ok(maps.length > 5);
  const sources = maps.flatMap((name) => sourcesOf(name.replace(/\.map$/, '')));
  return new Set(
    sources.flatMap((path) => /node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []),
  );
}

test('every package of which a bundle holds a line has its name, version, license and text in the notices', () => {
  const folders = packagesInMaps();
  assert.ok(folders.size > 20, [...folders].join(' '));
  const missing = [...folders].filter((folder) => {
    const { name, version, license } = JSON.parse(
      readFileSync(join(repositoryRoot, folder, 'package.json'), 'utf8'),
    ) as Record<'name' | 'version' | 'license', string>;
    const texts = readdirSync(join(repositoryRoot, folder)).filter((one) =>
      /^(?:licen[cs]e|notices?)(?:\.\w+)?$/i.test(one),
    );
    const isThere = notices.includes(`\n${name} ${version} (${license})\n`);
    return (
      !isThere || texts.some((one) => !notices.includes(readFileSync(join(repositoryRoot, folder, one), 'utf8').trim()))
    );
  });
  assert.deepEqual(missing, []);
});

test('those of which only part of the licences was shipped once are all there', () => {
  for (const name of [
    'sucrase',
    '@lezer/javascript',
    'get-tsconfig',
    'import-meta-resolve',
    '@microsoft/fast-element',
    '@vscode/l10n',
    '@vscode/webview-ui-toolkit',
    '@jridgewell/sourcemap-codec',
    'zrender',
  ])
    assert.match(notices, new RegExp(`^${name} \\d`, 'm'));
  assert.match(notices, /Apache ECharts\nCopyright/);
});

test('no notice stands in a file of its own beside a bundle', () => {
  const names = readdirSync(dist, { recursive: true, encoding: 'utf8' });
  assert.deepEqual(
    names.filter((name) => name.includes('LEGAL')),
    [],
  );
});
