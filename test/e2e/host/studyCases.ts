// Runs, and what is shown of them: start, pause, resume, stop, a trial by hand, the hover's chart, a renamed parameter.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { Journal } from '../../../src/storage/journal.ts';
import { isFinished, type Study } from '../../../src/study/study.ts';
import { behind, eventually, fileUri, lensesOf, open, replaceAll, rowsOf } from './documents.ts';
import { hoverText } from './languageCases.ts';
import type { HostCase } from './hostCase.ts';
import { modelText } from './modelText.ts';

export const studyCases: readonly HostCase[] = [
  { name: 'a run starts, and no row of lenses moves while it goes on', body: starting },
  { name: 'a paused run ends its trial and starts no other until it is resumed', body: pausing },
  { name: 'a stopped run leaves the lens to start again', body: stopping },
  { name: 'the lenses tell the best value and how much a parameter matters', body: facts },
  { name: 'the hover has the slice as an image and links to apply, run here and open', body: slice },
  { name: 'a diff of values that is closed, or left, writes nothing', body: leaving },
  { name: 'a trial by hand is queued with its values, and refused outside of the annotation', body: runHere },
  { name: 'a renamed parameter is told, and keeps its history by one quick fix', body: rename },
];

/** The study of the model as it is on disk; null before there is one. */
async function readStudy(): Promise<Study | null> {
  const file = fileUri('.tune/model.log').fsPath;
  return existsSync(file) ? (await Journal.open(file, { readonly: true })).study : null;
}

async function finished(nLeast: number): Promise<Study> {
  return await eventually(`${nLeast} finished trials`, async () => {
    const study = await readStudy();
    return study !== null && study.trials.filter(isFinished).length >= nLeast ? study : null;
  });
}

async function titles(uri: vscode.Uri): Promise<readonly string[]> {
  return (await lensesOf(uri)).map(({ command }) => command?.title ?? '');
}

async function starting(): Promise<void> {
  const { document } = await open('model.js', modelText);
  await document.save();
  const before = await rowsOf(document.uri);
  void vscode.commands.executeCommand('tunelens.start', document.uri);
  await eventually('three trials', async () => {
    assert.deepEqual(await rowsOf(document.uri), before);
    const study = await readStudy();
    return (study?.trials.filter(isFinished).length ?? 0) >= 3 ? true : null;
  });
  await eventually('a lens to stop', async () => (await titles(document.uri)).find((title) => title.endsWith('Stop')));
}

async function pausing(): Promise<void> {
  const uri = fileUri('model.js');
  await vscode.commands.executeCommand('tunelens.pause', uri);
  await eventually('the lens to say so', async () => (await titles(uri)).find((title) => title.endsWith('paused')));
  const paused = await eventually('the running trial to end', async () => {
    const study = await readStudy();
    return study?.trials.every(({ state }) => state !== 'running') === true ? study : null;
  });
  const nTrials = paused.trials.length;
  await vscode.commands.executeCommand('tunelens.resume', uri);
  await finished(nTrials + 2);
}

async function stopping(): Promise<void> {
  const uri = fileUri('model.js');
  await finished(10);
  await vscode.commands.executeCommand('tunelens.stop', uri);
  await eventually('a lens to start', async () => (await titles(uri)).find((title) => title.endsWith('Start tuning')));
  const study = await readStudy();
  assert.ok(study?.trials.every(({ state }) => state !== 'running'));
}

async function facts(): Promise<void> {
  const uri = fileUri('model.js');
  await eventually('importances', async () =>
    (await titles(uri)).find((title) => /best .* · matters \d+ %/.test(title)),
  );
}

async function slice(): Promise<void> {
  const { document } = await open('model.js');
  const text = await hoverText(document.uri, behind(document, 'rate = 1e'));
  const svg = Buffer.from(/data:image\/svg\+xml;base64,([\w+/=]+)/.exec(text)?.[1] ?? '', 'base64').toString();
  assert.match(svg, /^<svg [\s\S]*<path[\s\S]*<\/svg>\s*$/);
  // As an image it is read as XML.
  assert.doesNotMatch(svg, /style="[^"]*"[\w"]/);
  for (const command of ['applyBest', 'runHere', 'openResults', 'holdParameter']) {
    assert.ok(text.includes(`command:tunelens.${command}`), command);
  }
}

async function runHere(): Promise<void> {
  const uri = fileUri('model.js');
  const before = (await readStudy())?.trials.length ?? 0;
  void vscode.commands.executeCommand('tunelens.runHere', uri, { params: { rate: 0.5, units: 64, act: 'elu' } });
  const study = await eventually('a queued trial', async () => {
    const now = await readStudy();
    return now !== null && now.trials.length > before ? now : null;
  });
  assert.equal(study.trials[before]?.state, 'queued');
  assert.deepEqual(study.trials[before].params, { rate: 0.5, units: 64, act: 'elu' });
  await vscode.commands.executeCommand('tunelens.runHere', uri, { params: { rate: 50 } });
  assert.equal((await readStudy())?.trials.length, before + 1);
}

async function rename(): Promise<void> {
  const editor = await open('model.js', modelText.replaceAll('units', 'width'));
  const { document } = editor;
  const note = await eventually('a note', async () =>
    Promise.resolve(vscode.languages.getDiagnostics(document.uri).find(({ code }) => code === 'renamed')),
  );
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    note.range,
    vscode.CodeActionKind.QuickFix.value,
  );
  const fix = actions.find(({ title }) => title.includes('as units'));
  assert.ok(fix?.edit);
  await vscode.workspace.applyEdit(fix.edit);
  assert.match(document.getText(), /const width = 32; \/\/ @tune 8\.\.128 step 8 as units\n/);
  await replaceAll(editor, modelText);
}

async function leaving(): Promise<void> {
  const { document } = await open('model.js');
  const before = document.getText();
  const leave: readonly ((diff: vscode.Tab) => Thenable<unknown>)[] = [
    (diff) => vscode.window.tabGroups.close(diff),
    () => vscode.commands.executeCommand('tunelens.leavePreview'),
  ];
  for (const one of leave) {
    const applying = vscode.commands.executeCommand('tunelens.applyBest', document.uri);
    await one(await eventually('a diff in front', () => Promise.resolve(diffInFront())));
    await applying;
    assert.equal(document.getText(), before);
    assert.equal(diffInFront(), null);
  }
}

function diffInFront(): vscode.Tab | null {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  return tab?.input instanceof vscode.TabInputTextDiff ? tab : null;
}
