// A reload in the middle of a run, with no file open. The program waits instead of training, so that the reload surely comes while a trial runs.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Journal } from '../../src/storage/journal.ts';
import { emptyStudy } from '../../src/study/fold.ts';
import type { Study } from '../../src/study/study.ts';
import { runOf } from '../../src/trial/run/runRecord.ts';
import { missingEditor, skipWithout } from './requirements.ts';
import { openSession } from './session.ts';
import { workspaceOf } from './workspace.ts';

const nTrials = 3;
const limitMs = 4 * 60_000;
const model = `const rate = 1e-1; // @tune log 1e-4..1
await new Promise((resolve) => setTimeout(resolve, 8000));
const loss = (Math.log10(rate) + 2) ** 2; // @tune minimize
console.log(loss);
`;

test(
  'a reload in the middle of a run: the new window takes the running trial over and goes on to the planned end',
  { skip: skipWithout(missingEditor) },
  async () => {
    const workspace = workspaceOf({
      'package.json': '{ "name": "small", "type": "module" }\n',
      'model.js': model,
    });
    const session = await openSession(workspace.folder, { 'tunelens.trials': nTrials });
    const journal = join(workspace.folder, '.tune/model.log');
    try {
      await session.during('reload', async () => {
        const { workbench, server } = session;
        await workbench.openFile('model.js');
        await workbench.codeLens('Start tuning').click({ timeout: 60_000 });
        await studyThat(journal, ({ trials }) => trials[0]?.facts['pid'] !== undefined);
        await workbench.runCommand('View: Close All Editors');
        // Abruptly, as when the browser falls.
        await workbench.open(server.pageOf(workspace.folder));
        const { trials } = await studyThat(journal, (study) => runOf(study)?.state === 'done');
        assert.deepEqual(
          trials.map(({ state, facts }) => [state, facts['taken_over'] === true]),
          [
            ['finished', true],
            ['finished', false],
            ['finished', false],
          ],
        );
        await workbench.notification(/Best loss/).waitFor();
        await workbench.openFile('model.js');
        await workbench.codeLens('3 trials').waitFor();
        assert.equal(existsSync(join(workspace.folder, '.tune/running')), false);
      });
    } finally {
      await session.close();
      workspace.remove();
    }
  },
);

/** Polls: what happens in other processes has no event here. */
async function studyThat(journal: string, isWanted: (study: Study) => boolean): Promise<Study> {
  const deadlineMs = Date.now() + limitMs;
  for (;;) {
    const study = existsSync(journal) ? (await Journal.open(journal, { readonly: true })).study : emptyStudy('');
    if (isWanted(study)) return study;
    if (Date.now() > deadlineMs) throw new Error(`waited ${limitMs / 1000} s for ${isWanted.toString()}`);
    await wait(200);
  }
}
