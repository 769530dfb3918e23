// The results page in Chromium without an editor: the table and all that is said of trials, the study that is laid over, and the link to the
// editor. The charts are results.e2e.ts.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import type { Locator } from 'playwright-core';
import { createDecoder } from '../../src/study/codec.ts';
import { encodeEvents } from '../../src/study/encode.ts';
import type { StudyEvent } from '../../src/study/event.ts';
import { bigStudy } from '../bench/panelStudies.ts';
import { chartOf, lastSaid, linesOf, panelSteps } from './panelPage.ts';
import { missingEditor, skipWithout } from './requirements.ts';

const study = bigStudy({ nTrials: 30, nParameters: 4, nReports: 8 });
const lines = linesOf(study);

void describe('the trials on the results page', { skip: skipWithout(missingEditor) }, () => {
  const { step } = panelSteps(lines);

  step('the table sorts, filters, picks by keyboard and applies', async (panel) => {
    const { page } = panel;
    await page.getByRole('button', { name: 'Sort by loss' }).click();
    const values = async (): Promise<number[]> =>
      (await page.locator('tbody tr[data-trial] td:nth-child(4)').allTextContents()).map(Number);
    const falling = await values();
    assert.deepEqual(
      falling,
      falling.toSorted((a, b) => b - a),
    );
    await page.getByLabel('Filter the trials').fill('trial<3');
    await page.getByText('3 trials of 30.').waitFor();
    await page.locator('tbody tr[data-trial]').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const trial = Number(await page.locator('tr[aria-selected="true"]').getAttribute('data-trial'));
    await page.getByLabel(`Apply the values of trial ${trial}`).click();
    assert.equal((await lastSaid(panel, 'act')).trial, trial);
  });

  step(
    'the details of the picked trial tell what it noted, as text, and stay open from trial to trial',
    async (panel) => {
      const { page } = panel;
      await panel.append(
        linesOfMore([
          { kind: 'trialStarted', trial: 30, params: { parameter0: 0.5 }, atMs: 0 },
          { kind: 'factNoted', trial: 30, name: 'git_commit', fact: 'abc123' },
          { kind: 'factNoted', trial: 30, name: '<b>by</b>', fact: '<img src=x onerror=alert(1)>' },
          { kind: 'factNoted', trial: 30, name: 'fail_reason', fact: 'out of <i>memory</i>' },
          { kind: 'trialFailed', trial: 30, value: null, atMs: 1 },
        ]),
      );
      await page.locator('tr[data-trial="30"] td').nth(1).click();
      await page.locator('.trialDetails summary').click();
      const said = (text: string): Locator => page.locator('.trialDetails dd', { hasText: text });
      await said('abc123').waitFor();
      await said('out of <i>memory</i>').waitFor();
      await said('<img src=x onerror=alert(1)>').waitFor();
      await page.locator('.trialDetails dt', { hasText: '<b>by</b>' }).waitFor();
      assert.equal(await page.locator('.trialDetails img, .trialDetails i, .trialDetails b').count(), 0);
      await page.locator('tr[data-trial="29"] td').nth(1).click();
      await page.getByLabel('Details of trial 29').waitFor();
      await page.locator('.trialDetails summary').press('Enter');
      await page.getByLabel('Details of trial 29').waitFor({ state: 'hidden' });
    },
  );

  step('a star and a note are asked of the host, and stand where the journal has them', async (panel) => {
    const { page } = panel;
    await page.getByLabel('Star trial 29').click();
    assert.deepEqual(await lastSaid(panel, 'star'), { kind: 'star', trials: [29], isStarred: true });
    await page.getByLabel('Note on trial 29').click();
    await page.locator('dialog textarea').fill('look at <b>this</b>');
    await page.locator('dialog vscode-button', { hasText: 'Save note' }).click();
    const note = await lastSaid(panel, 'note');
    assert.deepEqual(note, { kind: 'note', trial: 29, note: 'look at <b>this</b>' });
    await panel.append(
      linesOfMore([
        { kind: 'trialStarred', trial: 29, isStarred: true },
        { kind: 'noteWritten', trial: 29, note: note.note },
      ]),
    );
    await page.getByLabel('Take the star from trial 29').waitFor();
    await page.locator('tbody tr[data-trial="29"] td', { hasText: 'look at <b>this</b>' }).waitFor();
    await page.getByLabel('Which trials').selectOption('starred');
    await page.getByText('1 trial of 30.').waitFor();
  });

  step('another study is laid over, side by side with this one, until it is taken away', async (panel) => {
    const { page } = panel;
    const other = linesOf([{ kind: 'studyCreated', study: 'big-2', direction: 'minimize' }, ...study.slice(1, 40)]);
    const choice = (name: string, isShown: boolean) => ({
      id: `/w/.tune/${name}.log`,
      name,
      isShown,
      canBeShown: true,
    });
    await panel.send({ kind: 'studies', studies: [choice('big', true), choice('big-2', false)] });
    await page.getByLabel('Compare with').selectOption('big-2');
    const { id } = await lastSaid(panel, 'choose');
    assert.equal(id, '/w/.tune/big-2.log');
    await panel.send({ kind: 'compared', id, study: { name: 'big-2', lines: other } });
    await page.getByRole('heading', { name: 'Compared with big-2' }).waitFor();
    await page.locator('.comparison tr', { hasText: 'finished trials' }).getByText('30 of 30').waitFor();
    await page.getByLabel('Compare with').selectOption('no other study');
    assert.equal((await lastSaid(panel, 'choose')).id, null);
    await panel.send({ kind: 'compared', id: null, study: null });
    await page.locator('.comparison').waitFor({ state: 'hidden' });
    await page.getByLabel('Study', { exact: true }).selectOption('big-2');
    assert.deepEqual(await lastSaid(panel, 'choose'), { kind: 'choose', how: 'show', id });
  });

  step('what is picked is told to the editor, and what the editor points at is picked', async (panel) => {
    await chartOf(panel, 'convergence').focus();
    await panel.page.keyboard.press('End');
    assert.deepEqual(await lastSaid(panel, 'pointed'), { kind: 'pointed', trial: 29, parameter: null });
    await panel.page.getByRole('button', { name: 'Show parameter2 in the file' }).click();
    assert.deepEqual(await lastSaid(panel, 'pointed'), { kind: 'pointed', trial: null, parameter: 'parameter2' });
    const nSaid = (await panel.said()).length;
    await panel.send({ kind: 'pointed', trial: 4, parameter: 'parameter1' });
    await panel.page.locator('.selection p', { hasText: /^Trial 4: / }).waitFor();
    await panel.page.locator('.card.pointed [data-parameter="parameter1"]').waitFor();
    assert.equal((await panel.said()).length, nSaid, 'and it is not told back');
  });
});

/** The lines with which the study's journal goes on. */
function linesOfMore(events: readonly StudyEvent[]): readonly string[] {
  const decoder = createDecoder();
  for (const line of lines) decoder.push(line);
  return encodeEvents(events, { workerId: 'test', ids: decoder.ids, space: null });
}
