// Writes values into the user's files: a diff first, then one edit of the literals only, which one undo takes back.
// What was changed by hand while the diff was on screen is never overwritten unasked.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { fileChanged, valueNotWritable } from '../fileErrors.ts';
import { paramEdits, type FileEdits } from '../program/applyParams.ts';
import { realFile } from '../program/location.ts';
import type { StudyPlan } from '../program/plan.ts';
import type { Params } from '../space/space.ts';
import { documentsOf, placeIn } from './annotatedFiles.ts';
import { notWritten } from './failures.ts';
import {
  literalChanges,
  literalTexts,
  withoutChanged,
  type LiteralChange,
  type LiteralTexts,
} from './literalChanges.ts';
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

/** The edits are those of the document's own text. */
type DocumentEdits = { readonly document: vscode.TextDocument; readonly edits: FileEdits };
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
  const plan = await planOfDocuments(file, tools.memory);
  if (plan === null) return;
  const files = editsOf(plan, params);
  if (files.length === 0) {
    void showInformation(l10n.t('{0} has these values already.', basename(file)));
    return;
  }
  const previews = files.map(previewOf);
  for (const { address, text } of previews) tools.previews.set(address.toString(), text);
  const isAccepted = await tools.questions.ask({
    previews: new Set(previews.map(({ address }) => address.toString())),
    nValues: files.reduce((count, { edits }) => count + edits.edits.length, 0),
    show: () => showDiffs(previews),
    again: () => void apply(file, params, tools).catch(tools.onError),
  });
  for (const { address } of previews) tools.previews.delete(address.toString());
  if (!isAccepted) return;
  const now = await planOfDocuments(file, tools.memory);
  if (now === null) return;
  const textsIn = (one: PlanOfDocuments): LiteralTexts => literalTexts(one.plan.annotations.values());
  const changes = literalChanges(textsIn(plan), textsIn(now), params);
  const decision = changes.length === 0 ? 'write' : await askToMerge(changes, params);
  if (decision === 'again') await apply(file, params, tools);
  else if (decision === 'write') await edit(editsOf(now, withoutChanged(params, changes)));
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

type PlanOfDocuments = {
  readonly plan: StudyPlan;
  /** The documents of the annotated files, by real path. */
  readonly documents: ReadonlyMap<string, vscode.TextDocument>;
  /** VS Code reads some files as other texts than Node does. */
  readonly isOtherText: boolean;
};

/** The plan as the documents say: VS Code may read a file in another encoding, without the mark of the byte order, or with other line ends. */
async function planOfDocuments(file: string, memory: vscode.Memento): Promise<PlanOfDocuments | null> {
  const plan = await planFor(file, memory);
  if (plan === null) return null;
  const documents = new Map<string, vscode.TextDocument>();
  for (const path of plan.annotations.keys()) documents.set(path, await documentOf(path));
  const texts = new Map([...documents].map(([path, document]) => [path, document.getText()]));
  if ([...texts].every(([path, text]) => text === plan.snapshot.texts.get(path)))
    return { plan, documents, isOtherText: false };
  const again = await planFor(file, memory, texts);
  return again === null ? null : { plan: again, documents, isOtherText: true };
}

/** The one that is edited, where the file is open by several paths. */
async function documentOf(path: string): Promise<vscode.TextDocument> {
  const open = documentsOf(path, realFile);
  return open.find(({ isDirty }) => isDirty) ?? open[0] ?? (await vscode.workspace.openTextDocument(path));
}

/** The edits per file, those of the files that the program loads included; unchanged files are left out. */
function editsOf({ plan, documents, isOtherText }: PlanOfDocuments, params: Params): readonly DocumentEdits[] {
  return paramEdits(plan, params).map((edits) => {
    const document = documents.get(edits.file);
    if (document?.getText() !== edits.before) throw fileChanged(edits.file);
    // A letter that no trial has read right.
    const lost = isOtherText ? edits.edits.find(({ newText }) => newText.includes('\ufffd')) : undefined;
    if (lost !== undefined) throw valueNotWritable(lost.newText, edits.file, lost.range.startLine);
    return { document, edits };
  });
}

/** What the file will be, by an address that is new each time: the editor keeps what it has read from one. */
function previewOf({ document: { uri }, edits }: DocumentEdits): Preview {
  return { uri, address: uri.with({ scheme: previewScheme, query: String(Date.now()) }), text: edits.after };
}

async function showDiffs(previews: readonly Preview[]): Promise<void> {
  for (const { uri, address } of previews) {
    const title = l10n.t('{0}: values of the study', basename(uri.fsPath));
    await vscode.commands.executeCommand('vscode.diff', uri, address, title, { preview: false });
  }
}

/** One edit over all files, so that one undo takes all of it back. */
async function edit(files: readonly DocumentEdits[]): Promise<void> {
  const workspaceEdit = new vscode.WorkspaceEdit();
  for (const { document, edits } of files) {
    for (const { range, newText } of edits.edits)
      workspaceEdit.replace(document.uri, placeIn(document, range), newText);
  }
  const first = files[0]?.document;
  const isWritten = await vscode.workspace.applyEdit(workspaceEdit);
  if (!isWritten && first !== undefined) throw notWritten(first.uri.fsPath);
  if (first !== undefined) await vscode.window.showTextDocument(first.uri, { preview: false });
}
