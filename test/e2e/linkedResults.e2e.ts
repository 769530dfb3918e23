// The results page and the rest of a real VS Code: what is said of trials is in the journal, another study is laid over, and a trial or a
// parameter that is chosen in one place is chosen in the others. The study was made before.
import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'node:test';
import { Journal } from '../../src/storage/journal.ts';
import { workspaceWithStudy } from './madeStudy.ts';
import { missingEditor, skipWithout } from './requirements.ts';
import { sessionSteps } from './session.ts';
import type { Workspace } from './workspace.ts';

const slowMs = 60_000;

void describe('the results beside the trees and the text', { skip: skipWithout(missingEditor) }, () => {
  const { folder, step } = sessionSteps({ workspace: workspaceWithTwoStudies });
  const journalFile = (name: string): string => join(folder(), '.tune', `${name}.log`);

  step('a star and a note are written to the journal, and shown as it has them', 'remarks', async ({ workbench }) => {
    await workbench.openFile('model.js');
    await workbench
      .codeLens(/best .* · matters \d+ %/)
      .first()
      .waitFor({ timeout: slowMs });
    await workbench.runCommand('TuneLens: Open results');
    const panel = workbench.resultsPanel();
    await panel.getByLabel('Star trial 13').click({ timeout: slowMs });
    await panel.getByLabel('Take the star from trial 13').waitFor({ timeout: slowMs });
    await panel.getByLabel('Note on trial 13').click();
    await panel.locator('dialog textarea').fill('<b>try</b> again');
    await panel.locator('dialog vscode-button', { hasText: 'Save note' }).click();
    await panel.locator('tr[data-trial="13"] td', { hasText: '<b>try</b> again' }).waitFor({ timeout: slowMs });
    const { study } = await Journal.open(journalFile('model'), { readonly: true });
    assert.deepEqual([[...study.stars], [...study.notes]], [[13], [[13, '<b>try</b> again']]]);
  });

  step('Compare studies lays another study over the one that is shown', 'compare', async ({ workbench }) => {
    await workbench.runCommand('TuneLens: Compare studies');
    await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'older' }).first().click();
    const heading = workbench.resultsPanel().getByRole('heading', { name: 'Compared with older' });
    await heading.waitFor({ timeout: slowMs });
    assert.equal(await workbench.resultsPanel().getByLabel('Compare with').inputValue(), journalFile('older'));
  });

  step('the name of a slice leads to the literal in the file', 'literal', async ({ workbench }) => {
    const link = workbench
      .resultsPanel()
      .getByRole('button', { name: /^Show .* in the file$/ })
      .first();
    await link.click();
    await workbench.statusItem(/\d+ selected/).waitFor({ timeout: slowMs });
    await workbench.resultsPanel().locator('.card.pointed').waitFor();
  });

  step('a trial is picked in the page when it is chosen in the tree, and the other way round', 'tree', async (all) => {
    const { workbench } = all;
    await workbench.openViewContainer('TuneLens');
    const row = (text: RegExp) => workbench.treeRow(text).first();
    await row(/^\s*model\s*\d+ trials/).click();
    await row(/^\s*12\s+\d/).click({ timeout: slowMs });
    await workbench
      .resultsPanel()
      .locator('.selection p', { hasText: /^Trial 12: / })
      .waitFor({ timeout: slowMs });
    await workbench.resultsPanel().locator('tr[data-trial="13"] td').nth(1).click();
    await workbench.page
      .locator('.sidebar .monaco-list-row.selected', { hasText: /^\s*13\s+\d/ })
      .waitFor({ timeout: slowMs });
  });

  step('after a reload the other study is laid over again', 'again', async ({ workbench }) => {
    await workbench.reload();
    await workbench
      .resultsPanel()
      .getByRole('heading', { name: 'Compared with older' })
      .waitFor({ timeout: 2 * slowMs });
  });
});

function workspaceWithTwoStudies(): Workspace {
  const workspace = workspaceWithStudy();
  const tune = join(workspace.folder, '.tune');
  copyFileSync(join(tune, 'model.log'), join(tune, 'older.log'));
  return workspace;
}
