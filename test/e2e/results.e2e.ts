// The results page in Chromium, with our bundle, style sheet and security policy, but without an editor: what the reader does, and what is said to
// the host. How it looks is resultsLook.e2e.ts; tuning.e2e.ts and linkedResults.e2e.ts see the same page in VS Code.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Locator } from 'playwright-core';
import { createDecoder } from '../../src/study/codec.ts';
import { encodeEvents } from '../../src/study/encode.ts';
import type { StudyEvent } from '../../src/study/event.ts';
import { bigStudy, oneTrial } from '../bench/panelStudies.ts';
import { findChromium, launchChromium } from './browser.ts';
import { lastSaid, linesOf, openPanelPage, type PanelOptions, type PanelPage } from './panelPage.ts';
import { missingEditor, skipWithout } from './requirements.ts';

const size = { nTrials: 30, nParameters: 4, nReports: 8 };
const study = bigStudy(size);
const lines = linesOf(study);

void describe('the results page', { skip: skipWithout(missingEditor) }, () => {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium(findChromium() ?? '');
  });
  after(() => browser.close());

  const step = (name: string, body: (panel: PanelPage) => Promise<void>, options: PanelOptions = {}): void => {
    test(name, async () => {
      const panel = await openPanelPage(browser, options);
      try {
        await panel.open('big', lines);
        await panel.page.locator('[data-chart="convergence"][data-marks]').waitFor();
        await body(panel);
        assert.deepEqual(panel.errors, []);
      } finally {
        await panel.close();
      }
    });
  };
  const chart = ({ page }: PanelPage, kind: string, parameter = ''): Locator =>
    page.locator(`[data-chart="${kind}"]${parameter === '' ? '' : `[data-parameter="${parameter}"]`}`);
  const picked = ({ page }: PanelPage): Locator => page.locator('.selection p');

  step('every chart is drawn, with the model that the worker has worked out', async (panel) => {
    for (const kind of ['convergence', 'curves', 'timeline', 'importances', 'trust', 'parallel', 'contour']) {
      await chart(panel, kind).scrollIntoViewIfNeeded();
      await chart(panel, kind).and(panel.page.locator('[data-marks]')).waitFor();
    }
    await panel.page.locator('.lamp:not(.none)').waitFor();
    await panel.page.locator('.note', { hasText: 'Expected remaining improvement' }).waitFor();
  });

  step('arrows go from trial to trial, say which, and Enter is not needed', async (panel) => {
    await chart(panel, 'convergence').focus();
    await panel.page.keyboard.press('End');
    await picked(panel)
      .filter({ hasText: /^Trial 29: loss / })
      .waitFor();
    await panel.page.keyboard.press('ArrowLeft');
    await picked(panel)
      .filter({ hasText: /^Trial 28: / })
      .waitFor();
    await panel.page.locator('tr[aria-selected="true"][data-trial="28"]').waitFor();
    await panel.page.keyboard.press('Escape');
    await picked(panel).waitFor({ state: 'hidden' });
  });

  step('a drag picks the trials in the frame, and Compare shows them alone in the table', async (panel) => {
    const box = await boxOf(chart(panel, 'convergence'));
    const { mouse } = panel.page;
    await mouse.move(box.x + box.width * 0.5, box.y + 20);
    await mouse.down();
    await mouse.move(box.x + box.width - 20, box.y + box.height - 45, { steps: 4 });
    await mouse.up();
    await picked(panel).waitFor();
    const count = Number(/^(\d+) trials picked/.exec((await picked(panel).textContent()) ?? '')?.[1]);
    assert.ok(count > 5 && count < 20, `${count} picked`);
    await panel.page.locator('.selection vscode-button', { hasText: 'Compare' }).click();
    await panel.page.locator(`table[aria-rowcount="${count + 1}"]`).waitFor();
  });

  step('a click beside the trials of a slice says what to expect there, and runs a trial there', async (panel) => {
    const slice = chart(panel, 'slice', 'parameter0');
    await slice.scrollIntoViewIfNeeded();
    await slice.and(panel.page.locator('[data-marks]')).waitFor();
    const box = await boxOf(slice);
    await panel.page.mouse.click(box.x + box.width / 2, box.y + 22);
    await panel.page.locator('.selection p', { hasText: 'expected loss' }).waitFor();
    await panel.page.locator('.selection vscode-button', { hasText: 'Run a trial here' }).click();
    const message = await lastSaid(panel, 'runHere');
    const { parameter0, ...others } = message.params;
    assert.ok(typeof parameter0 === 'number' && parameter0 > 0.3 && parameter0 < 0.7, `at ${String(parameter0)}`);
    assert.deepEqual(Object.keys(others), ['parameter1', 'parameter2', 'parameter3']);
  });

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

  step('sliders say what the model expects while they move', async (panel) => {
    const expected = panel.page.locator('.expected');
    await panel.page.locator('.expected', { hasText: '95 %' }).waitFor();
    const before = (await expected.textContent()) ?? '';
    await panel.page.getByRole('slider', { name: 'parameter0' }).focus();
    for (let i = 0; i < 12; i++) await panel.page.keyboard.press('ArrowRight');
    await panel.page.getByText('Back to the best').waitFor();
    await expected.filter({ hasText: '95 %', hasNotText: before }).waitFor();
    await panel.page.getByRole('slider', { name: 'parameter0' }).and(panel.page.locator(':focus')).waitFor();
  });

  step('a chart is saved as SVG, PNG and CSV, and the study as a page', async (panel) => {
    const menu = panel.page.locator('article', { has: chart(panel, 'convergence') }).locator('details.menu');
    const saved: Record<string, string> = {};
    for (const format of ['SVG', 'PNG', 'CSV']) {
      await menu.locator('summary').click();
      await menu.getByRole('button', { name: format }).click();
      const { content, name } = await lastSaid(panel, 'save');
      assert.equal(name, 'Convergence of loss');
      saved[format] = content;
    }
    assert.match(saved['SVG'] ?? '', /^<svg[^]*>Convergence of loss</);
    assert.ok(await isXml(panel, saved['SVG'] ?? ''));
    assert.equal(
      Buffer.from(saved['PNG'] ?? '', 'base64')
        .subarray(1, 4)
        .toString(),
      'PNG',
    );
    assert.equal((saved['CSV'] ?? '').split('\r\n').length, 32);
    await panel.page.locator('vscode-button', { hasText: 'Save report' }).click();
    assert.match((await lastSaid(panel, 'save')).content, /^<!doctype html>[^]*What was learned/);
  });

  step('a new trial is drawn in its place: zoom, pick and keyboard stay', async (panel) => {
    const convergence = chart(panel, 'convergence');
    await convergence.focus();
    await panel.page.keyboard.press('End');
    await panel.page.keyboard.press('+');
    const all = linesOf([...study, ...oneTrial(30, size)]);
    await panel.append(all.slice(lines.length));
    await panel.page.locator('[data-chart="convergence"][data-marks="31"]').waitFor();
    assert.match((await picked(panel).textContent()) ?? '', /^Trial 29: /);
    await convergence.and(panel.page.locator(':focus')).waitFor();
  });

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
      linesOfRemarks([
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
    await chart(panel, 'convergence').focus();
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

  test('choices come back after a reload, and another study starts without them', async () => {
    const first = await openPanelPage(browser);
    await first.open('big', lines);
    await first.page.getByLabel('Filter the trials').fill('trial<5');
    await first.page.getByLabel('log axis').check();
    await chart(first, 'convergence').focus();
    await first.page.keyboard.press('Home');
    const state = await first.page.evaluate(() => (globalThis as unknown as { keptState(): unknown }).keptState());
    await first.close();
    const second = await openPanelPage(browser, { state });
    await second.open('big', lines);
    await second.page.getByText('5 trials of 30.').waitFor();
    assert.ok(await second.page.getByLabel('log axis').isChecked());
    assert.match((await picked(second).textContent()) ?? '', /^Trial 0: /);
    const [, ...rest] = bigStudy({ ...size, nTrials: 6 });
    await second.open('other', linesOf([{ kind: 'studyCreated', study: 'other', direction: 'minimize' }, ...rest]));
    await picked(second).waitFor({ state: 'hidden' });
    await second.close();
  });
});

/** The lines with which the study's journal goes on. */
function linesOfRemarks(events: readonly StudyEvent[]): readonly string[] {
  const decoder = createDecoder();
  for (const line of lines) decoder.push(line);
  return encodeEvents(events, { workerId: 'test', ids: decoder.ids, space: null });
}

async function boxOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await locator.boundingBox();
  assert.ok(box !== null);
  return box;
}

/** Whether a strict parser takes it, as other programs that read SVG files do. In a page of its own, as ours lets no styles in. */
async function isXml({ page }: PanelPage, text: string): Promise<boolean> {
  const blank = await page.context().newPage();
  return blank.evaluate((svg) => {
    const { DOMParser } = globalThis as unknown as { DOMParser: new () => Parser };
    return new DOMParser().parseFromString(svg, 'image/svg+xml').querySelector('parsererror') === null;
  }, text);
}

/** The part of the page's scope that is used here; the tests' own types know no DOM. */
type Parser = { parseFromString(text: string, type: string): { querySelector(selector: string): unknown } };
