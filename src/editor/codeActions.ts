// The light bulb: what mends a problem of an annotation, and "Make tunable" on a plain literal.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import type { TextEdit } from '../annotation/annotation.ts';
import { fixesFor } from '../annotation/fixes.ts';
import { tunableAt } from '../annotation/tunable.ts';
import { annotationsOf, rangeOf, selector } from './annotatedFiles.ts';

export function registerCodeActions(): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    selector,
    {
      provideCodeActions: (document, range, context) => [
        ...context.diagnostics.flatMap((diagnostic) => fixActions(document, diagnostic)),
        ...tunableActions(document, range),
      ],
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, vscode.CodeActionKind.RefactorRewrite] },
  );
}

function fixActions(document: vscode.TextDocument, diagnostic: vscode.Diagnostic): readonly vscode.CodeAction[] {
  const problem = annotationsOf(document).problems.find(
    ({ code, range }) =>
      diagnostic.source === 'TuneLens' && code === diagnostic.code && rangeOf(range).isEqual(diagnostic.range),
  );
  if (problem === undefined) return [];
  return fixesFor(document.fileName, document.getText(), problem).map(({ title, edits, isPreferred }) => {
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.edit = workspaceEdit(document, edits);
    action.diagnostics = [diagnostic];
    action.isPreferred = isPreferred;
    return action;
  });
}

function tunableActions(document: vscode.TextDocument, range: vscode.Range): readonly vscode.CodeAction[] {
  const tunable = tunableAt(document.fileName, document.getText(), document.offsetAt(range.start));
  if (tunable === null || 'reason' in tunable) return [];
  const title = tunable.domain === '' ? l10n.t('Make tunable') : l10n.t('Make tunable: {0}', tunable.domain);
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.RefactorRewrite);
  action.edit = workspaceEdit(document, [tunable.edit]);
  return [action];
}

/** Annotates the literal at the cursor of `editor`; says why where that cannot be done. */
export async function makeTunable(editor: vscode.TextEditor | undefined): Promise<void> {
  const document = editor?.document;
  if (editor === undefined || document === undefined || vscode.languages.match(selector, document) === 0) {
    void vscode.window.showInformationMessage(
      l10n.t('Put the cursor on a literal of a JavaScript or TypeScript file.'),
    );
    return;
  }
  const tunable = tunableAt(document.fileName, document.getText(), document.offsetAt(editor.selection.active));
  if (tunable === null || 'reason' in tunable) {
    const reason = tunable?.reason ?? l10n.t('There is no literal at the cursor.');
    void vscode.window.showInformationMessage(l10n.t('Nothing was made tunable. {0}', reason));
    return;
  }
  await vscode.workspace.applyEdit(workspaceEdit(document, [tunable.edit]));
}

function workspaceEdit(document: vscode.TextDocument, edits: readonly TextEdit[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { range, newText } of edits) edit.replace(document.uri, rangeOf(range), newText);
  return edit;
}
