// `apply` where the disk fills up, a file may not grow, or the process is killed at any step: the sources are the old ones or the new ones, whole.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { createMcpTools } from '../../src/cli/mcpTools.ts';
import { planStudy } from '../../src/program/plan.ts';
import { Journal } from '../../src/storage/journal.ts';
import { makeSmallDisk } from './smallDisk.ts';

const main = join(import.meta.dirname, '../../src/cli/main.ts');
const replaceFiles = join(import.meta.dirname, '../../src/system/replaceFiles.ts');
const skip = process.platform === 'win32';
/** A program of 230 KB. */
const text = `const rate = 0.5; // @tune 0..1\n${'// filler of a program that is long\n'.repeat(6500)}console.log(rate); // the end\n`;
const better = text.replace('0.5', '0.25');

/** A project with a study whose best trial has another value than the file. */
async function projectIn(folder: string): Promise<string> {
  const file = join(folder, 'model.js');
  writeFileSync(join(folder, 'package.json'), '{}');
  writeFileSync(file, text);
  const { dataFolder, space } = planStudy(file, {});
  mkdirSync(dataFolder);
  const journal = await Journal.open(join(dataFolder, 'model.log'));
  const objective = { direction: 'minimize', metric: 'loss' } as const;
  await journal.append([
    { kind: 'studyCreated', study: 'model', direction: 'minimize' },
    { kind: 'studyDescribed', space, objective, seed: 0, atMs: 0 },
    { kind: 'trialStarted', trial: 0, params: { rate: 0.25 }, atMs: 0 },
    { kind: 'trialFinished', trial: 0, value: 1, atMs: 1 },
  ]);
  await journal.close();
  return file;
}

function temporaryFolder(t: TestContext): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tunelens-apply-')));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

const filesIn = (folder: string): readonly string[] => readdirSync(folder).toSorted();

const disk = makeSmallDisk();
test(
  'on a disk with less room than the source needs nothing is written, and once there is room it is',
  { skip: disk === null },
  async (t) => {
    assert.ok(disk !== null);
    t.after(() => {
      disk.remove();
    });
    const folder = realpathSync(disk.folder);
    const file = await projectIn(folder);
    const apply = () => spawnSync(process.execPath, [main, 'apply', file], { encoding: 'utf8' });
    const names = [...filesIn(folder), 'filler'].toSorted();
    for (const freeKilo of [0, 4, 100, 200]) {
      disk.leave(freeKilo * 1024);
      const { status, stderr } = apply();
      assert.equal(status, 1, stderr);
      assert.match(stderr, /could not be written and is as it was: ENOSPC[^]*Free some space/);
      assert.ok(readFileSync(file, 'utf8') === text, 'the source is as it was');
      assert.deepEqual(filesIn(folder), names);
      const call = createMcpTools(main, folder).run('tunelens_apply', {
        file,
        parameter: null,
        trials: null,
        trial: null,
      });
      await assert.rejects(Promise.resolve(call), { code: 'diskFull' });
      assert.ok(readFileSync(file, 'utf8') === text, 'the source is as it was');
    }
    disk.leave(800 * 1024);
    assert.equal(apply().status, 0);
    assert.ok(readFileSync(file, 'utf8') === better, 'the source has the new value');
  },
);

test('where a file may not grow to the size of the source the source stays whole', { skip }, async (t) => {
  const folder = temporaryFolder(t);
  const file = await projectIn(folder);
  const names = filesIn(folder);
  const limited = ['-c', 'ulimit -f 64; exec "$@"', 'sh', process.execPath, main, 'apply', file];
  const { status, stderr } = spawnSync('sh', limited, { encoding: 'utf8' });
  assert.equal(status, 1, stderr);
  assert.match(stderr, /could not be written and is as it was: EFBIG/);
  assert.ok(readFileSync(file, 'utf8') === text, 'the source is as it was');
  assert.deepEqual(filesIn(folder), names);
});

test(
  'a process that is killed before any call to the file system leaves each file old or new, whole',
  { skip },
  (t) => {
    const folder = temporaryFolder(t);
    const [a, b] = [join(folder, 'a.js'), join(folder, 'b.js')];
    /** Ends itself at the nth call that changes something. */
    const script = `import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
let left = Number(process.argv[1]);
for (const name of ['openSync', 'writeSync', 'fchmodSync', 'fsyncSync', 'closeSync', 'renameSync', 'rmSync']) {
  const call = fs[name];
  fs[name] = (...args) => (left-- === 0 ? process.kill(process.pid, 'SIGKILL') : call(...args));
}
const { replaceFiles } = await import(${JSON.stringify(replaceFiles)});
syncBuiltinESMExports();
const [a, b] = process.argv.slice(2);
replaceFiles([a, b].map((file) => ({ file, before: Buffer.from('old'), after: Buffer.from('new and longer') })));`;
    const states = new Set<string>();
    let nCalls = 0;
    for (; ; nCalls++) {
      for (const file of [a, b]) writeFileSync(file, 'old');
      const args = ['--input-type=module', '-e', script, String(nCalls), a, b];
      const { signal, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      states.add([a, b].map((file) => readFileSync(file, 'utf8')).join());
      if (signal === null) {
        assert.equal(stderr, '');
        break;
      }
    }
    assert.ok(nCalls > 12, `${nCalls} calls`);
    assert.deepEqual([...states], ['old,old', 'new and longer,old', 'new and longer,new and longer']);
  },
);
