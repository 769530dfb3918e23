// A repository can hold a symbolic link in the place of anything below `.tune`: nothing outside is written, moved or removed through one.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, test } from 'node:test';
import { writeReport } from '../../../../src/cli/reportCommand.ts';
import { planStudy } from '../../../../src/program/plan.ts';
import { cutOutput } from '../../../../src/trial/local/outputLimit.ts';
import { isTfjsOf } from '../../../../src/trial/local/preload.ts';
import { keepBestModels, modelsFolderOf } from '../../../../src/trial/run/models.ts';
import { keepModel, keptModels, pruneModels, type ModelCard } from '../../../../src/trial/run/modelStore.ts';
import { openStudy } from '../../../../src/trial/run/studyOpening.ts';
import {
  claimTrialFolder,
  emptyTrialFolder,
  isLeftBehind,
  readJob,
  trialFolderOf,
  writeJob,
} from '../../../../src/trial/trialFolder.ts';
import { emptyStudy } from '../../../../src/study/fold.ts';
import { silent } from '../slurm/fakeSlurm.ts';

const options = { skip: process.platform === 'win32' };
const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

type Place = {
  /** The data folder of a project. */
  readonly data: string;
  /** A folder of the user's elsewhere, with a file and folders that look like ours. */
  readonly outside: string;
  /** Fails where anything of it has changed. */
  readonly check: () => void;
};

const card: ModelCard = {
  ...{ study: 's', params: {}, value: 1, metric: 'm', direction: 'minimize', commit: null, tfjs: null, atMs: 0 },
};

function place(): Place {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'tunelens-links-')));
  made.push(root);
  const [data, outside] = [join(root, 'project/.tune'), join(root, 'home')];
  for (const folder of [data, join(outside, '3'), join(outside, 'trial-3')]) mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries({
    'work.txt': 'mine',
    '3/thesis.txt': 'mine',
    'trial-3/card.json': '{"kind":"tunelens-model"}',
    'trial-3/weights.bin': 'mine',
  })) {
    writeFileSync(join(outside, file), text);
  }
  const list = (): string => {
    const names = readdirSync(outside, { recursive: true, encoding: 'utf8' }).toSorted();
    return JSON.stringify(names.map((name) => [name, lstatSync(join(outside, name)).size]));
  };
  const before = list();
  return { data, outside, check: () => assert.equal(list(), before) };
}

const isLinked = { code: 'linkedFolder' };

test("a study's folder that is a link is refused before anything is written", options, async () => {
  const { data, outside, check } = place();
  const project = dirname(data);
  writeFileSync(join(project, 'package.json'), '{"type":"module"}');
  writeFileSync(join(project, 'model.js'), 'export const rate = 0.5; // @tune 0..1\n');
  symlinkSync(outside, join(data, 'model'));
  const plan = planStudy(join(project, 'model.js'), {});
  await assert.rejects(openStudy(plan, { isNewStudy: true, log: silent }), isLinked);
  assert.throws(() => emptyTrialFolder(trialFolderOf(join(data, 'model'), 3)), isLinked);
  assert.throws(() => claimTrialFolder(trialFolderOf(join(data, 'model'), 3)), isLinked);
  check();
});

test('the folder of replayed trials that is a link is refused, too', options, () => {
  const { data, outside, check } = place();
  mkdirSync(join(data, 'model'));
  symlinkSync(outside, join(data, 'model/replay'));
  assert.throws(() => emptyTrialFolder(trialFolderOf(join(data, 'model/replay'), 3)), isLinked);
  check();
});

test('a data folder that the user keeps on another disk by a link is used as it is', options, () => {
  const { data, outside } = place();
  rmSync(data, { recursive: true });
  mkdirSync(join(outside, 'scratch'));
  symlinkSync(join(outside, 'scratch'), data);
  const folder = emptyTrialFolder(trialFolderOf(join(data, 'model'), 3));
  assert.ok(existsSync(folder.path));
});

for (const [name, open] of Object.entries({ new: emptyTrialFolder, 'taken over': claimTrialFolder })) {
  test(`a link in the place of the folder of a trial that is ${name} goes, and what it leads to stays`, options, () => {
    const { data, outside, check } = place();
    mkdirSync(join(data, 'model'));
    symlinkSync(join(outside, '3'), join(data, 'model/3'));
    const folder = open(trialFolderOf(join(data, 'model'), 3));
    assert.ok(lstatSync(folder.path).isDirectory());
    assert.deepEqual(readdirSync(folder.path), []);
    check();
  });
}

