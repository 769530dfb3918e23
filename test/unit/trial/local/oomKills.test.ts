import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { watchOomKills } from '../../../../src/trial/local/oomKills.ts';

function fileSystem(t: TestContext): { root: string; write: (path: string, text: string) => void } {
  const root = mkdtempSync(join(tmpdir(), 'tunelens-oom-'));
  t.after(() => rmSync(root, { recursive: true }));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  return { root, write };
}

test('the kills of the own control group count, not those of the machine', (t) => {
  const { root, write } = fileSystem(t);
  write('proc/self/cgroup', '12:cpu:/other\n0::/user.slice/app.scope\n');
  write('sys/fs/cgroup/user.slice/app.scope/memory.events', 'low 0\nhigh 4\noom 3\noom_kill 3\noom_group_kill 9\n');
  write('proc/vmstat', 'nr_free_pages 7\noom_kill 10\n');
  const nKills = watchOomKills(root);
  write('proc/vmstat', 'nr_free_pages 7\noom_kill 20\n');
  assert.equal(nKills(), 0);
  write('sys/fs/cgroup/user.slice/app.scope/memory.events', 'low 0\noom 5\noom_kill 5\n');
  assert.equal(nKills(), 2);
});

test('without a control group of version 2 those of the machine count', (t) => {
  const { root, write } = fileSystem(t);
  write('proc/self/cgroup', '9:memory:/\n');
  write('proc/vmstat', 'nr_free_pages 7\noom_kill 10\npgmajfault 1\n');
  const nKills = watchOomKills(root);
  assert.equal(nKills(), 0);
  write('proc/vmstat', 'nr_free_pages 7\noom_kill 11\npgmajfault 1\n');
  assert.equal(nKills(), 1);
});

test('where nothing can be read there were none', (t) => {
  const { root } = fileSystem(t);
  assert.equal(watchOomKills(root)(), 0);
});
