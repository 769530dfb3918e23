// What a person does on the charts of the results page in a real VS Code: frame, brush, zoom, run a trial where there is none, save. The study was
// made before; the trial that is asked for really runs. linkedResults.e2e.ts looks at the page beside the trees and the text.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'node:test';
import type { FrameLocator, Locator } from 'playwright-core';
import { Journal } from '../../src/storage/journal.ts';
import { bestTrial, type Study } from '../../src/study/study.ts';
import { formatNumber } from '../../src/study/words.ts';
import { centre, isXml, pixelsOf } from './chartChecks.ts';
import { workspaceWithStudy } from './madeStudy.ts';
import { missingEditor, skipWithout } from './requirements.ts';
import { sessionSteps } from './session.ts';
import { until } from './until.ts';

const slowMs = 60_000;

void describe('the charts of the results page in VS Code', { skip: skipWithout(missingEditor) }, () => {
  const { folder, step } = sessionSteps({ workspace: workspaceWithStudy, settings: { 'tunelens.trials': 1 } });
  const study = async (): Promise<Study> =>
    (await Journal.open(join(folder(), '.tune/model.log'), { readonly: true })).study;

  step('a drag over convergence picks the trials in the frame, and Compare shows them alone', 'frame', async (all) => {
    const { workbench } = all;
    await workbench.openFile('model.js');
    await workbench.codeLens('14 trials').waitFor({ timeout: slowMs });
    await workbench.runCommand('TuneLens: Open results');
    const panel = workbench.resultsPanel();
    await drag(await drawn(panel, 'convergence'), { x: 0.5, y: 0.05 }, { x: 0.99, y: 0.8 });
    const { count } = await picked(panel);
    assert.ok(count > 2 && count < 12, `${count} picked`);
    await panel.locator('.selection vscode-button', { hasText: 'Compare' }).click();
    await panel.locator(`table[aria-rowcount="${count + 1}"]`).waitFor();
    await panel.getByLabel('Which trials').selectOption('all');
    await clear(panel);
  });

  step(
    'a drag along an axis of the parallel coordinates picks the trials that pass through it',
    'brush',
    async (all) => {
      const panel = all.workbench.resultsPanel();
      const chart = await drawn(panel, 'parallel');
      const { width } = await boxOf(chart);
      // The objective's axis is the last; its lower half are the better trials.
      const x = 1 - 54 / width;
      await drag(chart, { x, y: 0.5 }, { x, y: 0.91 });
      const { count, range } = await picked(panel);
      const values = (await study()).trials.map(({ value }) => value ?? NaN).sort((a, b) => a - b);
      assert.ok(count > 1 && count < values.length, `${count} picked`);
      assert.deepEqual(
        range,
        [values[0], values[count - 1]].map((value) => formatNumber(value ?? NaN)),
      );
      await clear(panel);
    },
  );

  step('Ctrl and the wheel zoom a chart, and 0 shows the whole again', 'zoom', async ({ workbench }) => {
    const { page } = workbench;
    const chart = await drawn(workbench.resultsPanel(), 'convergence');
    const whole = await pixelsOf(chart);
    await chart.hover({ position: { x: 120, y: 120 } });
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -400);
    await page.keyboard.up('Control');
    await page.mouse.move(2, 2);
    await until(async () => (await pixelsOf(chart)) !== whole, slowMs);
    await chart.focus();
    await page.keyboard.press('0');
    await until(async () => (await pixelsOf(chart)) === whole, slowMs);
  });

  step('a trial runs at the point of a slice that was clicked, and its mark appears', 'run-here', async (all) => {
    const { workbench } = all;
    const panel = workbench.resultsPanel();
    const slice = await drawn(panel, 'slice', 'rate');
    const { width } = await boxOf(slice);
    await slice.click({ position: { x: width / 2, y: 22 } });
    await panel.locator('.selection p', { hasText: /^rate .*: expected loss / }).waitFor({ timeout: slowMs });
    await panel.locator('.selection vscode-button', { hasText: 'Run a trial here' }).click();
    const queued = workbench.notification('Trial 14 is queued');
    await queued.waitFor({ timeout: slowMs });
    await workbench.button(queued, 'Start tuning').click();
    await panel.locator('[data-chart="slice"][data-parameter="rate"][data-marks="15"]').waitFor({ timeout: slowMs });
    await until(async () => (await study()).trials[14]?.state === 'finished', slowMs);
    const { trials, direction } = await study();
    const { params } = trials[14]!;
    const { rate } = params;
    assert.ok(typeof rate === 'number' && rate > 1e-3 && rate < 1e-1, `at ${String(rate)}`);
    assert.deepEqual(params, { ...bestTrial({ trials: trials.slice(0, 14), direction })?.params, rate });
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  step('a chart is saved as SVG where the save dialog says', 'save', async ({ workbench }) => {
    const panel = workbench.resultsPanel();
    await panel.getByLabel('Save the chart Convergence of loss').click();
    await panel.locator('details.menu[open]').getByRole('button', { name: 'SVG' }).click();
    await workbench.answer();
    const file = join(folder(), 'Convergence-of-loss.svg');
    await until(() => existsSync(file) && readFileSync(file, 'utf8').endsWith('</svg>'), slowMs);
    const text = readFileSync(file, 'utf8');
    assert.match(text, /^<svg[^]*>Convergence of loss</);
    assert.ok(await isXml(workbench.page, text));
  });
});

/** The chart, once it is drawn and on screen. */
async function drawn(panel: FrameLocator, kind: string, parameter?: string): Promise<Locator> {
  const which = parameter === undefined ? '' : `[data-parameter="${parameter}"]`;
  const chart = panel.locator(`[data-chart="${kind}"]${which}`);
  await chart.waitFor({ timeout: slowMs });
  await chart.scrollIntoViewIfNeeded();
  await panel.locator(`[data-chart="${kind}"]${which}[data-marks]`).waitFor({ timeout: slowMs });
  await centre(chart);
  return chart;
}

/** From one place of a chart to another, both as shares of its width and height. */
async function drag(chart: Locator, from: Share, to: Share): Promise<void> {
  const { mouse } = chart.page();
  const box = await boxOf(chart);
  const at = ({ x, y }: Share): readonly [number, number] => [box.x + x * box.width, box.y + y * box.height];
  await mouse.move(...at(from));
  await mouse.down();
  await mouse.move(...at(to), { steps: 6 });
  await mouse.up();
}

type Share = { readonly x: number; readonly y: number };

async function boxOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await locator.boundingBox();
  assert.ok(box !== null);
  return box;
}

/** How many trials the bar at the foot says are picked, and their least and greatest value. */
async function picked(panel: FrameLocator): Promise<{ readonly count: number; readonly range: readonly string[] }> {
  const words = panel.locator('.selection p', { hasText: /trials picked/ });
  await words.waitFor({ timeout: slowMs });
  const [, count, ...range] = /^(\d+) trials picked: (.+) to (.+)\.$/.exec((await words.textContent()) ?? '') ?? [];
  return { count: Number(count), range };
}

async function clear(panel: FrameLocator): Promise<void> {
  await panel.locator('.selection vscode-button', { hasText: 'Clear' }).click();
  await panel.locator('.selection').waitFor({ state: 'hidden' });
}
