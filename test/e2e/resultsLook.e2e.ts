// How the results page looks in Chromium: with hostile texts, and in every theme and width.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { StudyEvent } from '../../src/study/event.ts';
import { bigStudy } from '../bench/panelStudies.ts';
import { findChromium, launchChromium } from './browser.ts';
import { lastSaid, linesOf, openPanelPage } from './panelPage.ts';
import { themes, type ThemeName } from './panelThemes.ts';
import { missingEditor, skipWithout } from './requirements.ts';

const lines = linesOf(bigStudy({ nTrials: 30, nParameters: 4, nReports: 8 }));
const shots = join(import.meta.dirname, 'shots');

void describe('the look of the results page', { skip: skipWithout(missingEditor) }, () => {
  let browser: Browser;
  before(async () => {
    mkdirSync(shots, { recursive: true });
    browser = await launchChromium(findChromium() ?? '');
  });
  after(() => browser.close());

  test('hostile names, metrics and reasons are shown as text and run nothing', async () => {
    const hostile = '"><img src=x onerror=alert(1)><script>alert(2)</script>{b|x}\u202Egnp.exe\n</style>';
    const name = `${hostile}${'long '.repeat(2000)}`;
    const events: StudyEvent[] = [
      { kind: 'studyCreated', study: hostile, direction: 'minimize' },
      {
        kind: 'studyDescribed',
        space: {
          parameters: [
            {
              name,
              domain: { kind: 'float', low: 0, high: 1, scale: 'linear', step: null },
              initial: 0.5,
              conditions: [],
            },
            { name: '__proto__', domain: { kind: 'choice', choices: [hostile, 'b'] }, initial: 'b', conditions: [] },
          ],
        },
        objective: { direction: 'minimize', metric: hostile },
        seed: 1,
        atMs: 0,
      },
      ...[0.3, 0.1, 0.8, null].flatMap((value, trial): StudyEvent[] => [
        { kind: 'trialStarted', trial, params: { [name]: 0.2 * trial, ['__proto__']: hostile }, atMs: trial },
        ...(value === null ? [{ kind: 'factNoted', trial, name: 'fail_reason', fact: hostile } as const] : []),
        { kind: value === null ? 'trialFailed' : 'trialFinished', trial, value, atMs: trial + 1 },
      ]),
    ];
    const panel = await openPanelPage(browser, { heightPx: 3000 });
    let nDialogs = 0;
    panel.page.on('dialog', (dialog) => {
      nDialogs++;
      void dialog.dismiss();
    });
    await panel.open(hostile, linesOf(events));
    await panel.page.locator('[data-chart="contour"][data-marks]').waitFor();
    await panel.page.locator('[data-chart="convergence"]').focus();
    await panel.page.keyboard.press('End');
    await panel.page.locator('vscode-button', { hasText: 'Save report' }).click();
    const report = (await lastSaid(panel, 'save')).content;
    assert.doesNotMatch(report, /<img|<script/);
    assert.equal(await panel.page.locator('img, main script').count(), 0);
    assert.equal(nDialogs, 0);
    assert.deepEqual(panel.errors, []);
    const texts = await panel.page.locator('h1, h3, .selection p, tbody td').allTextContents();
    assert.ok(texts.every((text) => text.length < 400 && !text.includes('\u202E')));
    await panel.page.screenshot({ path: join(shots, 'page-hostile.png') });
    await panel.close();
  });

  for (const theme of Object.keys(themes) as ThemeName[]) {
    for (const widthPx of [300, 700, 1400]) {
      test(`in ${theme} at ${widthPx} pixels nothing is wider than the page`, async () => {
        const surface = widthPx === 300 ? 'view' : 'panel';
        const panel = await openPanelPage(browser, { theme, widthPx, heightPx: 3600, surface });
        await panel.open('big', lines);
        await panel.page.locator('[data-chart="contour"][data-marks]').waitFor();
        await panel.page.locator('.lamp:not(.none)').waitFor();
        const width = await panel.page
          .locator('main')
          .evaluate((main: { readonly scrollWidth: number }) => main.scrollWidth);
        await panel.page.screenshot({ path: join(shots, `page-${theme}-${widthPx}.png`) });
        await panel.close();
        assert.ok(width <= widthPx, `${width} pixels wide`);
      });
    }
  }
});
