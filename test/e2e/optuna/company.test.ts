// Two hosts of ours and a worker of Optuna's on one study at the same time, each a process of its own.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Journal } from '../../../src/storage/journal.ts';
import { endOf, faultsOf, startHost } from '../chaos/host.ts';
import { createChaosProject, type ChaosProject } from '../chaos/project.ts';
import { skipWithout } from '../requirements.ts';
import { assertSame, missingOptuna, optuna, optunaMeanwhile } from './optuna.ts';

const nEach = 8;

/** Optuna can join once there is a trial whose parameters it can see. */
async function begun({ journal: file }: ChaosProject, host: { readonly exitCode: number | null }): Promise<void> {
  for (;;) {
    if (existsSync(file)) {
      const { study } = await Journal.open(file, { readonly: true });
      if (study.trials.some(({ state }) => state === 'finished')) return;
    }
    assert.equal(host.exitCode, null, 'the host still runs');
    await delay(10);
  }
}

void describe('a study with three workers', { skip: skipWithout(missingOptuna) }, () => {
  test('two hosts and an Optuna worker share it: each does its part, no number twice, nothing lost', async (t) => {
    const project = createChaosProject();
    t.after(() => project.remove());
    const first = startHost(project, { nTrials: nEach, nParallel: 1 });
    const firstEnd = endOf(first);
    await begun(project, first);
    const theirs = optunaMeanwhile('work', project.journal, String(nEach));
    const second = endOf(startHost(project, { nTrials: nEach, nParallel: 1 }));
    for (const { code, words } of await Promise.all([firstEnd, second])) assert.equal(code, 0, words);
    await theirs;
    const { study } = await Journal.open(project.journal, { readonly: true });
    const { trials } = study;
    assert.equal(trials.length, 3 * nEach);
    assert.ok(trials.every(({ state }) => state === 'finished'));
    assert.equal(trials.filter(({ facts }) => facts['writer'] === 'python').length, nEach);
    const owners = new Set(trials.map(({ facts }) => facts['owner_pid']).filter((pid) => pid !== undefined));
    assert.equal(owners.size, 2, 'each host ran some');
    assert.deepEqual(faultsOf(project, study, new Set()), []);
    assert.equal(project.ledger().filter(({ what }) => what === 'over').length, 2 * nEach);
    assertSame(study, optuna('dump', project.journal));
  });
});
