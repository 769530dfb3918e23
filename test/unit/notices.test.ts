import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
// A plain script, without types.
const script: string = '../../scripts/notices.mjs';
const { packageFolders, writeNotices } = (await import(script)) as {
  packageFolders: (metafiles: readonly object[]) => readonly string[];
  writeNotices: (metafiles: readonly object[], file: string) => void;
};

const metafileOf = (...paths: readonly string[]): object => ({
  outputs: { 'dist/a.js': { inputs: Object.fromEntries(paths.map((path) => [path, { bytesInOutput: 1 }])) } },
});

function packageIn(t: TestContext, files: Readonly<Record<string, string>>): string {
  const top = mkdtempSync(join(tmpdir(), 'tunelens-notices-'));
  t.after(() => rmSync(top, { recursive: true, force: true }));
  const folder = join(top, 'node_modules/p');
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

test('the packages of a bundle are those that gave it a byte, in whatever folder they are installed', () => {
  const metafile = metafileOf(
    'src/a.ts',
    'node_modules/a/x/y.js',
    'node_modules/@s/b/z.js',
    'node_modules/a/node_modules/c/i.js',
  );
  assert.deepEqual(packageFolders([metafile]), [
    'node_modules/@s/b',
    'node_modules/a',
    'node_modules/a/node_modules/c',
  ]);
  const unused = { outputs: { 'dist/a.js': { inputs: { 'node_modules/u/i.js': { bytesInOutput: 0 } } } } };
  assert.deepEqual(packageFolders([unused]), []);
});

test('license and NOTICE of a package are copied, and a package without a license stops the build', (t) => {
  const manifest = '{"name":"p","version":"1.0.0","license":"Apache-2.0"}';
  const folder = packageIn(t, { 'package.json': manifest, LICENSE: 'The license.', NOTICE: 'The notice.' });
  const file = join(folder, '../notices.txt');
  writeNotices([metafileOf(join(folder, 'index.js'))], file);
  assert.match(readFileSync(file, 'utf8'), /\np 1\.0\.0 \(Apache-2\.0\)\n-+\nThe license\.\n\nThe notice\.\n/);
  const bare = packageIn(t, { 'package.json': manifest });
  assert.throws(() => writeNotices([metafileOf(join(bare, 'index.js'))], file), /p comes without a license/);
});
