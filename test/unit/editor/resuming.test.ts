import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { afterEach, test, type TestContext } from 'node:test';
import type { FileStudy } from '../../../src/editor/fileStudy.ts';
import { resumeRuns } from '../../../src/editor/resuming.ts';
import type { StudyChange } from '../../../src/editor/studies.ts';
import { emptyStudy } from '../../../src/study/fold.ts';
import { identityOf } from '../../../src/system/processIdentity.ts';
import { idle, type RunState } from '../../../src/webviewProtocol.ts';

const hosts: ChildProcess[] = [];
afterEach(() => {
  for (const host of hosts.splice(0)) host.kill('SIGKILL');
});

/** A study whose run is under way in a process that lives. */
function studyOfLivingHost(kind: RunState['kind'] = 'idle'): { study: FileStudy; host: ChildProcess } {
  const host = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  hosts.push(host);
  const run = { state: 'running', trials_planned: 6, host: hostname(), ...identityOf(host.pid ?? 0) };
  // As much of it as is looked at.
  const study = { study: { ...emptyStudy('model'), facts: { run } }, run: { ...idle, kind } } as unknown as FileStudy;
  return { study, host };
}

async function end(host: ChildProcess): Promise<void> {
  host.kill('SIGKILL');
  await once(host, 'exit');
}

type Met = { readonly all?: readonly FileStudy[]; readonly isHeld?: boolean };

/** What is resumed of `study`, which is met at once; the clock is the test's. */
function resuming(t: TestContext, study: FileStudy, { all = [study], isHeld = false }: Met = {}) {
  t.mock.timers.enable({ apis: ['setInterval', 'Date'] });
  const resumed: FileStudy[] = [];
  const settled: FileStudy[] = [];
  let tell: (change: StudyChange) => void = () => undefined;
  const onChange = (listener: typeof tell): { dispose: () => void } => {
    tell = listener;
    return { dispose: () => (tell = () => undefined) };
  };
  const watching = resumeRuns(
    { onChange, all, isHeld: () => isHeld },
    { resume: (one) => resumed.push(one), settled: (one) => settled.push(one) },
  );
  t.after(() => watching.dispose());
  tell({ study, change: 'study' });
  return { resumed, settled, watching };
}

test('a run whose host is dead is resumed when its study is met', async (t) => {
  const { study, host } = studyOfLivingHost();
  await end(host);
  const { resumed } = resuming(t, study);
  assert.deepEqual(resumed, [study]);
});

test('a run whose host dies a little later is resumed within a second, and once', async (t) => {
  const { study, host } = studyOfLivingHost();
  const { resumed } = resuming(t, study);
  t.mock.timers.tick(5000);
  assert.deepEqual(resumed, []);
  await end(host);
  t.mock.timers.tick(1000);
  t.mock.timers.tick(10_000);
  assert.deepEqual(resumed, [study]);
});

test('after half a minute the host is taken for one that means to live', async (t) => {
  const { study, host } = studyOfLivingHost();
  const { resumed } = resuming(t, study);
  t.mock.timers.tick(31_000);
  await end(host);
  t.mock.timers.tick(60_000);
  assert.deepEqual(resumed, []);
});

test('the host of a run that was left is looked at for as long as it lives', async (t) => {
  const { study, host } = studyOfLivingHost();
  const { resumed } = resuming(t, study, { isHeld: true });
  t.mock.timers.tick(600_000);
  assert.deepEqual(resumed, []);
  await end(host);
  t.mock.timers.tick(15_000);
  t.mock.timers.tick(60_000);
  assert.deepEqual(resumed, [study]);
});

test('a study whose run has ended, or never was, is settled', (t) => {
  const ended = { study: emptyStudy('model'), run: idle } as unknown as FileStudy;
  const { resumed, settled } = resuming(t, ended);
  assert.deepEqual([resumed, settled], [[], [ended]]);
});

test('a run of this window is neither resumed nor settled', async (t) => {
  const { study, host } = studyOfLivingHost('running');
  await end(host);
  const { resumed, settled } = resuming(t, study);
  assert.deepEqual([resumed, settled], [[], []]);
});

test('a run that could not be resumed is, once it may be', async (t) => {
  const { study, host } = studyOfLivingHost();
  await end(host);
  const { resumed, watching } = resuming(t, study);
  watching.look();
  assert.deepEqual(resumed, [study, study]);
});

test('a study that is no longer followed, and a window that is gone, resume nothing', async (t) => {
  const [first, second] = [studyOfLivingHost(), studyOfLivingHost()];
  const unfollowed = resuming(t, first.study, { all: [] });
  await end(first.host);
  t.mock.timers.tick(1000);
  t.mock.timers.reset();
  const gone = resuming(t, second.study);
  gone.watching.dispose();
  await end(second.host);
  t.mock.timers.tick(1000);
  assert.deepEqual([...unfollowed.resumed, ...gone.resumed], []);
});
