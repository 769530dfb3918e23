// The disk that holds the studies fills up under a study, again and again, at whatever is being written then: the study pauses with the reason, nothing that
// it holds is lost, and once there is room it goes on.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Journal } from '../../src/storage/journal.ts';
import type { Study } from '../../src/study/study.ts';
import { processesNaming } from './processTree.ts';
import { endOf, startHost } from './chaos/host.ts';
import { createChaosProject } from './chaos/project.ts';
import { missingOptuna, optunaCounter } from './optuna/optuna.ts';
import { skipWithout } from './requirements.ts';
import { makeSmallDisk } from './smallDisk.ts';

const kilo = 1024;
const disk = makeSmallDisk();
const missingDisk = (): string | null =>
  disk === null ? 'A small file system can neither be mounted (as root) nor is there one for shared memory.' : null;
/** Only root can mount one. */
const skip = process.getuid?.() === 0 ? skipWithout(missingDisk) : (missingDisk() ?? false);

const finishedIn = ({ trials }: Study): ReadonlyMap<number, number | null> =>
  new Map(trials.filter(({ state }) => state === 'finished').map(({ number, value }) => [number, value]));

test(
  'a study on a full disk pauses with the reason, loses no finished trial and goes on when there is room',
  { skip },
  async (t) => {
    assert.ok(disk !== null);
    const project = createChaosProject();
    const optuna = missingOptuna() === null ? optunaCounter() : null;
    t.after(() => {
      optuna?.close();
      project.remove();
      disk.remove();
    });
    const data = join(disk.folder, 'studies');
    mkdirSync(data);
    symlinkSync(data, join(project.folder, '.tune'));
    let finished: ReadonlyMap<number, number | null> = new Map();
    const checked = async (): Promise<Study> => {
      const { study } = await Journal.open(project.journal, { readonly: true });
      const now = finishedIn(study);
      for (const [number, value] of finished) assert.equal(now.get(number), value, `trial ${number}`);
      finished = now;
      return study;
    };
    for (const freeKilo of [0, 45, 100, 170]) {
      disk.leave(freeKilo * kilo);
      const { code, words } = await endOf(startHost(project, { nTrials: 1000, nParallel: 2 }));
      assert.equal(code, 1, words);
      assert.match(words, /ENOSPC|disk is full/);
      assert.match(words, /[Ff]ree some space/);
      if (!existsSync(project.journal)) continue;
      await checked();
      // The last line may be one that found no room; Optuna reads what is whole.
      await optuna?.count(project.journal);
    }
    assert.ok(finished.size > 5, `${finished.size} trials finished`);
    disk.leave(1500 * kilo);
    const { code, words } = await endOf(startHost(project, { nTrials: 3, nParallel: 2 }));
    assert.equal(code, 0, words);
    const { trials } = await checked();
    assert.deepEqual(
      trials.filter(({ state }) => state === 'running' || state === 'queued'),
      [],
    );
    assert.deepEqual(processesNaming(data), []);
  },
);
