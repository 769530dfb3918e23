// What Slurm's commands print, as version 22.05 does, and what is read of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepsNoAccounts, parseSacct } from '../../../../src/trial/slurm/sacct.ts';
import { parseSbatch } from '../../../../src/trial/slurm/sbatch.ts';
import {
  parsePlaceNote,
  placeNote,
  sbatchArguments,
  slurmDefaults,
} from '../../../../src/trial/slurm/slurmSettings.ts';
import { parseSqueue } from '../../../../src/trial/slurm/squeue.ts';

test('squeue tells of waiting, running and ended jobs, of their restarts and of how they ended', () => {
  const jobs = parseSqueue(
    [
      '9|PENDING|0|1|BeginTime||tunelens-4-a|',
      '8|RUNNING|0|0|None|n1|tunelens-3-b|',
      '7|FAILED|256|0|NonZeroExitCode|n2|tunelens-2-c|',
      '6|FAILED|9|0|RaisedSignal:9(Killed)|n2|tunelens-1-d|',
      '5|COMPLETED|0|0|None|n1|tunelens-0-e|',
      'slurm_load_jobs error: nothing of ours',
      '',
    ].join('\n'),
  );
  assert.deepEqual(
    jobs.map(({ id, name, restarts, end }) => [id, name, restarts, end]),
    [
      ['9', 'tunelens-4-a', 1, null],
      ['8', 'tunelens-3-b', 0, null],
      ['7', 'tunelens-2-c', 0, { kind: 'ended', code: 1, signal: 0 }],
      ['6', 'tunelens-1-d', 0, { kind: 'ended', code: 0, signal: 9 }],
      ['5', 'tunelens-0-e', 0, { kind: 'ended', code: 0, signal: 0 }],
    ],
  );
  assert.deepEqual([jobs[0]?.reason, jobs[1]?.node], ['BeginTime', 'n1']);
});

for (const [state, end] of [
  ['TIMEOUT', { kind: 'timeout' }],
  ['OUT_OF_MEMORY', { kind: 'outOfMemory' }],
  ['CANCELLED', { kind: 'cancelled' }],
  ['NODE_FAIL', { kind: 'lost', state: 'NODE_FAIL' }],
  ['PREEMPTED', { kind: 'lost', state: 'PREEMPTED' }],
  ['BOOT_FAIL', { kind: 'lost', state: 'BOOT_FAIL' }],
  ['COMPLETING', null],
  ['CONFIGURING', null],
  ['REQUEUED', null],
  ['A_STATE_OF_LATER_VERSIONS', null],
] as const) {
  test(`a job that is ${state} ${end === null ? 'is not over' : `has ended: ${end.kind}`}`, () => {
    assert.deepEqual(parseSqueue(`1|${state}|0|0|None|n1|x|`)[0]?.end, end);
  });
}

test('sacct tells of jobs that have left the queue, whoever has cancelled them', () => {
  const ends = parseSacct(
    '5|COMPLETED|0:0\n6|CANCELLED by 1000|0:15\n7|FAILED|3:0\n8|RUNNING|0:0\n9|OUT_OF_MEMORY|0:125\n',
  );
  assert.deepEqual(
    [...ends],
    [
      ['5', { kind: 'ended', code: 0, signal: 0 }],
      ['6', { kind: 'cancelled' }],
      ['7', { kind: 'ended', code: 3, signal: 0 }],
      ['9', { kind: 'outOfMemory' }],
    ],
  );
  assert.equal(keepsNoAccounts({ stderr: 'Slurm accounting storage is disabled\n' }), true);
  assert.equal(keepsNoAccounts({ stderr: 'sacct: error: slurmdbd: Connection refused' }), false);
});

const said = (code: number, stderr: string, stdout = '') => parseSbatch({ code, stdout, stderr }).kind;

test('sbatch names the job that it has handed in, on one cluster or on several', () => {
  assert.deepEqual(parseSbatch({ code: 0, stdout: '17\n', stderr: '' }), { kind: 'submitted', id: '17' });
  assert.deepEqual(parseSbatch({ code: 0, stdout: '18;north\n', stderr: '' }), { kind: 'submitted', id: '18' });
});

test('a limit on jobs, a silent controller and a job that never will be accepted are told apart', () => {
  const failed = 'sbatch: error: Batch job submission failed: ';
  const policy = "Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)";
  assert.equal(said(1, `sbatch: error: QOSMaxSubmitJobPerUserLimit\n${failed}${policy}`), 'limited');
  assert.equal(said(1, `${failed}Slurm temporarily unable to accept job, sleeping and retrying`), 'limited');
  assert.equal(said(1, `${failed}Unable to contact slurm controller (connect failure)`), 'unsure');
  assert.equal(said(1, `${failed}Socket timed out on send/recv operation`), 'unsure');
  assert.equal(said(124, ''), 'unsure');
  assert.deepEqual(parseSbatch({ code: 1, stdout: '', stderr: 'sbatch: error: invalid partition specified: x\n' }), {
    kind: 'refused',
    reason: 'invalid partition specified: x',
  });
});

test('a journal tells that trials were jobs and how many at a time; lines to execute are neither noted nor read', () => {
  const place = { ...slurmDefaults, nJobs: 7, gres: 'gpu:1', arguments: ['--mem=8G'], setup: ['module load cuda'] };
  assert.deepEqual(placeNote(place), { executor: 'slurm', nJobs: 7 });
  assert.deepEqual(placeNote('local'), { executor: 'local' });
  // As earlier versions have written it.
  assert.deepEqual(parsePlaceNote(JSON.parse(JSON.stringify(place))), { executor: 'slurm', nJobs: 7 });
  for (const nJobs of [0, -1, 1.5, 1e9, '7', null]) {
    assert.deepEqual(parsePlaceNote({ nJobs, setup: ['x'] }), { executor: 'slurm', nJobs: null });
  }
  for (const other of [undefined, null, 'slurm', []]) assert.deepEqual(parsePlaceNote(other), { executor: 'local' });
});

test("the user's own arguments come last, so that they win", () => {
  const place = { ...slurmDefaults, partition: 'gpu', time: '30', arguments: ['--time=60'] };
  assert.deepEqual(sbatchArguments(place), ['--partition=gpu', '--time=30', '--time=60']);
});
