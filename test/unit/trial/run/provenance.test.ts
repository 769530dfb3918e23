// What is noted about the code and the machine, with a real git.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { provenanceOf } from '../../../../src/trial/run/provenance.ts';

function emptyFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tunelens-provenance-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

function git(folder: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8' }).trim();
}

function repository(t: TestContext): string {
  const folder = emptyFolder(t);
  git(folder, 'init', '--quiet', '--initial-branch', 'tuning');
  writeFileSync(join(folder, 'model.js'), 'const lr = 1;\n');
  git(folder, 'add', '.');
  git(folder, 'commit', '--quiet', '--message', 'first');
  return folder;
}

const sources = new Map<string, string>();
const programIn = (cwd: string) => ({ cwd, entry: join(cwd, 'main.js'), args: ['--epochs', '3'] });
const factsOf = (cwd: string, timeoutMs?: number) =>
  provenanceOf({
    program: programIn(cwd),
    sources,
    version: '1.2.3',
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });

test('a clean checkout is told by its commit and branch', async (t) => {
  const folder = repository(t);
  writeFileSync(join(folder, 'untracked.txt'), 'the study itself is such a file');
  const facts = await factsOf(folder);
  assert.equal(facts['git_commit'], git(folder, 'rev-parse', 'HEAD'));
  assert.equal(facts['git_branch'], 'tuning');
  assert.equal(facts['git_dirty'], false);
  assert.ok(!('git_patch_sha256' in facts));
});

test('changes that are not committed are told by the hash of their patch, staged or not, from any folder below', async (t) => {
  const folder = repository(t);
  writeFileSync(join(folder, 'model.js'), 'const lr = 2;\n');
  mkdirSync(join(folder, 'below'));
  const unstaged = await factsOf(join(folder, 'below'));
  git(folder, 'add', '.');
  assert.deepEqual(await factsOf(folder), unstaged);
  assert.equal(unstaged['git_dirty'], true);
  writeFileSync(join(folder, 'model.js'), 'const lr = 3;\n');
  const other = await factsOf(folder);
  assert.match(String(unstaged['git_patch_sha256']), /^[0-9a-f]{64}$/);
  assert.notEqual(other['git_patch_sha256'], unstaged['git_patch_sha256']);
});

test('a checkout of no branch has a commit alone', async (t) => {
  const folder = repository(t);
  git(folder, 'checkout', '--quiet', '--detach');
  const facts = await factsOf(folder);
  assert.ok('git_commit' in facts && !('git_branch' in facts));
});

test('without a repository, without a commit, without git or its answer the other facts are told', async (t) => {
  const folder = emptyFolder(t);
  const machine = await factsOf(folder);
  assert.deepEqual(Object.keys(machine).sort(), [
    ...['cpu', 'cpu_count', 'platform', 'program', 'sources_count', 'sources_sha256', 'tunelens'],
  ]);
  assert.equal(machine['cpu_count'], cpus().length);
  assert.equal(machine['tunelens'], '1.2.3');
  assert.equal(machine['program'], '["main.js","--epochs","3"]');
  assert.deepEqual(await factsOf(join(folder, 'nowhere')), machine);
  const committed = repository(t);
  const path = process.env['PATH'];
  t.after(() => (process.env['PATH'] = path));
  writeFileSync(join(folder, 'git'), '#!/bin/sh\nexec sleep 600\n');
  chmodSync(join(folder, 'git'), 0o755);
  for (const lacking of ['/nowhere', `${folder}:${path ?? ''}`]) {
    process.env['PATH'] = lacking;
    assert.deepEqual(await factsOf(committed, 50), machine);
  }
});

test('the hash of the sources is that of their listing, whatever their order and folder', async (t) => {
  const texts = { 'b.js': 'two', 'lib/a.js': 'one' };
  const hashIn = async (cwd: string, names: readonly (keyof typeof texts)[]): Promise<unknown> => {
    const listed = new Map(names.map((name) => [join(cwd, name), texts[name]]));
    return (await provenanceOf({ program: programIn(cwd), sources: listed, version: '' }))['sources_sha256'];
  };
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  const expected = sha256(`${sha256('two')}  b.js\n${sha256('one')}  lib/a.js\n`);
  const folder = emptyFolder(t);
  assert.equal(await hashIn(folder, ['b.js', 'lib/a.js']), expected);
  assert.equal(await hashIn(join(folder, 'x'), ['lib/a.js', 'b.js']), expected);
});
