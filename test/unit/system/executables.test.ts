// Programs that are found on the PATH: by an absolute path, and never in the folder that one happens to work in.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, test } from 'node:test';
import { executableOf, findOnPath } from '../../../src/system/executables.ts';

const made: string[] = [];
const cwd = process.cwd();
afterEach(() => {
  process.chdir(cwd);
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

const name = process.platform === 'win32' ? 'tool.exe' : 'tool';

function folderWith(...places: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'tunelens-path-'));
  made.push(folder);
  for (const place of places) {
    mkdirSync(join(folder, place), { recursive: true });
    writeFileSync(join(folder, place, name), '', { mode: 0o755 });
  }
  return folder;
}

test('relative and empty entries of the PATH lead nowhere, as they lead into the current folder', () => {
  process.chdir(folderWith('', 'bin'));
  const PATH = ['.', '', 'bin', './bin', '../'].join(delimiter);
  assert.equal(findOnPath('tool', { env: { PATH } }), null);
  assert.equal(executableOf('tool', { env: { PATH } }), null);
});

test('a program of the packages of a project counts only where that is wanted', () => {
  const folder = folderWith('node_modules/.bin', 'usr');
  const [own, system] = [join(folder, 'node_modules/.bin'), join(folder, 'usr')];
  const env = { PATH: [own, `${own}/`, system].join(delimiter) };
  assert.equal(findOnPath('tool', { env }), join(system, name));
  assert.equal(findOnPath('tool', { env, isOwnCounted: true }), join(own, name));
});

test('a folder of that name is no program, and a path is taken as it is', () => {
  const folder = folderWith('usr');
  mkdirSync(join(folder, 'first', name), { recursive: true });
  const env = { PATH: [join(folder, 'first'), join(folder, 'usr')].join(delimiter) };
  assert.equal(findOnPath('tool', { env }), join(folder, 'usr', name));
  assert.equal(executableOf('./tool', { env }), './tool');
});
