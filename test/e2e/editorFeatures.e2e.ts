// What a person sees and does in the editor beside a run: hover, check boxes, completion, applying while the file changes; an untrusted folder,
// another language, several folders. The study was made before, so that these take little time.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'node:test';
import { modelText } from './host/modelText.ts';
import { tuneIn, workspaceWithStudy } from './madeStudy.ts';
import { missingEditor, skipWithout } from './requirements.ts';
import { sessionSteps } from './session.ts';
import type { Workbench } from './workbench.ts';
import { workspaceOf, type Workspace } from './workspace.ts';

const skip = skipWithout(missingEditor);
const slowMs = 60_000;

/** Clicks the check box of a parameter until its lens says so: a click is lost where VS Code draws the row anew in the same moment. */
async function toggled(
  { checkBox, treeRow, codeLens }: Workbench,
  parameter: string,
  lens: string | RegExp,
): Promise<void> {
  for (let nLeft = 4; ; nLeft--) {
    await checkBox(treeRow(parameter)).click();
    try {
      await codeLens(lens).waitFor({ timeout: 10_000 });
      return;
    } catch (error) {
      if (nLeft === 0) throw error;
    }
  }
}

void describe('a file with a finished study', { skip }, () => {
  const { folder, step } = sessionSteps({
    workspace: () => workspaceWithStudy({ 'new.js': 'const learningRate = 0.01;\n' }),
  });
  const textOnDisk = (): string => readFileSync(join(folder(), 'model.js'), 'utf8');

  step('its lenses tell best values and what matters', 'facts', async ({ workbench, walkthroughPicture }) => {
    await workbench.openFile('model.js');
    await workbench
      .codeLens(/best .* · matters \d+ %/)
      .first()
      .waitFor({ timeout: slowMs });
    await walkthroughPicture('mark', { x: 355, y: 60, width: 720, height: 270 });
  });

  step('the hover shows a chart that is drawn, and links', 'hover', async ({ workbench, walkthroughPicture }) => {
    const hover = await workbench.hoverOn('const rate', '1e-1');
    const chart = hover.locator('img');
    await chart.waitFor();
    await hover.getByText('Run a trial here').waitFor();
    // A picture that cannot be read has no size of its own.
    assert.equal(await chart.evaluate((image: object): unknown => Reflect.get(image, 'naturalWidth')), 340);
    await walkthroughPicture('look', { x: 355, y: 60, width: 720, height: 420 });
    await workbench.page.mouse.move(0, 0);
  });

  step(
    'unchecking a parameter holds it, and checking it tunes it again',
    'hold',
    async ({ workbench, walkthroughPicture }) => {
      await workbench.openViewContainer('TuneLens');
      await workbench.treeRow('units').waitFor({ timeout: slowMs });
      await walkthroughPicture('choose', { x: 0, y: 30, width: 720, height: 270 });
      await toggled(workbench, 'units', 'off 8..128 step 8 · held');
      await workbench.save();
      assert.equal(textOnDisk(), modelText.replace('@tune 8..128', '@tune off 8..128'));
      await toggled(workbench, 'units', /^8..128 step 8/);
      await workbench.save();
      assert.equal(textOnDisk(), modelText);
    },
  );

  step(
    'the studies show their trials with value and parameters',
    'studies',
    async ({ workbench, walkthroughPicture }) => {
      await workbench.treeRow(/^model/).click();
      await workbench.treeRow(/^13 /).waitFor({ timeout: slowMs });
      await workbench
        .treeRow(/rate = /)
        .first()
        .waitFor();
      await walkthroughPicture('run', { x: 0, y: 30, width: 720, height: 420 });
    },
  );

  step('completion proposes a domain inside an annotation', 'completion', async ({ workbench }) => {
    await workbench.openFile('new.js');
    await workbench.page.keyboard.press('End');
    await workbench.page.keyboard.type(' // @tune ');
    await workbench.page.keyboard.press('Control+Space');
    await workbench.suggestion('log 1e-4..1').waitFor({ timeout: slowMs });
    await workbench.page.keyboard.press('Escape');
    await workbench.runCommand('File: Revert File');
  });

  step(
    'a literal that is edited while the diff is shown is not overwritten',
    'merge',
    async ({ workbench, walkthroughPicture }) => {
      await workbench.openFile('model.js');
      await workbench.page.mouse.move(700, 500);
      await workbench.runCommand('TuneLens: Apply best');
      await workbench.notification(/values into the file/).waitFor({ timeout: slowMs });
      await workbench.settled(workbench.notification(/values into the file/));
      await walkthroughPicture('apply', { x: 355, y: 60, width: 1080, height: 320 });
      writeFileSync(join(folder(), 'model.js'), modelText.replace('rate = 1e-1', 'rate = 2e-1'));
      await workbench.page.locator('.view-line', { hasText: '2e-1' }).first().waitFor({ timeout: slowMs });
      await workbench.confirm('Apply');
      await workbench.dialog().getByText('rate was 1e-1 and is 2e-1 now.').waitFor({ timeout: slowMs });
      await workbench.confirm('Keep mine, write the others');
      await workbench.dialog().waitFor({ state: 'hidden' });
      await workbench.fileInFront('model.js');
      await workbench.page.locator('.tabs-container .tab.dirty').first().waitFor();
      await workbench.save();
      assert.match(textOnDisk(), /const rate = 2e-1;/);
      assert.match(textOnDisk(), /const act = 'elu';/);
    },
  );

  for (const [theme, marker, name] of [
    ['Default Light Modern', 'vs', 'editor-light'],
    ['Default High Contrast', 'hc-black', 'editor-high-contrast'],
  ] as const) {
    step(`lenses, hover and trees can be read in ${theme}`, name, async ({ workbench, server, picture }) => {
      server.changeSettings({ 'workbench.colorTheme': theme });
      await workbench.open(server.pageOf(folder()));
      await workbench.page.locator(`.monaco-workbench.${marker}`).first().waitFor({ timeout: slowMs });
      await workbench.openFile('model.js');
      await workbench.codeLens('14 trials').waitFor({ timeout: slowMs });
      if (!(await workbench.section('Studies').isVisible())) await workbench.openViewContainer('TuneLens');
      await workbench.treeRow('14 trials').waitFor({ timeout: slowMs });
      await workbench.resultsView().locator('[data-settled="true"] [data-marks]').first().waitFor({ timeout: slowMs });
      const hover = await workbench.hoverOn('const units', '64');
      await hover.locator('img').waitFor();
      await picture(name);
      await workbench.page.mouse.move(0, 0);
    });
  }
});