test('a long file to which the output of a trial is linked is not cut', options, () => {
  const { data, outside } = place();
  const [long, output] = [join(outside, 'long.bin'), join(data, 'output.txt')];
  writeFileSync(long, '');
  truncateSync(long, 100_000);
  symlinkSync(long, output);
  cutOutput(output, 1000, 100);
  assert.equal(statSync(long).size, 100_000);
});

test('notes are written in the place of a link, and pipes in the place of notes hold nobody up', options, () => {
  const { data, outside, check } = place();
  const folder = trialFolderOf(data, 3);
  mkdirSync(folder.path);
  symlinkSync(join(outside, 'work.txt'), `${folder.processFile}.part`);
  writeJob(folder, { name: 'tunelens-3-0123456789ab', id: '7' });
  assert.equal(readJob(folder)?.id, '7');
  check();
  const request = { entry: '', args: [], nodeArgs: [], env: {}, cwd: '', sources: {}, aliases: {}, seed: 0 };
  for (const file of [folder.requestFile, folder.processFile]) {
    rmSync(file, { force: true });
    assert.equal(spawnSync('mkfifo', [file]).status, 0);
    assert.equal(isLeftBehind(folder, { ...request, trial: 3, spoolFile: '', modelFolder: null }), false);
  }
  assert.equal(readJob(folder), null);
});

test('models are neither kept nor removed through links', options, () => {
  const { data, outside, check } = place();
  const from = join(data, 'model');
  mkdirSync(from);
  symlinkSync(join(outside, 'work.txt'), join(from, 'card.md'));
  symlinkSync(join(outside, 'work.txt'), join(from, 'card.json'));
  const models = join(data, 'models');
  mkdirSync(models);
  symlinkSync(join(outside, 'trial-3'), join(models, 'trial-3'));
  assert.deepEqual(keptModels(models), []);
  pruneModels(models, []);
  check();
  keepModel({ from, modelsFolder: models, trial: 4, card });
  assert.deepEqual(keptModels(models), [4]);
  check();
  symlinkSync(outside, join(data, 'linked'));
  mkdirSync(from);
  assert.throws(() => keepModel({ from, modelsFolder: join(data, 'linked'), trial: 5, card }), isLinked);
  assert.throws(() => pruneModels(join(data, 'linked'), []), isLinked);
  check();
  // The folder of a trial that nobody has claimed.
  mkdirSync(join(outside, '3/model'));
  mkdirSync(join(data, 'study'));
  symlinkSync(join(outside, '3'), join(data, 'study/0'));
  keepBestModels(emptyStudy(), 0, { trialsFolder: join(data, 'study'), nModels: 1, log: silent });
  assert.ok(existsSync(join(outside, '3/model')));
  assert.equal(existsSync(modelsFolderOf(join(data, 'study'))), false);
});

test('the report beside a journal replaces a link, and leaves what that leads to', options, () => {
  const { data, outside, check } = place();
  const report = join(data, 'model.html');
  symlinkSync(join(outside, 'work.txt'), report);
  writeReport(emptyStudy(), report);
  check();
  assert.match(readFileSync(report, 'utf8'), /^<!doctype html>/i);
});

test('of what a spool says was loaded, a child that is started ahead loads only the TensorFlow.js of the program', () => {
  const { data, outside } = place();
  const project = dirname(data);
  const tfjs = join(project, 'node_modules/@tensorflow/tfjs');
  const planted = join(outside, 'node_modules/@tensorflow/tfjs');
  for (const folder of [tfjs, planted]) {
    mkdirSync(join(folder, 'dist'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"name":"@tensorflow/tfjs","main":"dist/index.js"}');
    writeFileSync(join(folder, 'dist/index.js'), '');
  }
  const entry = join(project, 'train.js');
  assert.equal(isTfjsOf(entry, join(tfjs, 'dist/index.js')), true);
  for (const file of [
    join(planted, 'dist/index.js'),
    join(project, 'evil.js'),
    join(project, 'node_modules/evil/index.js'),
    `${tfjs}/../../../evil.js`,
    'node_modules/@tensorflow/tfjs/dist/index.js',
    join(project, 'data/node_modules/@tensorflow/tfjs/dist/index.js'),
    join(project, 'node_modules/@tensorflow/tfjs-evil/index.js'),
    join(tfjs, 'node_modules/@tensorflow/tfjs-evil/index.js'),
  ]) {
    assert.equal(isTfjsOf(entry, file), false, file);
  }
});
