// The whole path in a real VS Code, with real training: lenses, a study, charts, the best values back into the file, stop, reload.
// One session for all; the tests build on each other in the order they stand.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'node:test';
import { createDecoder } from '../../src/study/codec.ts';
import { emptyStudy, fold } from '../../src/study/fold.ts';
import { bestTrial, isFinished, type Study } from '../../src/study/study.ts';
import { assertCharts } from './chartChecks.ts';
import { processesBelowNaming } from './processTree.ts';
import { missingEditor, missingNativeBackend, skipWithout } from './requirements.ts';
import { sessionSteps } from './session.ts';
import { until } from './until.ts';
import { copyExample, example } from './workspace.ts';

const parameters = ['dropout_2', 'learning_rate', 'units'];
const nTrials = 6;
const studyLimitMs = 8 * 60_000;

void describe('tuning the example in VS Code', { skip: skipWithout(missingEditor, missingNativeBackend) }, () => {
  const { folder, step } = sessionSteps({
    workspace: copyExample,
    settings: { 'tunelens.trials': nTrials, 'tunelens.seed': 7 },
  });
  const modelFile = (): string => join(folder(), 'model.js');
  const modelText = (): string => readFileSync(modelFile(), 'utf8');
  const original = readFileSync(join(example, 'model.js'), 'utf8');

  step('an annotated file shows a lens on each parameter and on itself', 'lenses', async ({ workbench }) => {
    await workbench.openFile('model.js');
    await workbench.codeLens('Start tuning').waitFor({ timeout: 60_000 });
    for (const domain of ['0.1..0.5', '1e-4..1e-2', '128 | 256 | 384']) {
      await workbench.codeLens(domain).first().waitFor({ timeout: 30_000 });
    }
  });

  step(
    'Start tuning from the lens runs real trials and draws them while they end',
    'study',
    async ({ workbench, picture }) => {
      await workbench.codeLens('Start tuning').click();
      await until(() => finishedTrials(folder()).length >= 2, studyLimitMs);
      await workbench
        .statusItem(/TuneLens|\d+\/6/)
        .first()
        .waitFor();
      await workbench.runCommand('TuneLens: Open results');
      await assertCharts(workbench.resultsPanel(), parameters, 2);
      await until(() => finishedTrials(folder()).length >= 5, studyLimitMs);
      await assertCharts(workbench.resultsPanel(), parameters, 5);
      await workbench.resultsPanel().locator('header').scrollIntoViewIfNeeded();
      await picture('editor-dark');
    },
  );

  step(
    'the end of a study is announced once and the results view shows every chart',
    'results',
    async ({ workbench, picture }) => {
      await workbench.notification(/Best/).waitFor({ timeout: studyLimitMs });
      assert.equal(await workbench.notification(/Best/).count(), 1);
      assert.equal(readStudy(folder()).trials.length, nTrials);
      await workbench.openViewContainer('TuneLens');
      await assertCharts(workbench.resultsView(), parameters, 5);
      await workbench.resultsView().locator('header').scrollIntoViewIfNeeded();
      await picture('sidebar');
    },
  );

  step(
    'Apply best shows a diff, edits the three literals and one undo takes it back',
    'apply',
    async ({ workbench, picture }) => {
      await workbench.runCommand('Notifications: Clear All Notifications');
      await workbench.runCommand('TuneLens: Apply best');
      await workbench.diffEditor().waitFor({ timeout: 30_000 });
      await workbench.notification(/values into the file/).waitFor();
      await workbench.settled(workbench.notification(/values into the file/));
      await picture('apply-diff');
      // The question stays in the diff's title bar when its notification has been put away.
      await workbench.runCommand('Notifications: Clear All Notifications');
      await workbench.titleButton('Write the shown values').click();
      await workbench.diffEditor().waitFor({ state: 'hidden', timeout: 30_000 });
      await workbench.edited();
      await workbench.fileInFront('model.js');
      await workbench.save();
      const best = bestTrial(readStudy(folder()));
      assert.ok(best !== null);
      assert.deepEqual(literalsOf(modelText()), best.params);
      await workbench.undo();
      await workbench.save();
      assert.equal(modelText(), original, 'after one undo');
    },
  );

  step(
    'a run from the command palette goes on with the study, and Stop leaves no process',
    'stop',
    async ({ workbench, server }) => {
      await workbench.runCommand('TuneLens: Start tuning');
      await until(() => finishedTrials(folder()).length > nTrials, studyLimitMs);
      await until(() => trialProcesses(server.pid).length > 0, 60_000);
      await workbench.codeLens('Stop').click();
      await until(() => trialProcesses(server.pid).length === 0, 20_000);
      await workbench.codeLens('Start tuning').waitFor({ timeout: 20_000 });
    },
  );

  step('after a reload the finished study is shown again', 'reload', async ({ workbench, server, picture }) => {
    for (const [theme, marker, name] of themes) {
      server.changeSettings({ 'workbench.colorTheme': theme });
      await workbench.open(server.pageOf(folder()));
      await workbench.page.locator(`.monaco-workbench.${marker}`).first().waitFor({ timeout: 20_000 });
      // The editor brings back the file and the panel that were open.
      await workbench
        .codeLens(/\d+ trials/)
        .first()
        .waitFor({ timeout: 60_000 });
      await assertCharts(workbench.resultsPanel(), parameters, 5);
      await workbench.resultsPanel().locator('header').scrollIntoViewIfNeeded();
      await picture(name);
    }
  });
});

const themes = [
  ['Default Light Modern', 'vs', 'panel-light'],
  ['Default High Contrast', 'hc-black', 'panel-high-contrast'],
] as const;

/** The study of the workspace's only journal, as far as it is written. */
function readStudy(workspaceFolder: string): Study {
  const folder = join(workspaceFolder, '.tune');
  const study = emptyStudy('');
  const decoder = createDecoder();
  for (const name of journalsOf(folder)) {
    const lines = readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1);
    for (const line of lines) fold(study, decoder.push(line).events);
  }
  return study;
}

function journalsOf(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.log'));
  } catch {
    return []; // Nothing has run yet.
  }
}

function finishedTrials(workspaceFolder: string) {
  return readStudy(workspaceFolder).trials.filter(isFinished);
}

/** The values of the model's three literals, read from its text. */
function literalsOf(text: string): Record<string, number> {
  return Object.fromEntries(
    parameters.map((name) => [name, Number(new RegExp(`const ${name} = (\\S+);`).exec(text)?.[1])]),
  );
}

function trialProcesses(server: number): number[] {
  return processesBelowNaming(server, 'dist/child.js');
}