void describe('an untrusted folder', { skip }, () => {
  const { step } = sessionSteps({
    workspace: workspaceWithStudy,
    settings: { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' },
    isTrusting: false,
  });
  step('shows annotations and studies, and runs nothing', 'untrusted', async ({ workbench }) => {
    await workbench.page.getByText('Restricted Mode').first().waitFor({ timeout: slowMs });
    await workbench.openFile('model.js');
    await workbench.codeLens('14 trials').waitFor({ timeout: slowMs });
    await workbench.codeLens('Start tuning').click();
    await workbench.notification(/which you have not trusted/).waitFor({ timeout: slowMs });
    await workbench.codeLens('14 trials').waitFor();
  });
});

void describe('with Chinese as display language', { skip }, () => {
  const { step } = sessionSteps({ workspace: workspaceWithStudy, language: 'zh-cn' });
  step('the lenses and the views speak Chinese', 'chinese', async ({ workbench }) => {
    await workbench.openFile('model.js');
    await workbench.codeLens('开始调优').waitFor({ timeout: slowMs });
    await workbench
      .codeLens(/最佳 .* · 重要性 \d+ %/)
      .first()
      .waitFor({ timeout: slowMs });
    await workbench.openViewContainer('TuneLens');
    await workbench.section('参数').waitFor({ timeout: slowMs });
  });
});

void describe('in a workspace of several folders', { skip }, () => {
  const { step } = sessionSteps({ workspace: twoFolders, opened: 'both.code-workspace' });
  step('each file has the study of its own folder', 'multi-root', async ({ workbench }) => {
    await workbench.openFile('model.js');
    await workbench.codeLens('14 trials').waitFor({ timeout: slowMs });
    await workbench.openFile('second.js');
    await workbench.codeLens('no trials yet').first().waitFor({ timeout: slowMs });
    await workbench.openViewContainer('TuneLens');
    await workbench.treeRow(/^model/).waitFor({ timeout: slowMs });
  });
});

/** Two projects, of which the first has a study. */
function twoFolders(): Workspace {
  const manifest = '{ "name": "small", "type": "module" }\n';
  const workspace = workspaceOf({
    'one/package.json': manifest,
    'one/model.js': modelText,
    'two/package.json': manifest,
    'two/second.js': modelText,
    'both.code-workspace': '{ "folders": [{ "path": "one" }, { "path": "two" }] }\n',
  });
  tuneIn(join(workspace.folder, 'one'));
  return workspace;
}
