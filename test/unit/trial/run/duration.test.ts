// How long trials take, and for how long they may: whatever somebody sets the clock to meanwhile.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { test } from 'node:test';
import { identityOf } from '../../../../src/system/processIdentity.ts';
import type { Executor } from '../../../../src/trial/executor.ts';
import { durationOf, type DurationEvidence } from '../../../../src/trial/run/duration.ts';
import { runTrial } from '../../../../src/trial/run/trialRun.ts';
import { trialFolderOf, writeProcesses } from '../../../../src/trial/trialFolder.ts';
import { requestVariable, type TrialMessage } from '../../../../src/trial/trialProtocol.ts';
import { aimed, emptyFolder, evaluated, planOf, quiet, run } from './fakeStudy.ts';

const hourMs = 3_600_000;
const started = (atMs: number): TrialMessage => ({ kind: 'started', pid: 2, node: '24', atMs, host: null, job: null });
const ending = (atMs: number): TrialMessage => ({ kind: 'ending', exitCode: 0, atMs });
const evidence: DurationEvidence = {
  ...{ followedMs: 5000, ageMs: 0, sinceBeganMs: null, startedAtMs: 1000, nowMs: 6000, messages: [] },
};

test('a trial takes as long as it is followed, wherever the clock goes', () => {
  for (const nowMs of [6000, -hourMs, 9 * hourMs]) assert.equal(durationOf({ ...evidence, nowMs }), 5000);
});

test('one that is taken over is as old as its process, and else as long as it says itself', () => {
  assert.equal(durationOf({ ...evidence, ageMs: 60_000, nowMs: -hourMs }), 65_000);
  const unknown = { ...evidence, ageMs: null };
  assert.equal(durationOf({ ...unknown, messages: [started(10_000), ending(22_000)] }), 12_000);
  // Its own clock was set back.
  assert.equal(durationOf({ ...unknown, messages: [started(10_000), ending(2_000)] }), 5000);
  assert.equal(durationOf({ ...unknown, nowMs: -hourMs }), 5000);
});

test('the time in a queue does not count, and a node whose clock is off adds no more than there was time for', () => {
  const queued = { ...evidence, followedMs: 100_000, sinceBeganMs: 20_000 };
  assert.equal(durationOf(queued), 20_000);
  assert.equal(durationOf({ ...queued, messages: [started(0), ending(21_000)] }), 21_000);
  assert.equal(durationOf({ ...queued, messages: [started(0), ending(9 * hourMs)] }), 100_000);
  assert.equal(durationOf({ ...queued, messages: [started(9 * hourMs), ending(0)] }), 20_000);
});

test('a clock that is set back by an hour while a trial runs makes neither its duration nor its end negative', async (t) => {
  const now = Date.now.bind(Date);
  let offMs = 0;
  t.mock.method(Date, 'now', () => now() + offMs);
  const { study } = await run(planOf(aimed), ({ trial }) => {
    if (trial === 1) offMs -= hourMs;
    if (trial === 2) offMs += 2 * hourMs;
    return Promise.resolve({ messages: [evaluated({ acc: trial })] });
  });
  assert.equal(study.trials.length, 3);
  for (const { facts, startedAtMs, endedAtMs } of study.trials) {
    const seconds = facts['duration_s'];
    assert.ok(typeof seconds === 'number' && seconds >= 0 && seconds < 60, JSON.stringify(facts));
    assert.ok(endedAtMs !== null && startedAtMs !== null && endedAtMs >= startedAtMs);
  }
});

/** The limit that is left to a trial which is taken over, by its journal's start, at a limit of ten minutes. */
async function limitLeft(startedAtMs: number, hasProcess: boolean): Promise<number> {
  const folder = trialFolderOf(emptyFolder(), 0);
  mkdirSync(folder.path);
  const env = { ...process.env, [requestVariable]: folder.requestFile };
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore', env });
  await once(child, 'spawn');
  if (hasProcess) writeProcesses(folder, identityOf(child.pid ?? 0));
  else {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  let leftMs = NaN;
  const executor: Executor = {
    run: () => Promise.reject(new Error('not asked')),
    resume: ({ timeoutMs }) => {
      leftMs = timeoutMs ?? NaN;
      return Promise.resolve({ kind: 'exited', code: 0 });
    },
    prepare: quiet,
    close: () => Promise.resolve(),
  };
  await runTrial({
    ...{ trial: 0, request: null, folder, startedAtMs, executor, signal: new AbortController().signal, env: {} },
    ...{ timeoutMs: 600_000, objective: null, fitValue: 'last' },
    ...{ onEvents: quiet, onRestart: quiet, onMessage: quiet },
  });
  child.kill('SIGKILL');
  return leftMs;
}

test('a trial that is taken over has what is left of its limit by the age of its process, not by the clock', async () => {
  for (const startedAtMs of [Date.now(), Date.now() - 48 * hourMs, Date.now() + 48 * hourMs, 1e300, -1e300]) {
    const leftMs = await limitLeft(startedAtMs, true);
    assert.ok(leftMs > 500_000 && leftMs <= 600_000, String(leftMs));
    assert.equal(await limitLeft(startedAtMs, false), 600_000);
  }
});
