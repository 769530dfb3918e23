// The Node that is asked who it is may be anything, such as a version manager's stand-in.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { identityOf } from '../../../../src/system/processIdentity.ts';
import { findNode } from '../../../../src/trial/local/node.ts';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

function standIn(script: string): { readonly node: string; readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'tunelens-node-'));
  made.push(folder);
  const node = join(folder, 'node');
  writeFileSync(node, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { node, folder };
}

const skip = process.platform === 'win32';

test('a stand-in that hangs is given up, and no process that it has started is left', { skip }, async () => {
  const { node, folder } = standIn('cd "$(dirname "$0")"; sleep 1000 & echo $! > pid; wait');
  await assert.rejects(findNode(node, folder, 1000), { code: 'nodeNotFound' });
  const file = join(folder, 'pid');
  assert.ok(existsSync(file));
  const pid = Number(readFileSync(file, 'utf8'));
  while (identityOf(pid).start !== null) await new Promise(setImmediate);
});

test('one that starts another Node leads to that one, and what it leaves behind is ended', { skip }, async () => {
  const { node, folder } = standIn(
    `cd "$(dirname "$0")"; sleep 1000 >/dev/null 2>&1 & echo $! > pid; exec '${process.execPath}' "$@"`,
  );
  assert.deepEqual(await findNode(node, folder), { path: process.execPath, version: process.versions.node });
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
  while (identityOf(pid).start !== null) await new Promise(setImmediate);
});

test('one that fails, floods or says something else is no Node, with its reason', { skip }, async () => {
  await assert.rejects(findNode(standIn('echo broken >&2; exit 3').node), /ended with code 3. broken/);
  await assert.rejects(findNode(standIn('echo hello').node), /is not Node/);
  await assert.rejects(findNode(standIn('head -c 5000000 /dev/zero').node), { code: 'nodeNotFound' });
  await assert.rejects(findNode('/nowhere/node'), { code: 'nodeNotFound' });
  await assert.rejects(findNode('tunelens-no-such-node'), /is not on the PATH/);
});
