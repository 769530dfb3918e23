// Jobs as the host sees them, with a Slurm that answers as each test says: nothing is handed in twice, nothing is taken for failed that may not be.
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import type { RunOptions } from '../../../../src/trial/executor.ts';
import { createSlurmJobs } from '../../../../src/trial/slurm/slurmJobs.ts';
import { slurmDefaults } from '../../../../src/trial/slurm/slurmSettings.ts';
import { readJob, writeJob, type TrialFolder } from '../../../../src/trial/trialFolder.ts';
import type { TrialMessage } from '../../../../src/trial/trialProtocol.ts';
import { emptyFolder, ending, failed, fakeSlurm, ok, playCopy, silent, started, type FakeSlurm } from './fakeSlurm.ts';

const script = '#!/bin/bash\n';
const name = 'tunelens-3-0123456789ab';

type Setup = { readonly folder: TrialFolder; readonly slurm: FakeSlurm };

function jobsOf({ folder, slurm }: Setup) {
  const controller = new AbortController();
  const heard: TrialMessage[] = [];
  const restarts: number[] = [];
  const jobs = createSlurmJobs({ settings: { ...slurmDefaults, pollS: 0.03 }, ask: slurm.ask, log: silent });
  const options: RunOptions = {
    ...{ folder, signal: controller.signal, timeoutMs: null },
    onMessage: (message) => heard.push(message),
    onRestart: (count) => {
      heard.length = 0;
      restarts.push(count);
    },
  };
  return {
    ...{ controller, heard, restarts },
    run: () => jobs.run({ label: '3', script }, options),
    resume: () => jobs.resume(options),
  };
}

const callsOf = ({ asked }: FakeSlurm, tool: string): number => asked.filter(([name]) => name === tool).length;
const nameIn = ({ asked }: FakeSlurm): string =>
  asked
    .find(([tool]) => tool === 'sbatch')
    ?.find((word) => word.startsWith('--job-name='))
    ?.slice(11) ?? '';

test('a job is handed in once, under a name that is noted first, and its own exit code is its end', async () => {
  const folder = emptyFolder();
  const notes: (string | undefined)[] = [];
  const slurm = fakeSlurm({
    sbatch: () => {
      notes.push(readJob(folder)?.name);
      playCopy(folder, 0, { says: [started, ending(3)], exit: 3 });
      return ok('12\n');
    },
  });
  const { run, heard } = jobsOf({ folder, slurm });
  assert.deepEqual(await run(), { kind: 'exited', code: 3 });
  assert.deepEqual([notes, heard.length, callsOf(slurm, 'sbatch')], [[nameIn(slurm)], 2, 1]);
  assert.deepEqual(readJob(folder), { name: nameIn(slurm), id: '12' });
});

test('a job whose host died before it knew its number is found again by its name', async () => {
  const folder = emptyFolder();
  writeJob(folder, { name, id: null });
  let nLooks = 0;
  const slurm = fakeSlurm({
    squeue: () => {
      if (nLooks++ === 1) playCopy(folder, 0, { says: [started], exit: 0 });
      return ok(`12|RUNNING|0|0|None|n1|${name}|\n`);
    },
  });
  assert.deepEqual(await jobsOf({ folder, slurm }).resume(), { kind: 'exited', code: 0 });
  assert.deepEqual([readJob(folder)?.id, callsOf(slurm, 'sbatch')], ['12', 0]);
});

test('a job that Slurm has never got is lost, and cannot begin later either', async () => {
  const folder = emptyFolder();
  writeJob(folder, { name, id: null });
  writeFileSync(folder.requestFile, '{}');
  const slurm = fakeSlurm({ sacct: () => failed('Slurm accounting storage is disabled') });
  const end = await jobsOf({ folder, slurm }).resume();
  assert.equal(end.kind, 'lost');
  assert.equal(existsSync(folder.requestFile), false);
});

