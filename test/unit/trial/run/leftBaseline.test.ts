// The first trial of a study whose objective nobody named: until it has ended there is no journal, and its host may go before.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createLocalExecutor } from '../../../../src/trial/local/local.ts';
import { readProcesses, trialFolderOf } from '../../../../src/trial/trialFolder.ts';
import type { TuneOutcome } from '../../../../src/trial/run/tuneOptions.ts';
import { childFile } from '../realTrial.ts';
import { emptyFolder, planOf, reports, run } from './fakeStudy.ts';

/** Notes that it has begun, and reports once the file `go` is there. */
const program = `const rate = 0.5; // @tune 0..1
import { appendFileSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
const at = (name) => join(import.meta.dirname, name);
appendFileSync(at('ledger'), 'begun\\n');
while (!existsSync(at('go'))) await new Promise((resolve) => setTimeout(resolve, 10));
const message = { kind: 'evaluated', metrics: { acc: rate } };
appendFileSync(join(dirname(process.env.TUNELENS_REQUEST), 'spool.jsonl'), JSON.stringify(message) + '\\n');
`;

function project() {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'model.js'), program);
  const start = (signal = new AbortController().signal): Promise<TuneOutcome> => {
    const executor = createLocalExecutor({ node: process.execPath, childFile, graceMs: 300 });
    return run(planOf(program, folder), reports({}), { nTrials: 1, executor, signal });
  };
  return {
    start,
    trial: trialFolderOf(join(folder, '.tune/model'), 0),
    go: () => writeFileSync(join(folder, 'go'), ''),
    nBegun: () => (existsSync(join(folder, 'ledger')) ? readFileSync(join(folder, 'ledger'), 'utf8').length / 6 : 0),
  };
}

/** A run that is left while its first trial trains. */
async function leave({ start, nBegun }: ReturnType<typeof project>): Promise<void> {
  const controller = new AbortController();
  const left = start(controller.signal);
  while (nBegun() === 0) await setImmediate();
  controller.abort('detached');
  const { reason, journalFile } = await left;
  assert.deepEqual([reason, existsSync(journalFile)], ['detached', false]);
}

test('the next host takes the trial over, and the study begins with what it shows', async () => {
  const one = project();
  await leave(one);
  const next = one.start();
  one.go();
  const { study } = await next;
  const { state, value, facts } = study.trials[0] ?? {};
  assert.deepEqual([state, value, facts?.['taken_over'], study.trials.length], ['finished', 0.5, true, 1]);
  assert.equal(one.nBegun(), 1);
});

test('a trial that was killed meanwhile is begun anew', async () => {
  const one = project();
  await leave(one);
  process.kill(-(readProcesses(one.trial)?.trial.pid ?? 0), 'SIGKILL');
  one.go();
  const { study } = await one.start();
  const { state, value, facts } = study.trials[0] ?? {};
  assert.deepEqual([state, value, facts?.['taken_over'], study.trials.length], ['finished', 0.5, undefined, 1]);
  assert.equal(one.nBegun(), 2);
});

test('a trial of which a run has made use is never taken over', async () => {
  const one = project();
  one.go();
  await one.start();
  assert.equal(readProcesses(one.trial), null);
});
