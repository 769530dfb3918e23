import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

test('docs/api.md is what the doc comments of the library say', () => {
  const script = join(import.meta.dirname, '../../../scripts/apiPage.mjs');
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], {
    encoding: 'utf8',
    cwd: join(import.meta.dirname, '../../..'),
  });
  assert.equal(status, 0, stderr);
});
