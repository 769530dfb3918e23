// export, apply and check as a person runs them: the command line on real files and real journals.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, test } from 'node:test';
import { objectiveIn, planStudy } from '../../../src/program/plan.ts';
import type { Params } from '../../../src/space/space.ts';
import { Journal } from '../../../src/storage/journal.ts';
import type { StudyEvent } from '../../../src/study/event.ts';

const main = join(import.meta.dirname, '../../../src/cli/main.ts');
const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

const model = `// @tune minimize loss
import { units } from './net.js';
export const rate = 0.5; // @tune 0..1
export const act = 'relu'; // @tune relu | tanh
console.log(rate, units);
`;
const net = 'export const units = 8; // @tune 4..64\r\n';

type Value = readonly [params: Params, value: number];

/** A project with a study in which these trials have finished. */
async function projectWith(trials: readonly Value[], files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tunelens-study-')));
  made.push(folder);
  for (const [path, text] of Object.entries({
    'package.json': '{"type":"module"}',
    'model.js': model,
    'net.js': net,
    ...files,
  })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const plan = planStudy(join(folder, 'model.js'), {});
  const objective = objectiveIn(plan);
  assert.ok(objective !== null);
  mkdirSync(plan.dataFolder);
  const journal = await Journal.open(join(plan.dataFolder, 'model.log'));
  await journal.append([
    { kind: 'studyCreated', study: 'model', direction: objective.direction },
    { kind: 'studyDescribed', space: plan.space, objective, seed: 0, atMs: 1 },
    ...trials.flatMap(([params, value], trial): readonly StudyEvent[] => [
      { kind: 'trialStarted', trial, params, atMs: 2 },
      { kind: 'trialFinished', trial, value, atMs: 3 },
    ]),
  ]);
  await journal.close();
  return folder;
}

function run(folder: string, ...args: readonly string[]): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { cwd: folder, encoding: 'utf8' });
  return { code: status, stdout, stderr };
}

const literals: Params = { rate: 0.5, act: 'relu', units: 8 };
const better: Params = { rate: 0.25, act: 'tanh', units: 32 };
const two: readonly Value[] = [
  [literals, 1],
  [better, 0.5],
];

test('export writes the trials to a file and says where, or prints them', async () => {
  const folder = await projectWith(two);
  assert.match(run(folder, 'export', '.tune/model.log').stdout, /^trial,state,value[^\r\n]*\r\n0,finished,1,[^]*\r\n$/);
  assert.equal(run(folder, 'export', '.tune/model.log', '--out', 'all.md').stdout, `${folder}/all.md\n`);
  assert.match(readFileSync(join(folder, 'all.md'), 'utf8'), /^\| trial \| state \| loss \|/);
  const { code, stderr } = run(folder, 'export', '.tune/other.log');
  assert.deepEqual([code, /other\.log does not exist/.test(stderr)], [1, true]);
});

test('apply writes the best values into the literals of all files, and nothing else', async () => {
  const folder = await projectWith(two);
  chmodSync(join(folder, 'model.js'), 0o640);
  const { code, stdout, stderr } = run(folder, 'apply', 'model.js');
  assert.equal(code, 0, stderr);
  assert.equal(
    readFileSync(join(folder, 'model.js'), 'utf8'),
    model.replace('rate = 0.5', 'rate = 0.25').replace("'relu';", "'tanh';"),
  );
  assert.equal(readFileSync(join(folder, 'net.js'), 'utf8'), net.replace('= 8', '= 32'));
  assert.equal(statSync(join(folder, 'model.js')).mode & 0o777, 0o640);
  assert.match(
    stdout,
    /--- model\.js\n\+\+\+ model\.js\n@@[^]*-export const rate = 0\.5; [^]*\+export const rate = 0\.25; /,
  );
  assert.match(stderr, /Written: the values of trial 1/);
  assert.deepEqual(readdirSync(folder).toSorted(), ['.tune', 'model.js', 'net.js', 'package.json']);
  assert.match(run(folder, 'apply', 'model.js').stderr, /has the values of trial 1 already/);
});

