// Writes values into the user's files: a diff first, then one edit of the literals only, which one undo takes back.
// What was changed by hand while the diff was on screen is never overwritten unasked.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { applyEdits, editsFor } from '../annotation/edits.ts';
import { parametersGone } from '../errors.ts';
import type { StudyPlan } from '../program/plan.ts';
import type { Params } from '../space/space.ts';
import { rangeOf } from './annotatedFiles.ts';
import { notWritten } from './failures.ts';
import { literalChanges, literalTexts, withoutChanged, type LiteralChange } from './literalChanges.ts';
import { askModal, showInformation } from './messages.ts';
import { planFor } from './planning.ts';
import { previewScheme } from './previewScheme.ts';
import { createPreviewQuestions, type PreviewQuestions } from './previewQuestions.ts';

export type WriteBack = {
  dispose(): void;
  /** Asks, then edits. Throws a UserError when the file no longer has a parameter of `params`. */
  apply(file: string, params: Params): Promise<void>;
  /** Answers the question of a diff that is on screen: `preview` is the text that it shows; null: of the one in front. */
  readonly answer: PreviewQuestions['answer'];
};

type FileEdit = { readonly uri: vscode.Uri; readonly text: string; readonly edits: ReturnType<typeof editsFor> };
type Preview = { readonly uri: vscode.Uri; readonly address: vscode.Uri; readonly text: string };

/** `onError` is told what fails when a question is answered late. */
export function createWriteBack(memory: vscode.Memento, onError: (error: unknown) => void): WriteBack {
  const previews = new Map<string, string>();
  const questions = createPreviewQuestions();
  const provider = vscode.workspace.registerTextDocumentContentProvider(previewScheme, {
    provideTextDocumentContent: (uri) => previews.get(uri.toString()) ?? '',
  });
  return {
    dispose: () => {
      provider.dispose();
    },
    apply: (file, params) => apply(file, params, { memory, previews, questions, onError }),
    answer: questions.answer,
  };
}

type Tools = {
  readonly memory: vscode.Memento;
  readonly previews: Map<string, string>;
  readonly questions: PreviewQuestions;
  readonly onError: (error: unknown) => void;
};

async function apply(file: string, params: Params, tools: Tools): Promise<void> {
  const plan = await planFor(file, tools.memory);
  if (plan === null) return;
  const files = await editsOf(plan, params);
  if (files.length === 0) {
    void showInformation(l10n.t('{0} has these values already.', basename(file)));
    return;
  }
  const previews = files.map(previewOf);
  for (const { address, text } of previews) tools.previews.set(address.toString(), text);
  const isAccepted = await tools.questions.ask({
    previews: new Set(previews.map(({ address }) => address.toString())),
    nValues: files.reduce((count, { edits }) => count + edits.length, 0),
    show: () => showDiffs(previews),
    again: () => void apply(file, params, tools).catch(tools.onError),
  });
  for (const { address } of previews) tools.previews.delete(address.toString());
  if (!isAccepted) return;
  const now = await planFor(file, tools.memory);
  if (now === null) return;
  const [before, after] = [literalTexts(plan.annotations.values()), literalTexts(now.annotations.values())];
  const changes = literalChanges(before, after, params);
  const decision = changes.length === 0 ? 'write' : await askToMerge(changes, params);
  if (decision === 'again') await apply(file, params, tools);
  else if (decision === 'write') await edit(await editsOf(now, withoutChanged(params, changes)));
}

/** What to do about literals that were changed meanwhile; null to leave everything as it is. */
async function askToMerge(changes: readonly LiteralChange[], params: Params): Promise<'again' | 'write' | null> {
  const lines = changes.map(({ name, before, now }) => l10n.t('{0} was {1} and is {2} now.', name, before, now));
  const [again, others] = [l10n.t('Show the new diff'), l10n.t('Keep mine, write the others')];
  const buttons = changes.length < Object.keys(params).length ? [again, others] : [again];
  const question = l10n.t('The file was edited while the diff was shown; nothing has been written.');
  const answer = await askModal(question, lines.join('\n'), ...buttons);
  return answer === again ? 'again' : answer === others ? 'write' : null;
}

/** The edits per file, those of the files that the program loads included; unchanged files are left out. */
async function editsOf({ file, annotations }: StudyPlan, params: Params): Promise<readonly FileEdit[]> {
  const known = new Set(
    [...annotations.values()].flatMap(({ parameters }) => parameters.map(({ parameter }) => parameter.name)),
  );
  const gone = Object.keys(params).filter((name) => !known.has(name));
  if (gone.length > 0) throw parametersGone(gone, file);
  const files: FileEdit[] = [];
  for (const [path, found] of annotations) {
    const edits = editsFor(found, params);
    if (edits.length === 0) continue;
    const document = await vscode.workspace.openTextDocument(path);
    files.push({ uri: document.uri, text: document.getText(), edits });
  }
  return files;
}

/** What the file will be, by an address that is new each time: the editor keeps what it has read from one. */
function previewOf({ uri, text, edits }: FileEdit): Preview {
  return {
    uri,
    address: uri.with({ scheme: previewScheme, query: String(Date.now()) }),
    text: applyEdits(text, edits),
  };
}

async function showDiffs(previews: readonly Preview[]): Promise<void> {
  for (const { uri, address } of previews) {
    const title = l10n.t('{0}: values of the study', basename(uri.fsPath));
    await vscode.commands.executeCommand('vscode.diff', uri, address, title, { preview: false });
  }
}

/** One edit over all files, so that one undo takes all of it back. */
async function edit(files: readonly FileEdit[]): Promise<void> {
  const workspaceEdit = new vscode.WorkspaceEdit();
  for (const { uri, edits } of files) {
    for (const { range, newText } of edits) workspaceEdit.replace(uri, rangeOf(range), newText);
  }
  const first = files[0];
  const isWritten = await vscode.workspace.applyEdit(workspaceEdit);
  if (!isWritten && first !== undefined) throw notWritten(first.uri.fsPath);
  if (first !== undefined) await vscode.window.showTextDocument(first.uri, { preview: false });
}