test('of a job that was started anew, the older copy is not heard any more, nor its end', async () => {
  const folder = emptyFolder();
  const older = { kind: 'evaluated', metrics: { loss: 1 } } as const;
  const newer = { kind: 'evaluated', metrics: { loss: 2 } } as const;
  playCopy(folder, 0, { says: [started, older] });
  writeJob(folder, { name, id: '12' });
  let nLooks = 0;
  const slurm = fakeSlurm({
    squeue: () => {
      nLooks++;
      // The old copy lives on where its node was given up, and ends.
      if (nLooks === 2) playCopy(folder, 0, { says: [older, ending(0)], exit: 0 });
      if (nLooks === 6) playCopy(folder, 1, { says: [started, newer, ending(0)], exit: 0 });
      return ok(nLooks < 6 ? `12|PENDING|0|1|BeginTime||${name}|\n` : `12|RUNNING|0|1|None|n2|${name}|\n`);
    },
  });
  const { resume, heard, restarts } = jobsOf({ folder, slurm });
  assert.deepEqual(await resume(), { kind: 'exited', code: 0 });
  assert.deepEqual([heard, restarts], [[started, newer, ending(0)], [1]]);
});

test('a controller that does not answer says nothing of a job', async () => {
  const folder = emptyFolder();
  writeJob(folder, { name, id: '12' });
  let nLooks = 0;
  const slurm = fakeSlurm({
    squeue: () => {
      if (++nLooks === 4) playCopy(folder, 0, { says: [started, ending(0)], exit: 0 });
      return failed('slurm_load_jobs error: Unable to contact slurm controller');
    },
  });
  assert.deepEqual(await jobsOf({ folder, slurm }).resume(), { kind: 'exited', code: 0 });
});

test('where there are too many jobs it waits and tries again, and where there is none it gives up', async () => {
  const limit = failed('sbatch: error: Batch job submission failed: Job violates accounting/QOS policy');
  const folder = emptyFolder();
  let nTries = 0;
  const slurm = fakeSlurm({
    squeue: () => ok('5|RUNNING|0|0|None|n1|mine|\n'),
    sbatch: () => {
      if (++nTries < 3) return limit;
      playCopy(folder, 0, { exit: 0 });
      return ok('12\n');
    },
  });
  assert.deepEqual(await jobsOf({ folder, slurm }).run(), { kind: 'exited', code: 0 });
  assert.equal(nTries, 3);
  const refusing = fakeSlurm({ sbatch: () => limit });
  assert.equal((await jobsOf({ folder: emptyFolder(), slurm: refusing }).run()).kind, 'spawnFailed');
});

test('a job that may have been handed in although nobody answered is not handed in again', async () => {
  const folder = emptyFolder();
  const slurm = fakeSlurm({
    sbatch: () => failed('sbatch: error: Batch job submission failed: Socket timed out on send/recv operation'),
    squeue: () => {
      if (nameIn(slurm) !== '') playCopy(folder, 0, { exit: 0 });
      return ok(`12|RUNNING|0|0|None|n1|${nameIn(slurm)}|\n`);
    },
  });
  assert.deepEqual(await jobsOf({ folder, slurm }).run(), { kind: 'exited', code: 0 });
  assert.deepEqual([callsOf(slurm, 'sbatch'), readJob(folder)?.id], [1, '12']);
});

test('a trial that is pruned ends when Slurm says that its job has', async () => {
  const folder = emptyFolder();
  playCopy(folder, 0, { says: [started] });
  writeJob(folder, { name, id: '12' });
  const slurm = fakeSlurm({
    squeue: () => {
      const isCancelled = callsOf(slurm, 'scancel') > 1;
      return ok(`12|${isCancelled ? 'CANCELLED' : 'RUNNING'}|0|0|None|n1|${name}|\n`);
    },
  });
  const { controller, resume } = jobsOf({ folder, slurm });
  const resumed = resume();
  controller.abort('pruned');
  assert.deepEqual(await resumed, { kind: 'pruned' });
  assert.ok(slurm.asked.some((words) => words.join(' ') === 'scancel 12'));
});

