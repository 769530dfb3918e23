import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCodeLensMode, parseSettings, type SettingName } from '../../../src/editor/settings.ts';

const usual: Readonly<Record<SettingName, unknown>> = {
  trials: 20,
  parallelTrials: 1,
  seed: 0,
  sampler: 'gp',
  trialTimeout: 0,
  totalTime: 0,
  fitValue: 'last',
  pruning: true,
  stopWhenDone: false,
  keepModels: 1,
  carryOver: 'ask',
  heapLimit: 0,
  warmTrials: true,
  onClose: 'finish',
  nodePath: '',
  executor: 'local',
  'slurm.partition': '',
  'slurm.account': '',
  'slurm.gres': '',
  'slurm.time': '',
  'slurm.arguments': [],
  'slurm.setup': [],
  'slurm.jobs': 20,
  'slurm.poll': 15,
  codeLens: 'lens',
  hover: true,
  decorations: true,
  statusBar: true,
  announceEnd: true,
};
const parse = (changed: Partial<Record<SettingName, unknown>>) =>
  parseSettings((name) => ({ ...usual, ...changed })[name]);

test('settings are read with their units', () => {
  assert.deepEqual(parse({ trialTimeout: 1.5, nodePath: '/node' }), {
    nTrials: 20,
    nParallel: 1,
    seed: 0,
    sampler: 'gp',
    trialTimeoutMs: 1500,
    totalTimeMs: null,
    fitValue: 'last',
    isPruning: true,
    isStoppingWhenDone: false,
    nModels: 1,
    carryOver: 'ask',
    heapMb: null,
    isWarm: true,
    onClose: 'finish',
    nodePath: '/node',
    place: 'local',
  });
  assert.deepEqual([parse({}).trialTimeoutMs, parse({}).nodePath], [null, null]);
  assert.deepEqual([parse({ parallelTrials: 0 }).nParallel, parse({ totalTime: 60 }).totalTimeMs], [null, 60_000]);
});

test('what is set of Slurm counts where it is the executor', () => {
  const slurm = { 'slurm.gres': 'gpu:1', 'slurm.setup': ['module load cuda'], 'slurm.jobs': 50 };
  assert.equal(parse(slurm).place, 'local');
  assert.deepEqual(parse({ executor: 'slurm', ...slurm }).place, {
    ...{ partition: null, account: null, gres: 'gpu:1', time: null, arguments: [], setup: ['module load cuda'] },
    ...{ nJobs: 50, pollS: 15 },
  });
  assert.throws(() => parse({ executor: 'slurm', 'slurm.jobs': 0 }), /tunelens\.slurm\.jobs/);
});

for (const [name, value] of [
  ['trials', 0],
  ['trials', 2.5],
  ['trials', '20'],
  ['seed', -1],
  ['sampler', 'tpe'],
  ['sampler', undefined],
  ['trialTimeout', NaN],
  ['parallelTrials', null],
] as const) {
  test(`tunelens.${name} = ${String(value)} is refused by its name`, () => {
    assert.throws(() => parse({ [name]: value }), new RegExp(`tunelens\\.${name}`));
  });
}

test('a new study asks for earlier trials unless the setting answers', () => {
  const read = ['always', 'never', 'ask', true, undefined].map((carryOver) => parse({ carryOver }).carryOver);
  assert.deepEqual(read, ['always', 'never', 'ask', 'ask', 'ask']);
});

test('facts stand in lenses unless the setting names another place', () => {
  assert.deepEqual(['inlay', 'off', 'lens', true, undefined].map(parseCodeLensMode), [
    'inlay',
    'off',
    'lens',
    'lens',
    'lens',
  ]);
});
