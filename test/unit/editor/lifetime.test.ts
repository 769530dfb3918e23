import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const text = 'const rate = 0.1; // @tune 0..1\n';

test('no listener, timer, watcher or process outlives deactivation', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tunelens-lifetime-')));
  try {
    writeFileSync(join(folder, 'package.json'), '{}');
    writeFileSync(join(folder, 'model.js'), text);
    mkdirSync(join(folder, '.tune'));
    writeFileSync(join(folder, '.tune/model.log'), '');
    const child = join(import.meta.dirname, 'lifetime/child.ts');
    // The limit is for a process that something keeps alive; its signal is what fails the test then.
    const ended = spawnSync(process.execPath, [child, join(folder, 'model.js'), text], {
      encoding: 'utf8',
      timeout: 120_000,
    });
    assert.equal(ended.signal, null, 'it ended by itself');
    assert.equal(ended.status, 0, ended.stderr);
    const { nLive, left } = JSON.parse(ended.stdout) as { nLive: number; left: readonly string[] };
    assert.ok(nLive > 50, `${nLive} things were live`);
    assert.deepEqual(left, []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
