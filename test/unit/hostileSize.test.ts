// What is read of others' files takes time in proportion to its size: no file holds the editor, a trial or a command up.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

// The search of regular expressions differs between the versions: what the newest does at once took Node 22, as the editor has it, half a minute.
for (const node of ['node22', 'node24']) {
  test(`annotations, stacks and imports of a megabyte are read in proportion to their size (${node})`, () => {
    const program = join(import.meta.dirname, '../runtime/node_modules', node, 'bin/node');
    const { stdout, stderr } = spawnSync(program, [join(import.meta.dirname, 'hostileSize/child.ts')], {
      encoding: 'utf8',
      // Far more than it takes, and far less than the square of the size would.
      timeout: 240_000,
    });
    assert.match(stdout, /\nall\n$/, `the last that was read in time is above this line; ${stderr}`);
  });
}
