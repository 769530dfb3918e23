// The light bulb: what mends a problem of an annotation, keeps a renamed parameter's history, and "Make tunable" on a plain literal.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import type { TextEdit } from '../../annotation/annotation.ts';
import { fixesFor } from '../../annotation/fixes.ts';
import { tunableAt } from '../../annotation/tunable.ts';
import { annotationsOf, isSource, placeIn, rangeOf, selector, sourceName } from '../annotatedFiles.ts';
import { showInformation } from '../messages.ts';
import type { Studies } from '../studies.ts';
import { diagnosticSource, renamedCode, renamesOf } from './diagnostics.ts';
import { namedText } from './tagText.ts';

export function registerCodeActions(studies: Studies): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    selector,
    {
      provideCodeActions: (document, range, { diagnostics }) => [
        ...diagnostics
          .filter(({ source }) => source === diagnosticSource)
          .flatMap((one) =>
            one.code === renamedCode ? renameActions(document, one, studies) : fixActions(document, one),
          ),
        ...tunableActions(document, range),
      ],
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, vscode.CodeActionKind.RefactorRewrite] },
  );
}

function fixActions(document: vscode.TextDocument, diagnostic: vscode.Diagnostic): readonly vscode.CodeAction[] {
  const problem = annotationsOf(document).problems.find(
    ({ code, range }) => code === diagnostic.code && rangeOf(range).isEqual(diagnostic.range),
  );
  if (problem === undefined) return [];
  return fixesFor(sourceName(document), document.getText(), problem).map(({ title, edits, isPreferred }) => {
    const action = quickFix(title, diagnostic, workspaceEdit(document, edits));
    action.isPreferred = isPreferred;
    return action;
  });
}

function renameActions(
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
  studies: Studies,
): readonly vscode.CodeAction[] {
  return renamesOf(document, studies)
    .filter(({ parameter }) => rangeOf(parameter.tag.range).isEqual(diagnostic.range))
    .map(({ parameter: { tag }, formerName }) => {
      const edit = workspaceEdit(document, [{ range: tag.range, newText: namedText(tag.text, formerName) }]);
      const action = quickFix(l10n.t('Keep the history: add "as {0}"', formerName), diagnostic, edit);
      action.isPreferred = true;
      return action;
    });
}

function quickFix(title: string, diagnostic: vscode.Diagnostic, edit: vscode.WorkspaceEdit): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.edit = edit;
  action.diagnostics = [diagnostic];
  return action;
}

function tunableActions(document: vscode.TextDocument, range: vscode.Range): readonly vscode.CodeAction[] {
  const tunable = tunableAt(sourceName(document), document.getText(), document.offsetAt(range.start));
  if (tunable === null || 'reason' in tunable) return [];
  const title = tunable.domain === '' ? l10n.t('Make tunable') : l10n.t('Make tunable: {0}', tunable.domain);
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.RefactorRewrite);
  action.edit = workspaceEdit(document, [tunable.edit]);
  return [action];
}

/** Annotates the literal at the cursor of `editor`; says why where that cannot be done. */
export async function makeTunable(editor: vscode.TextEditor | undefined): Promise<void> {
  const document = editor?.document;
  if (editor === undefined || document === undefined || !isSource(document)) {
    const isCell = document?.uri.scheme === 'vscode-notebook-cell';
    const reason = isCell
      ? l10n.t('Cells of notebooks cannot be tuned: a trial is a program of its own, run from a file.')
      : l10n.t('Put the cursor on a literal of a JavaScript or TypeScript file.');
    void showInformation(reason);
    return;
  }
  const tunable = tunableAt(sourceName(document), document.getText(), document.offsetAt(editor.selection.active));
  if (tunable === null || 'reason' in tunable) {
    const reason = tunable?.reason ?? l10n.t('There is no literal at the cursor.');
    void showInformation(l10n.t('Nothing was made tunable. {0}', reason));
    return;
  }
  await vscode.workspace.applyEdit(workspaceEdit(document, [tunable.edit]));
}

function workspaceEdit(document: vscode.TextDocument, edits: readonly TextEdit[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { range, newText } of edits) edit.replace(document.uri, placeIn(document, range), newText);
  return edit;
}
