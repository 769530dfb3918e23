// The commands that ask: a trial by hand, Confirm best, Replay, and those on whole studies. The study was made before, so that these take little time.
// One session for all; the tests build on each other in the order they stand.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'node:test';
import { Journal } from '../../src/storage/journal.ts';
import type { Study } from '../../src/study/study.ts';
import { workspaceWithStudy } from './madeStudy.ts';
import { missingEditor, skipWithout } from './requirements.ts';
import { sessionSteps } from './session.ts';

const slowMs = 60_000;

void describe('the commands on a finished study', { skip: skipWithout(missingEditor) }, () => {
  const { folder, step } = sessionSteps({ workspace: workspaceWithStudy });
  const studyOnDisk = async (): Promise<Study> =>
    (await Journal.open(join(folder(), '.tune/model.log'), { readonly: true })).study;

  step('a trial by hand gets its values from a list and is queued', 'run-here', async ({ workbench }) => {
    await workbench.openFile('model.js');
    await workbench.codeLens('14 trials').waitFor({ timeout: slowMs });
    await workbench.runCommand('TuneLens: Run a trial here');
    await workbench.choose('units');
    await workbench.answer('96');
    await workbench.choose('Run with these values');
    await workbench.notification('Trial 14 is queued').waitFor({ timeout: slowMs });
    const queued = (await studyOnDisk()).trials[14];
    assert.deepEqual([queued?.state, queued?.params['units']], ['queued', 96]);
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  step(
    'Confirm best says what it costs, runs, and tells how surely the best is better',
    'confirm',
    async ({ workbench }) => {
      await workbench.runCommand('TuneLens: Confirm best');
      await workbench.choose(/2 times each.*7 trials/);
      await workbench
        .notification(/yours .* ± 0, best .* ± 0 .*probability that it is better: > 99.9 %/)
        .waitFor({ timeout: 2 * slowMs });
      const { trials } = await studyOnDisk();
      assert.equal(trials.filter(({ facts }) => facts['source'] === 'confirm').length, 6);
      await workbench.runCommand('Notifications: Clear All Notifications');
    },
  );

  step('Replay runs a trial again and says that the same value came out', 'replay', async ({ workbench }) => {
    const nBefore = (await studyOnDisk()).trials.length;
    await workbench.runCommand('TuneLens: Replay a trial');
    await workbench.choose('Trial 12');
    await workbench.notification('Trial 12: the same loss came out').waitFor({ timeout: slowMs });
    assert.equal((await studyOnDisk()).trials.length, nBefore);
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  step('the trials are exported to a file', 'export', async ({ workbench }) => {
    await workbench.runCommand('TuneLens: Export the trials of a study');
    await workbench.answer();
    await workbench.notification('Written: ').waitFor({ timeout: slowMs });
    const rows = readFileSync(join(folder(), '.tune/model.csv'), 'utf8').trimEnd().split('\r\n');
    assert.match(rows[0] ?? '', /^trial,state,value/);
    assert.equal(rows.length, 1 + (await studyOnDisk()).trials.length);
  });

  step('the example is copied into a folder and opened', 'example', async ({ workbench }) => {
    await workbench.runCommand('TuneLens: Open the example');
    await workbench.answer();
    await workbench.line('const learning_rate').waitFor({ timeout: slowMs });
    assert.ok(existsSync(join(folder(), 'tunelens-mnist/main.js')));
    await workbench.runCommand('View: Close All Editors');
  });

  step('a study is deleted only when the question is answered so', 'delete', async ({ workbench }) => {
    const journal = join(folder(), '.tune/model.log');
    await workbench.runCommand('TuneLens: Delete a study');
    await workbench.dialog().getByText('Delete the study model with all its trials?').waitFor({ timeout: slowMs });
    await workbench.confirm('Cancel');
    await workbench.dialog().waitFor({ state: 'hidden' });
    assert.ok(existsSync(journal));
    await workbench.runCommand('TuneLens: Delete a study');
    await workbench.confirm('Delete');
    await workbench.dialog().waitFor({ state: 'hidden' });
    await workbench.openViewContainer('TuneLens');
    await workbench.page.getByText('There are no studies in this workspace yet.').waitFor({ timeout: slowMs });
    assert.ok(!existsSync(journal));
  });
});
