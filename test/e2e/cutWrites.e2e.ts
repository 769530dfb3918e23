// A writer of the journal dies in the middle of a line, or the power fails: the next append repairs the file, and no trial that has finished is lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createRandom } from '../../src/math/random.ts';
import { Journal } from '../../src/storage/journal.ts';
import { withJournalLock } from '../../src/storage/journalLock.ts';
import { createChaosProject } from './chaos/project.ts';
import { endOf, faultsOf, startHost } from './chaos/host.ts';
import { addTornLine, cutLastLines } from './chaos/tornTail.ts';

const random = createRandom(5);

test('a journal whose last append was cut at any byte is repaired by the next host, which finds the end of the trial again', async (t) => {
  const project = createChaosProject();
  t.after(() => project.remove());
  for (let round = 0; round < 4; round++) {
    const { code, words } = await endOf(startHost(project, { nTrials: 2, nParallel: 1 }));
    assert.equal(code, 0, words);
    const { study } = await Journal.open(project.journal, { readonly: true });
    // The records of an end: how long it took, that it has finished; and of the run, that it is done.
    cutLastLines(project.journal, 3, random);
    const after = await endOf(startHost(project, { nTrials: 1, nParallel: 1 }));
    assert.equal(after.code, 0, after.words);
    const again = (await Journal.open(project.journal, { readonly: true })).study;
    assert.deepEqual(
      again.trials.slice(0, study.trials.length).map(({ state, value, params }) => [state, value, params]),
      study.trials.map(({ state, value, params }) => [state, value, params]),
    );
    assert.deepEqual(faultsOf(project, again, new Set()), []);
  }
});

test('a host that runs goes on behind the lines that dying writers have left half written', async (t) => {
  const project = createChaosProject();
  t.after(() => project.remove());
  const host = startHost(project, { nTrials: 12, nParallel: 2 });
  const ended = endOf(host);
  const state = { isOver: false };
  void ended.finally(() => {
    state.isOver = true;
  });
  let nTorn = 0;
  while (!state.isOver) {
    const nOver = project.ledger().filter(({ what }) => what === 'over').length;
    if (nOver > nTorn) {
      await withJournalLock(project.journal, () => addTornLine(project.journal, random));
      nTorn++;
    }
    await setImmediate();
  }
  const { code, words } = await ended;
  assert.equal(code, 0, words);
  const journal = await Journal.open(project.journal);
  await journal.append([{ kind: 'factNoted', trial: null, name: 'repaired', fact: true }]);
  assert.ok(nTorn > 5);
  assert.equal(journal.study.trials.length, 12);
  assert.deepEqual(faultsOf(project, journal.study, new Set()), []);
});
