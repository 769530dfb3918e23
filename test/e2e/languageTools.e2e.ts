// The tools for language models as another extension calls them in a real VS Code: those that do something ask first, and do nothing when refused.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { Journal } from '../../src/storage/journal.ts';
import { findChromium, launchChromium } from './browser.ts';
import { packageExtension } from './extensionPackage.ts';
import { modelText } from './host/modelText.ts';
import { missingEditor, skipWithout } from './requirements.ts';
import { startServer, type EditorServer } from './server.ts';
import { workbenchOf, type Workbench } from './workbench.ts';
import { workspaceOf, type Workspace } from './workspace.ts';

const tools = ['space', 'status', 'start', 'stop', 'apply'] as const;
type Tool = (typeof tools)[number];

/** A command for each tool, which notes the answer, or that there is none. */
const caller = `const vscode = require('vscode');
const { appendFileSync } = require('node:fs');
const [file, answers] = ${JSON.stringify(['FILE', 'ANSWERS'])};
exports.activate = () => {
  for (const tool of ${JSON.stringify(tools)})
    vscode.commands.registerCommand('caller.' + tool, async () => {
      const note = (answer) => appendFileSync(answers, answer + '\\n');
      try {
        const input = { file };
        const { content } = await vscode.lm.invokeTool('tunelens_' + tool, { input, toolInvocationToken: undefined });
        note(content.map(({ value }) => value).join(' ').replaceAll('\\n', ' '));
      } catch (error) {
        note('refused: ' + error.message);
      }
    });
};
`;

void describe('the tools for language models', { skip: skipWithout(missingEditor) }, () => {
  let workspace: Workspace;
  let other: Workspace;
  let server: EditorServer;
  let browser: Browser;
  let workbench: Workbench;
  let answersFile: string;

  before(async () => {
    workspace = workspaceOf({ 'package.json': '{ "name": "small", "type": "module" }\n', 'model.js': modelText });
    other = workspaceOf({});
    answersFile = join(other.folder, 'answers.txt');
    writeFileSync(answersFile, '');
    const extension = callerExtension(other.folder, join(workspace.folder, 'model.js'), answersFile);
    server = await startServer({
      vsix: packageExtension(),
      settings: { 'tunelens.trials': 5000 },
      // Without it VS Code takes no further extension.
      args: ['--vscode-option', 'enable-smoke-test-driver'],
    });
    browser = await launchChromium(findChromium() ?? '');
    workbench = workbenchOf(await browser.newPage({ viewport: { width: 1440, height: 900 } }));
    const payload = [['extensionDevelopmentPath', server.remote(extension)]] as const;
    await workbench.open(server.pageOf(workspace.folder, payload));
    await workbench.openFile('model.js');
    await workbench.codeLens('Start tuning').waitFor({ timeout: 60_000 });
  });
  after(async () => {
    await browser.close();
    await server.stop();
    workspace.remove();
    other.remove();
  });

  const answers = (): readonly string[] => readFileSync(answersFile, 'utf8').split('\n').slice(0, -1);
  /** Calls the tool, answers its question (null: there is none), and resolves to what the caller got. */
  const call = async (tool: Tool, press: 'Yes' | 'Cancel' | null): Promise<string> => {
    const nBefore = answers().length;
    await workbench.runCommand(`Caller: ${tool}`);
    if (press !== null) {
      const dialog = workbench.dialog();
      await dialog.waitFor({ timeout: 60_000 });
      assert.equal(answers().length, nBefore, 'It waits for the answer.');
      await workbench.button(dialog, press).click();
    }
    for (;;) {
      const [answer] = answers().slice(nBefore);
      if (answer !== undefined) return answer;
      if (press === null) assert.equal(await workbench.dialog().count(), 0, 'Nothing is asked.');
      await wait(100);
    }
  };
  const journal = (): string => join(workspace.folder, '.tune/model.log');

  test('reading asks nothing', { timeout: 120_000 }, async () => {
    assert.match(await call('space', null), /"rate"/);
    assert.match(await call('status', null), /"isRunning":\s*false/);
  });

  test('starting asks first: refused, no study begins; allowed, it runs', { timeout: 240_000 }, async () => {
    assert.match(await call('start', 'Cancel'), /^refused/);
    assert.equal(existsSync(journal()), false);
    assert.match(await call('start', 'Yes'), /The run begins/);
    await workbench.codeLens('Stop').waitFor({ timeout: 60_000 });
    await workbench.codeLens(/\d trials · best/).waitFor({ timeout: 60_000 });
  });

  test('stopping asks first: refused, the run goes on; allowed, it ends', { timeout: 240_000 }, async () => {
    assert.match(await call('stop', 'Cancel'), /^refused/);
    assert.match(await call('status', null), /"isRunning":\s*true/);
    assert.match(await call('stop', 'Yes'), /"isRunning":\s*false/);
    await workbench.codeLens('Start tuning').waitFor({ timeout: 60_000 });
    const { study } = await Journal.open(journal(), { readonly: true });
    assert.ok(study.trials.every(({ state }) => state !== 'running'));
  });

  test(
    'applying asks before it shows its diff: refused, nothing is shown or written',
    { timeout: 240_000 },
    async () => {
      assert.match(await call('apply', 'Cancel'), /^refused/);
      assert.equal(await workbench.diffEditor().count(), 0);
      assert.equal(readFileSync(join(workspace.folder, 'model.js'), 'utf8'), modelText);
    },
  );
});

/** An extension beside the one that is tested; returns its folder. */
function callerExtension(folder: string, file: string, answersFile: string): string {
  const extension = join(folder, 'caller');
  mkdirSync(extension);
  const manifest = {
    name: 'caller',
    publisher: 'test',
    version: '1.0.0',
    engines: { vscode: '^1.100.0' },
    main: './caller.js',
    activationEvents: ['onStartupFinished'],
    contributes: { commands: tools.map((tool) => ({ command: `caller.${tool}`, title: tool, category: 'Caller' })) },
  };
  writeFileSync(join(extension, 'package.json'), JSON.stringify(manifest));
  const text = caller.replace('"FILE"', JSON.stringify(file)).replace('"ANSWERS"', JSON.stringify(answersFile));
  writeFileSync(join(extension, 'caller.js'), text);
  return extension;
}