test('apply leaves a source in Latin-1, a read-only one and one with hard links as they are, but for the literals', async () => {
  const latin = `// caf\u00e9\n${model}`;
  const folder = await projectWith(two);
  const file = join(folder, 'model.js');
  writeFileSync(file, Buffer.from(latin, 'latin1'));
  chmodSync(file, 0o444);
  assert.match(run(folder, 'apply', 'model.js').stderr, /model\.js is read-only; nothing was written/);
  chmodSync(file, 0o644);
  linkSync(file, join(folder, 'other.js'));
  assert.match(run(folder, 'apply', 'model.js').stderr, /model\.js is one of 2 hard links/);
  assert.equal(readFileSync(join(folder, 'net.js'), 'utf8'), net);
  rmSync(join(folder, 'other.js'));
  assert.equal(run(folder, 'apply', 'model.js').code, 0);
  const expected = latin.replace('rate = 0.5', 'rate = 0.25').replace("'relu';", "'tanh';");
  assert.equal(readFileSync(file, 'latin1'), expected);
});

test('a dry run shows the difference and writes nothing', async () => {
  const folder = await projectWith(two);
  const { stdout, stderr } = run(folder, 'apply', '.tune/model.log', '--dry-run');
  assert.match(stdout, /\+export const units = 32;/);
  assert.match(stderr, /Nothing was written/);
  assert.equal(readFileSync(join(folder, 'model.js'), 'utf8'), model);
});

test('a trial is applied by its number, and one that has not finished is refused', async () => {
  const folder = await projectWith([...two, [{ rate: 0.125, act: 'relu', units: 8 }, 2]]);
  assert.equal(run(folder, 'apply', 'model.js', '--trial', '2').code, 0);
  assert.match(readFileSync(join(folder, 'model.js'), 'utf8'), /rate = 0\.125;/);
  const { code, stderr } = run(folder, 'apply', 'model.js', '--trial', '7');
  assert.deepEqual([code, /no finished trial 7/.test(stderr)], [1, true]);
});

test('a file that lost a parameter is left as it is', async () => {
  const folder = await projectWith(two);
  const without = model.replace(' // @tune relu | tanh', '');
  writeFileSync(join(folder, 'model.js'), without);
  const { code, stderr } = run(folder, 'apply', 'model.js');
  assert.deepEqual([code, /no longer has an annotation for act/.test(stderr)], [1, true]);
  assert.equal(readFileSync(join(folder, 'model.js'), 'utf8'), without);
});

test('the file of a journal is found by its name, below folders and with dashes', async () => {
  const folder = await projectWith(two, { 'src/my-model.js': 'export const a = 1; // @tune 0..2\n' });
  const journal = join(folder, '.tune/src-my-model.log');
  writeFileSync(journal, readFileSync(join(folder, '.tune/model.log')));
  assert.match(run(folder, 'apply', journal, '--dry-run').stderr, /src\/my-model\.js no longer has an annotation for/);
  writeFileSync(join(folder, '.tune/unknown.log'), '');
  assert.match(run(folder, 'apply', '.tune/unknown.log').stderr, /cannot be told[^]*Name the annotated file/);
});

/** A bowl with its least value at rate 0.25. */
const bowl = (rate: number): number => (rate - 0.25) ** 2;
const bowlTrials = [0.5, 0, 0.1, 0.2, 0.25, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9, 1].map((rate): Value => [
  { ...literals, rate },
  bowl(rate),
]);

test('check fails where the literals are worse than the best by more than the noise, and not once it is applied', async () => {
  const folder = await projectWith(bowlTrials);
  const before = run(folder, 'check', 'model.js');
  assert.equal(before.code, 1, before.stderr);
  assert.match(
    before.stdout,
    /^✗ model\.js: the literals are worse than the best\.\nloss 0\.06\d+ ± .*trial 4[^]*→ tunelens apply model\.js/,
  );
  run(folder, 'apply', 'model.js');
  const after = run(folder, 'check', 'model.js');
  assert.equal(after.code, 0);
  assert.match(after.stdout, /^✓ model\.js/);
});

