import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Journal } from '../../../../src/storage/journal.ts';
import { runOf } from '../../../../src/trial/run/runRecord.ts';
import { askToStop, whenRunHasEnded } from '../../../../src/trial/run/stopRequest.ts';
import { aimed, planOf, reports, run, type Program } from './fakeStudy.ts';

/** Trial 0 has a value at once; the next one runs until it is stopped, and says when it has begun. */
function endless(onBegun: () => void): Program {
  return (request, signal, send) => {
    if (request.trial === 0) return reports({ acc: 0.5 })(request, signal, send);
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve({ end: { kind: 'stopped' } }));
      onBegun();
    });
  };
}

test('a run stops when another program asks for it in the journal, and the next run does not heed that request', async () => {
  const plan = planOf(aimed);
  const file = join(plan.dataFolder, 'model.log');
  let say = (): void => undefined;
  const begun = new Promise<void>((resolve) => (say = resolve));
  const running = run(
    plan,
    endless(() => say()),
  );
  await begun;
  assert.equal(await askToStop(file), true);
  const watched = await Journal.open(file, { readonly: true });
  await whenRunHasEnded(watched);
  const outcome = await running;
  assert.equal(outcome.reason, 'stopped');
  assert.equal(runOf(watched.study)?.state, 'stopped');
  const stopped = outcome.study.trials[1];
  assert.deepEqual([stopped?.state, stopped?.facts['fail_kind']], ['failed', 'stopped']);
  const next = await run(plan, reports({ acc: 0.6 }));
  assert.equal(next.reason, 'done');
});

test('where no run is under way, nothing is asked and nothing written', async () => {
  const plan = planOf(aimed);
  const file = join(plan.dataFolder, 'model.log');
  await run(plan, reports({ acc: 0.5 }));
  const journal = await Journal.open(file);
  const nLines = journal.lines.length;
  assert.equal(await askToStop(file), false);
  // A host that is gone: the number of its process has another owner.
  const gone = { state: 'running', trials_planned: 3, host: hostname(), pid: process.pid, start: 'earlier' };
  await journal.append([{ kind: 'factNoted', trial: null, name: 'run', fact: gone }]);
  assert.equal(runOf(journal.study)?.state, 'running');
  assert.equal(await askToStop(file), false);
  await journal.refresh();
  assert.equal(journal.lines.length, nLines + 1);
});
