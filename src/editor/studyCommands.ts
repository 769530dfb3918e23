// Commands on whole studies: choose one to compare with, export, delete.
import { basename } from 'node:path';
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { studyIsRunning } from './failures.ts';
import { labelText } from '../markup.ts';
import { askModal, showInformation } from './messages.ts';
import { trialsAsCsv, trialsAsJson, trialsAsMarkdown } from '../report/trialsText.ts';
import type { Studies } from './studies.ts';
import type { StudyLibrary } from './studyLibrary.ts';
import { journalIn } from './target.ts';

/** The journal that an argument (a row of the tree) names, or that the user picks; null when the choice is taken back. */
async function journalOf(argument: unknown, library: StudyLibrary): Promise<string | null> {
  const named = await journalIn(argument, library);
  if (named !== null) return named;
  const files = await library.files();
  const only = files[0];
  if (only === undefined) void showInformation(l10n.t('This workspace has no studies yet.'));
  if (only === undefined || files.length === 1) return only ?? null;
  const picked = await vscode.window.showQuickPick(items(files), { placeHolder: l10n.t('Which study?') });
  return picked?.file ?? null;
}

function items(files: readonly string[]): { label: string; description: string; file: string }[] {
  return files.map((file) => ({ label: labelText(basename(file, '.log')), description: labelText(file), file }));
}

/** Asks which study to compare the one of `shownJournal` with; null when the choice is taken back, or there is none to choose. */
export async function chooseOther(library: StudyLibrary, shownJournal: string | null): Promise<string | null> {
  const files = (await library.files()).filter((file) => file !== shownJournal);
  if (shownJournal === null || files.length === 0) {
    void showInformation(l10n.t('It takes two studies to compare; this workspace has no other yet.'));
    return null;
  }
  const placeHolder = l10n.t('Compare {0} with which study?', basename(shownJournal, '.log'));
  return (await vscode.window.showQuickPick(items(files), { placeHolder }))?.file ?? null;
}

/** Writes the trials of a study to a file of the user's choice: CSV, JSON or Markdown, by its name. */
export async function exportStudy(argument: unknown, library: StudyLibrary): Promise<void> {
  const journalFile = await journalOf(argument, library);
  const study = journalFile === null ? null : await library.read(journalFile);
  if (journalFile === null || study === null) return;
  const file = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(journalFile.replace(/\.log$/, '.csv')),
    filters: { CSV: ['csv'], JSON: ['json'], Markdown: ['md'] },
    title: l10n.t('Export the trials'),
  });
  if (file === undefined) return;
  const text = file.path.endsWith('.json')
    ? trialsAsJson(study)
    : file.path.endsWith('.md')
      ? trialsAsMarkdown(study)
      : trialsAsCsv(study);
  await vscode.workspace.fs.writeFile(file, Buffer.from(text));
  const open = l10n.t('Open');
  const answer = await showInformation(l10n.t('Written: {0}', file.fsPath), open);
  if (answer === open) await vscode.window.showTextDocument(file);
}

/** Asks, then moves a study's journal, trials and report to the trash. Throws a UserError while it is running. */
export async function deleteStudy(argument: unknown, library: StudyLibrary, studies: Studies): Promise<void> {
  const journalFile = await journalOf(argument, library);
  if (journalFile === null) return;
  const name = basename(journalFile, '.log');
  const assertIdle = (): void => {
    if (studies.running.some((one) => one.journalFile === journalFile)) throw studyIsRunning(name);
  };
  assertIdle();
  const yes = l10n.t('Delete');
  const question = l10n.t('Delete the study {0} with all its trials?', name);
  const detail = l10n.t('Its journal, what its trials printed and its report go to the trash where there is one.');
  if ((await askModal(question, detail, yes)) !== yes) return;
  assertIdle();
  const stem = journalFile.replace(/\.log$/, '');
  for (const path of [journalFile, stem, `${stem}.html`]) await remove(vscode.Uri.file(path));
}

/** A file system without a trash deletes for good; what is not there is no matter. */
async function remove(uri: vscode.Uri): Promise<void> {
  const isThere = await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
  if (!isThere) return;
  await vscode.workspace.fs
    .delete(uri, { recursive: true, useTrash: true })
    .then(undefined, () => vscode.workspace.fs.delete(uri, { recursive: true }));
}
