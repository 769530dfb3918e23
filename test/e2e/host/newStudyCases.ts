// New studies of a file that has earlier ones: the question whether their trials are taken over, and what its answers do.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Journal } from '../../../src/storage/journal.ts';
import { studyLocation } from '../../../src/program/location.ts';
import { studyFiles } from '../../../src/storage/studyFiles.ts';
import type { Study } from '../../../src/study/study.ts';
import { eventually, fileUri, lensesOf, open } from './documents.ts';
import type { HostCase } from './hostCase.ts';
import { modelText } from './modelText.ts';

export const newStudyCases: readonly HostCase[] = [
  { name: 'a new study takes over the earlier trials that fit, once that is confirmed', body: takingOver },
  { name: 'a new study does not begin where the question is taken back', body: takingBack },
  { name: 'a new study begins without a question where the setting answers it', body: answered },
  { name: 'a study that can only be shown is left as it is, and a new one begins', body: readonlyStudy },
];

async function takingOver(): Promise<void> {
  const { document } = await open('model.js', modelText);
  await document.save();
  const nBefore = journals().length;
  void vscode.commands.executeCommand('tunelens.startNew', document.uri);
  await eventually('a new study', async () => {
    // The first answer is that they are.
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    return journals().length > nBefore ? true : null;
  });
  const study = await eventually('a trial of its own', () => latest((found) => found.trials.some(isOwn)));
  assert.ok(study.trials.filter((trial) => !isOwn(trial)).length > 5);
  await stop(document.uri);
}

async function takingBack(): Promise<void> {
  const before = journals();
  let isOver = false;
  void vscode.commands.executeCommand('tunelens.startNew', fileUri('model.js')).then(() => (isOver = true));
  await eventually('the end of the question', async () => {
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    return isOver ? true : null;
  });
  assert.deepEqual(journals(), before);
}

async function answered(): Promise<void> {
  const uri = fileUri('model.js');
  const configuration = vscode.workspace.getConfiguration('tunelens', uri);
  await configuration.update('carryOver', 'never', vscode.ConfigurationTarget.Global);
  try {
    const nBefore = journals().length;
    void vscode.commands.executeCommand('tunelens.startNew', uri);
    const study = await eventually('a trial of a new study', () =>
      journals().length > nBefore ? latest(({ trials }) => trials.length > 0) : Promise.resolve(null),
    );
    assert.ok(study.trials.every(isOwn));
    await stop(uri);
  } finally {
    await configuration.update('carryOver', undefined, vscode.ConfigurationTarget.Global);
  }
}

async function readonlyStudy(): Promise<void> {
  const uri = fileUri('model.js');
  const before = journals();
  const file = fileUri(`.tune/model-${before.length + 1}.log`);
  const twoObjectives = '{"op_code":0,"worker_id":"p","study_name":"two","directions":[1,2]}\n';
  await vscode.workspace.fs.writeFile(file, Buffer.from(twoObjectives));
  const configuration = vscode.workspace.getConfiguration('tunelens', uri);
  await configuration.update('carryOver', 'always', vscode.ConfigurationTarget.Global);
  try {
    void vscode.commands.executeCommand('tunelens.start', uri);
    const study = await eventually('a new study', () =>
      journals().length > before.length + 1 ? latest(({ trials }) => trials.some(isOwn)) : Promise.resolve(null),
    );
    assert.ok(study.trials.some((trial) => !isOwn(trial)));
    assert.equal(Buffer.from(await vscode.workspace.fs.readFile(file)).toString(), twoObjectives);
    await stop(uri);
  } finally {
    await configuration.update('carryOver', undefined, vscode.ConfigurationTarget.Global);
  }
}

function journals(): readonly string[] {
  return studyFiles(studyLocation(fileUri('model.js').fsPath));
}

/** The newest study of the model, once it is so. */
async function latest(isSo: (study: Study) => boolean): Promise<Study | null> {
  const { study } = await Journal.open(journals().at(-1) ?? '', { readonly: true });
  return isSo(study) ? study : null;
}

function isOwn({ facts }: Study['trials'][number]): boolean {
  return facts['source'] !== 'transferred';
}

async function stop(uri: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('tunelens.stop', uri);
  await eventually('a lens to start', async () => {
    const titles = (await lensesOf(uri)).map(({ command }) => command?.title ?? '');
    return titles.find((title) => title.endsWith('Start tuning'));
  });
}
