import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { lineDiff } from '../../../src/cli/lineDiff.ts';

const numbered = Array.from({ length: 30 }, (_, i) => `line ${i + 1}`);
const text = (changes: Readonly<Record<number, string>>): string =>
  `${numbered.map((line, i) => changes[i + 1] ?? line).join('\n')}\n`;

test('equal texts have no difference', () => {
  assert.equal(lineDiff('a.js', text({}), text({})), '');
});

test('a change stands between three lines before and after it', () => {
  assert.equal(
    lineDiff('a.js', text({}), text({ 10: 'ten', 11: 'eleven' })),
    `--- a.js
+++ a.js
@@ -7,8 +7,8 @@
 line 7
 line 8
 line 9
-line 10
-line 11
+ten
+eleven
 line 12
 line 13
 line 14`,
  );
});

test('changes far from each other have a hunk each, near ones share it', () => {
  const hunks = (changes: Readonly<Record<number, string>>): number =>
    lineDiff('a.js', text({}), text(changes)).split('\n@@ ').length - 1;
  assert.deepEqual([hunks({ 1: 'x', 30: 'y' }), hunks({ 10: 'x', 16: 'y' }), hunks({ 10: 'x', 17: 'y' })], [2, 1, 2]);
});

const hasPatch = spawnSync('patch', ['--version']).status === 0;
test('patch makes the new text of the old one', { skip: !hasPatch && 'there is no patch on this machine' }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'tunelens-diff-'));
  try {
    const [before, after] = [text({}), text({ 1: 'first', 12: 'x', 13: 'y', 30: 'last' })];
    writeFileSync(join(folder, 'a.js'), before);
    const { status } = spawnSync('patch', ['-p0'], { cwd: folder, input: `${lineDiff('a.js', before, after)}\n` });
    assert.equal(status, 0);
    assert.equal(readFileSync(join(folder, 'a.js'), 'utf8'), after);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