test('a detached trial leaves its job alone', async () => {
  const folder = emptyFolder();
  writeJob(folder, { name, id: '12' });
  const slurm = fakeSlurm({});
  const { controller, resume } = jobsOf({ folder, slurm });
  const resumed = resume();
  controller.abort('detached');
  assert.deepEqual([await resumed, callsOf(slurm, 'scancel')], [{ kind: 'detached' }, 0]);
});

for (const [state, end] of [
  ['CANCELLED', { kind: 'lost', reason: 'Slurm job 12 was cancelled by somebody else.' }],
  ['TIMEOUT', { kind: 'timedOut' }],
  ['OUT_OF_MEMORY', { kind: 'outOfMemory' }],
  ['NODE_FAIL', { kind: 'lost', reason: 'Slurm job 12 was lost: NODE_FAIL.' }],
] as const) {
  test(`a program that was killed, of a job that is ${state}, ended for that reason`, async () => {
    const folder = emptyFolder();
    // The shell saw its program die by SIGKILL.
    playCopy(folder, 0, { says: [started], exit: 137 });
    writeJob(folder, { name, id: '12' });
    const slurm = fakeSlurm({ squeue: () => ok(`12|${state}|9|0|None|n1|${name}|\n`) });
    assert.deepEqual(await jobsOf({ folder, slurm }).resume(), end);
  });
}

test('a job that ended while the host was away is known by what it has left, although Slurm has forgotten it', async () => {
  const folder = emptyFolder();
  playCopy(folder, 0, { says: [started, ending(0)], exit: 0 });
  playCopy(folder, 1, { says: [started, { kind: 'evaluated', metrics: { loss: 2 } }, ending(0)], exit: 0 });
  writeJob(folder, { name, id: '12' });
  const { resume, heard } = jobsOf({ folder, slurm: fakeSlurm({}) });
  assert.deepEqual(await resume(), { kind: 'exited', code: 0 });
  assert.equal(heard.length, 3);
});

test('a note that names the job of somebody else, or an option, is no note', () => {
  const folder = emptyFolder();
  const hostile = [
    'simulation',
    '--user=root',
    '-u root',
    'tunelens-4-0123456789ab',
    `${name} x`,
    `${name}\n`,
    'tunelens-3-x',
  ];
  for (const other of hostile) {
    writeFileSync(folder.processFile, JSON.stringify({ job: { name: other, id: '12' }, host: { pid: 2, start: 'x' } }));
    assert.equal(readJob(folder), null, other);
  }
  for (const id of ['--user=root', '12 13', '', '12,13', 12]) {
    writeFileSync(folder.processFile, JSON.stringify({ job: { name, id }, host: { pid: 2, start: 'x' } }));
    assert.deepEqual(readJob(folder), { name, id: null });
  }
});

for (const said of ['process.json', 'the spool'] as const) {
  test(`a number that only ${said} tells ends no job: the trial's own is ended, by its name or by the number that Slurm tells`, async () => {
    const folder = emptyFolder();
    const job = said === 'the spool' ? '77' : null;
    playCopy(folder, 0, { says: [{ kind: 'started', pid: 7, node: '20.19.0', atMs: 1, host: 'n1', job }] });
    writeJob(folder, { name, id: said === 'the spool' ? '12' : '77' });
    let nLooks = 0;
    const slurm = fakeSlurm({
      squeue: () => {
        const isCancelled = callsOf(slurm, 'scancel') > 0 && nLooks++ > 2;
        return ok(
          `77|RUNNING|0|0|None|n1|simulation|\n12|${isCancelled ? 'CANCELLED' : 'RUNNING'}|0|0|None|n1|${name}|\n`,
        );
      },
    });
    const { controller, resume } = jobsOf({ folder, slurm });
    const resumed = resume();
    controller.abort('stopped');
    assert.deepEqual(await resumed, { kind: 'stopped' });
    const ended = slurm.asked.filter(([tool]) => tool === 'scancel').map((words) => words.slice(1).join(' '));
    assert.ok(ended.length > 0);
    assert.deepEqual(
      [...new Set(ended)].filter((one) => one !== `--name=${name}` && one !== '12'),
      [],
    );
  });
}
