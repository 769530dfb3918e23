// What a waiting child costs is measured and told.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createLocalExecutor } from '../../../../src/trial/local/local.ts';
import { memoryOf } from '../../../../src/trial/local/processMemory.ts';
import { trialFolderOf } from '../../../../src/trial/trialFolder.ts';
import { childFile, makeProject } from '../realTrial.ts';

const mega = 1024 ** 2;
const skip = process.platform === 'win32';

test('the memory of a process is that of a Node, and nobody has any when it is gone', { skip }, () => {
  const bytes = memoryOf(process.pid) ?? 0;
  assert.ok(bytes > 20 * mega && bytes < 20_000 * mega, `${bytes}`);
  assert.equal(memoryOf(999_999_999), null);
});

test('the memory of the first child that waited is told, once', { skip }, async () => {
  const folder = makeProject({
    'main.js': '',
    'loaded.cjs': "require('node:fs').writeFileSync(__dirname + '/is-loaded', '');",
  });
  const loaded = join(folder, 'is-loaded');
  const told: number[] = [];
  const executor = createLocalExecutor({
    ...{ node: process.execPath, childFile, isWarm: true },
    onWarmMemory: (bytes) => told.push(bytes),
  });
  const program = { entry: join(folder, 'main.js'), args: [], nodeArgs: [], cwd: folder };
  for (const trial of [0, 1]) {
    const trialFolder = trialFolderOf(folder, trial);
    mkdirSync(trialFolder.path);
    executor.prepare({ program, env: {}, preload: [join(folder, 'loaded.cjs')], trialsFolder: folder });
    while (!existsSync(loaded)) await delay(5);
    rmSync(loaded);
    const own = { trial, env: {}, sources: {}, aliases: {}, seed: 1, modelFolder: null };
    const end = await executor.run(
      { ...program, ...own, spoolFile: trialFolder.spoolFile },
      {
        ...{ folder: trialFolder, env: {}, timeoutMs: null, onMessage: () => undefined },
        signal: new AbortController().signal,
      },
    );
    assert.deepEqual(end, { kind: 'exited', code: 0 });
  }
  await executor.close();
  assert.equal(told.length, 1);
  assert.ok((told[0] ?? 0) > 20 * mega, `${told[0]}`);
});
