// The results page in Chromium, with our bundle, style sheet and security policy, but without an editor: what the reader does with the charts, and
// what is said to the host. The table and the trials are resultsTrials.e2e.ts, the look resultsLook.e2e.ts; resultsActions.e2e.ts sees it in VS Code.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { bigStudy, oneTrial } from '../bench/panelStudies.ts';
import { centre, isXml, pixelsOf } from './chartChecks.ts';
import { chartOf, lastSaid, linesOf, openPanelPage, panelSteps, pickedWords } from './panelPage.ts';
import { missingEditor, skipWithout } from './requirements.ts';
import { until } from './until.ts';

const size = { nTrials: 30, nParameters: 4, nReports: 8 };
const study = bigStudy(size);
const lines = linesOf(study);

void describe('the results page', { skip: skipWithout(missingEditor) }, () => {
  const { step, browser } = panelSteps(lines);

  step('every chart is drawn, with the model that the worker has worked out', async (panel) => {
    for (const kind of ['convergence', 'curves', 'timeline', 'importances', 'trust', 'parallel', 'contour']) {
      await chartOf(panel, kind).scrollIntoViewIfNeeded();
      await chartOf(panel, kind).and(panel.page.locator('[data-marks]')).waitFor();
    }
    await panel.page.locator('.lamp:not(.none)').waitFor();
    await panel.page.locator('.note', { hasText: 'Expected remaining improvement' }).waitFor();
  });

  step('a study that can only be shown says why, at its head, and another does not', async (panel) => {
    const why = panel.page.locator('header .readonly');
    await panel.open('newer', [...lines, '{"op_code":11,"worker_id":"other"}']);
    await why.filter({ hasText: 'Can only be shown: Line' }).filter({ hasText: 'has the operation 11' }).waitFor();
    await panel.open('big', lines);
    await why.waitFor({ state: 'detached' });
  });

  step('arrows go from trial to trial, say which, and Enter is not needed', async (panel) => {
    await chartOf(panel, 'convergence').focus();
    await panel.page.keyboard.press('End');
    await pickedWords(panel)
      .filter({ hasText: /^Trial 29: loss / })
      .waitFor();
    await panel.page.keyboard.press('ArrowLeft');
    await pickedWords(panel)
      .filter({ hasText: /^Trial 28: / })
      .waitFor();
    await panel.page.locator('tr[aria-selected="true"][data-trial="28"]').waitFor();
    await panel.page.keyboard.press('Escape');
    await pickedWords(panel).waitFor({ state: 'hidden' });
  });

  step('a drag picks the trials in the frame, and Compare shows them alone in the table', async (panel) => {
    await centre(chartOf(panel, 'convergence'));
    const box = await boxOf(chartOf(panel, 'convergence'));
    const { mouse } = panel.page;
    await mouse.move(box.x + box.width * 0.5, box.y + 20);
    await mouse.down();
    await mouse.move(box.x + box.width - 20, box.y + box.height - 45, { steps: 4 });
    await mouse.up();
    await pickedWords(panel).waitFor();
    const count = Number(/^(\d+) trials picked/.exec((await pickedWords(panel).textContent()) ?? '')?.[1]);
    assert.ok(count > 5 && count < 20, `${count} picked`);
    await panel.page.locator('.selection vscode-button', { hasText: 'Compare' }).click();
    await panel.page.locator(`table[aria-rowcount="${count + 1}"]`).waitFor();
  });

  step('brushed axes pick the trials that pass through all of them, until something else is picked', async (panel) => {
    const parallel = chartOf(panel, 'parallel');
    await centre(parallel);
    await parallel.and(panel.page.locator('[data-marks]')).waitFor();
    const { mouse } = panel.page;
    /** Down the lower half of an axis of the five; how many trials are picked then. */
    const brush = async (axis: number, before: string): Promise<number> => {
      await centre(parallel);
      const { x, y, width, height } = await boxOf(parallel);
      const left = x + 34 + (axis * (width - 34 - 54)) / 4;
      await mouse.move(left, y + height * 0.5);
      await mouse.down();
      await mouse.move(left, y + height * 0.92, { steps: 4 });
      await mouse.up();
      const words = pickedWords(panel).filter({ hasText: 'trials picked', hasNotText: before });
      return parseInt((await words.textContent()) ?? '');
    };
    const bare = await pixelsOf(parallel);
    const nFirst = await brush(0, 'nothing');
    const nBoth = await brush(1, `${nFirst} trials picked`);
    assert.ok(nBoth > 1 && nBoth < nFirst && nFirst < 25, `${nFirst}, then ${nBoth} picked`);
    await panel.page.locator('.selection vscode-button', { hasText: 'Clear' }).click();
    await pickedWords(panel).waitFor({ state: 'hidden' });
    await mouse.move(2, 2);
    await until(async () => (await pixelsOf(parallel)) === bare, 10_000);
  });

  step('a click beside the trials of a slice says what to expect there, and runs a trial there', async (panel) => {
    const slice = chartOf(panel, 'slice', 'parameter0');
    await centre(slice);
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

  step('values that are tried ask the model once, however often the page is drawn', async (panel) => {
    const { page } = panel;
    await page.locator('.expected', { hasText: '95 %' }).waitFor();
    await page.locator('.note', { hasText: 'Expected remaining improvement' }).waitFor();
    await page.evaluate(countQuestions);
    await page.getByLabel('Filter the trials').fill('trial<3');
    await page.getByText('3 trials of 30.').waitFor();
    assert.equal(await nQuestions(page), 0);
    await page.getByRole('slider', { name: 'parameter0' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByText('Back to the best').waitFor();
    await page.getByLabel('Filter the trials').fill('');
    await page.locator('tr[data-trial="29"]').waitFor();
    assert.equal(await nQuestions(page), 1);
  });

  step('a chart is saved as SVG, PNG and CSV, and the study as a page', async (panel) => {
    const menu = panel.page.locator('article', { has: chartOf(panel, 'convergence') }).locator('details.menu');
    const saved: Record<string, string> = {};
    for (const format of ['SVG', 'PNG', 'CSV']) {
      await menu.locator('summary').click();
      await menu.getByRole('button', { name: format }).click();
      const { content, name } = await lastSaid(panel, 'save');
      assert.equal(name, 'Convergence of loss');
      saved[format] = content;
    }
    assert.match(saved['SVG'] ?? '', /^<svg[^]*>Convergence of loss</);
    assert.ok(await isXml(panel.page, saved['SVG'] ?? ''));
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
    const convergence = chartOf(panel, 'convergence');
    await convergence.focus();
    await panel.page.keyboard.press('End');
    await panel.page.keyboard.press('+');
    const all = linesOf([...study, ...oneTrial(30, size)]);
    await panel.append(all.slice(lines.length));
    await panel.page.locator('[data-chart="convergence"][data-marks="31"]').waitFor();
    assert.match((await pickedWords(panel).textContent()) ?? '', /^Trial 29: /);
    await convergence.and(panel.page.locator(':focus')).waitFor();
  });

  test('choices come back after a reload, and another study starts without them', async () => {
    const first = await openPanelPage(browser());
    await first.open('big', lines);
    await first.page.getByLabel('Filter the trials').fill('trial<5');
    await first.page.getByLabel('log axis').check();
    await chartOf(first, 'convergence').focus();
    await first.page.keyboard.press('Home');
    const state = await first.page.evaluate(() => (globalThis as unknown as { keptState(): unknown }).keptState());
    await first.close();
    const second = await openPanelPage(browser(), { state });
    await second.open('big', lines);
    await second.page.getByText('5 trials of 30.').waitFor();
    assert.ok(await second.page.getByLabel('log axis').isChecked());
    assert.match((await pickedWords(second).textContent()) ?? '', /^Trial 0: /);
    const [, ...rest] = bigStudy({ ...size, nTrials: 6 });
    await second.open('other', linesOf([{ kind: 'studyCreated', study: 'other', direction: 'minimize' }, ...rest]));
    await pickedWords(second).waitFor({ state: 'hidden' });
    await second.close();
  });
});

/** From now on; runs in the page. */
function countQuestions(): void {
  const scope = globalThis as unknown as WorkerScope;
  scope.nQuestions = 0;
  const { prototype } = scope.Worker;
  const post = new Proxy(prototype.postMessage, {
    apply: (say, worker, [message, ...more]: readonly { readonly kind: string }[]) => {
      if (message?.kind === 'predict') scope.nQuestions += 1;
      Reflect.apply(say, worker, [message, ...more]);
    },
  });
  Object.assign(prototype, { postMessage: post });
}

function nQuestions(page: Page): Promise<number> {
  return page.evaluate(() => (globalThis as unknown as WorkerScope).nQuestions);
}

/** The part of the page's scope that is used here; the tests' own types know no DOM. */
type WorkerScope = {
  nQuestions: number;
  readonly Worker: { readonly prototype: { readonly postMessage: (message: unknown) => void } };
};

async function boxOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await locator.boundingBox();
  assert.ok(box !== null);
  return box;
}