test('a tolerance is how much worse the literals may be', async () => {
  const folder = await projectWith(bowlTrials);
  const codes = ['0.1', '0.05'].map((tolerance) => run(folder, 'check', 'model.js', '--tolerance', tolerance).code);
  assert.deepEqual(codes, [0, 1]);
});

test('what lies within the noise is no failure', async () => {
  const noise = [0.3, -0.2, 0.1, -0.4, 0.2, 0.4, -0.1, -0.3, 0.05, -0.05, 0.25, -0.25];
  const folder = await projectWith(bowlTrials.map(([params], i): Value => [params, 1 + (noise[i] ?? 0)]));
  const { code, stdout } = run(folder, 'check', 'model.js');
  assert.equal(code, 0);
  assert.match(stdout, /^✓ [^]*too close to tell[^]* worse; \S+ may be chance, or is allowed\./);
});

test('too few trials are said, and are no failure', async () => {
  const folder = await projectWith([[literals, 1]]);
  const { code, stdout } = run(folder, 'check', 'model.js', '--json');
  assert.equal(code, 0);
  assert.match(stdout, /"verdict":"unknown"/);
});

test('a study that can only be shown says why in every command that reads it, and what mends it', async () => {
  const folder = await projectWith(bowlTrials);
  const journal = join(folder, '.tune/model.log');
  writeFileSync(journal, readFileSync(journal, 'utf8').replace('"directions":[1]', '"directions":[1,1]'));
  const commands = [
    ['report', '.tune/model.log'],
    ['export', '.tune/model.log'],
    ['check', 'model.js'],
    ['apply', 'model.js', '--dry-run'],
  ];
  for (const command of commands) {
    const { stderr } = run(folder, ...command);
    assert.match(stderr, /can only be shown\. It has 2 objectives[^]*begins a new study/, command.join(' '));
  }
  const before = readFileSync(journal, 'utf8');
  const { code, stderr } = run(folder, 'confirm', 'model.js');
  assert.deepEqual([code, /model\.log can only be shown\.[^]*Begin a new study/.test(stderr)], [1, true], stderr);
  assert.equal(readFileSync(journal, 'utf8'), before);
});

test('without a study, or with one of other parameters, check says what to do', async () => {
  const folder = await projectWith(two);
  writeFileSync(join(folder, 'model.js'), model.replace('// @tune relu | tanh', '// @tune relu | elu'));
  assert.match(run(folder, 'check', 'model.js').stderr, /does not fit[^]*choices of act have changed[^]*Tune it again/);
  rmSync(join(folder, '.tune'), { recursive: true });
  const { code, stderr } = run(folder, 'check', 'model.js');
  assert.deepEqual([code, /There is no study of .*model\.js yet/.test(stderr)], [1, true]);
});

test('no command takes the study of another file, however its name begins or ends', async () => {
  const folder = await projectWith(two);
  const others = ['model-2.js', 'model.ts', 'mod/el.js'];
  for (const other of others) {
    mkdirSync(dirname(join(folder, other)), { recursive: true });
    writeFileSync(join(folder, other), model.replace('./net.js', join(folder, 'net.js')));
  }
  // The study of model-2.js lies where an earlier version would have begun the second one of model.js.
  writeFileSync(
    join(folder, '.tune/model-2.log'),
    readFileSync(join(folder, '.tune/model.log'), 'utf8').replace('"model"', '"model-2"'),
  );
  rmSync(join(folder, '.tune/model.log'));
  for (const other of ['model.js', ...others.slice(1)]) {
    for (const command of ['apply', 'check']) {
      const { code, stderr } = run(folder, command, other);
      assert.deepEqual([code, /There is no study of .* yet/.test(stderr)], [1, true], `${command} ${other}: ${stderr}`);
    }
  }
  assert.equal(readFileSync(join(folder, 'model.js'), 'utf8'), model);
  assert.equal(run(folder, 'apply', 'model-2.js', '--dry-run').code, 0);
});
