// Real programs of every kind, tuned by the built command line with real TensorFlow.js on each Node that trials may use; and the same programs
// run by plain Node: with the user's own literals a trial does what `node program args` does.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { buildSync } from 'esbuild';
import { Journal } from '../../src/storage/journal.ts';
import { isFinished, type Study } from '../../src/study/study.ts';
import { trialSeed } from '../../src/trial/run/seed.ts';
import {
  copyProgram,
  nodeBinary,
  packages,
  programFixtures,
  textsIn,
  withoutWarnings,
  type ProgramFixture,
} from './programs.ts';
import { skipWithout } from './requirements.ts';
import { repositoryRoot } from './workspace.ts';

const cli = join(repositoryRoot, 'dist/cli.js');
/** Each program runs on the oldest, and in turn on one of the others: every way in which Node loads modules, with some of the programs. */
const oldest = 'node20';
const others = ['node22early', 'node24', 'node26', 'node22'];
const missingTfjs = (): string | null =>
  existsSync(join(packages, '@tensorflow/tfjs'))
    ? null
    : 'TensorFlow.js is missing: run "node scripts/setup.mjs test".';

type Tuned = { readonly study: Study; readonly journal: string };

async function tuned(file: string, node: string): Promise<Tuned> {
  const args = [cli, file, '--trials', '3', '--node', nodeBinary(node), '--json'];
  const { code, stdout, stderr } = await new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, args, { maxBuffer: 1e8 }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout: out, stderr: err }),
    );
  });
  assert.equal(code, 0, stderr);
  const done: unknown = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
  assert.ok(typeof done === 'object' && done !== null && 'journal' in done && typeof done.journal === 'string');
  const { study } = await Journal.open(done.journal, { readonly: true });
  return { study, journal: done.journal };
}

/** A module that seeds Math.random as a trial does, for plain Node. */
function seeding(seed: number, node: string): string {
  const source = `import { threadId } from 'node:worker_threads';
import { installRandom } from './seededRandom.ts';
installRandom().begin({ seed: ${seed}, thread: threadId, programFiles: {} });`;
  const stdin = { contents: source, resolveDir: join(repositoryRoot, 'src/trial/child') };
  const { outputFiles } = buildSync({ stdin, bundle: true, write: false, platform: 'node', format: 'esm' });
  // There the load hooks of a trial have a thread of their own, which counts.
  const hooks =
    node === 'node20' || node === 'node22early'
      ? "import { register } from 'node:module';\nregister('data:text/javascript,');\n"
      : '';
  return `${hooks}${outputFiles[0]?.text ?? ''}`;
}

/** What plain Node prints (both streams in one, as in a trial's output file) and its exit code. */
function plainRun(copy: string, { entry, args }: NonNullable<ProgramFixture['plain']>, node: string) {
  const preload = join(copy, 'node_modules/seeding.mjs');
  writeFileSync(preload, seeding(trialSeed(0, 0), node));
  const file = join(copy, 'node_modules/plain.txt');
  const output = openSync(file, 'w');
  // The folder that a program is in has the nearest package.json of all fixtures.
  const cwd = entry.startsWith('packages/app') ? join(copy, 'packages/app') : copy;
  const { status } = spawnSync(nodeBinary(node), ['--import', preload, join(copy, entry), ...args], {
    cwd,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  return { status, output: withoutWarnings(readFileSync(file, 'utf8')) };
}

void describe('programs of every kind', { skip: skipWithout(missingTfjs), concurrency: 2 }, () => {
  const made: string[] = [];
  after(() => {
    for (const copy of made) rmSync(copy, { recursive: true, force: true });
  });
  for (const [i, fixture] of programFixtures().entries()) {
    for (const node of [oldest, others[i % others.length] ?? oldest]) {
      test(`${fixture.name} on ${node}: ${fixture.about}`, async () => {
        const copy = copyProgram(fixture);
        made.push(copy);
        const before = textsIn(copy);
        const { study, journal } = await tuned(join(copy, fixture.file), node);
        assert.deepEqual(
          study.trials.map(({ state }) => state),
          ['finished', 'finished', 'finished'],
        );
        assert.equal(study.objective?.metric, fixture.metric);
        const names = new Set(study.trials.flatMap(({ params }) => Object.keys(params)));
        for (const name of fixture.params) assert.ok(names.has(name), `${name} is not among ${[...names].join(', ')}`);
        assert.equal(new Set(study.trials.map(({ params }) => JSON.stringify(params))).size, 3);
        assert.ok(study.trials.every((trial) => isFinished(trial) && Number.isFinite(trial.value)));
        if (fixture.hasReports) assert.ok(study.trials.every(({ reports }) => reports.length > 0));
        assert.deepEqual(textsIn(copy), before);
        if (fixture.plain?.nodes.includes(node) !== true) return;
        const plain = plainRun(copy, fixture.plain, node);
        const own = readFileSync(join(journal.replace(/\.log$/, ''), '0/output.txt'), 'utf8');
        assert.equal(plain.status, 0, plain.output);
        assert.equal(withoutWarnings(own), plain.output);
      });
    }
  }
});
