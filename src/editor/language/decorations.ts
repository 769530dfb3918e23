// The colour of annotations, and the look of what is held: the tag stands out from other comments, a held one steps back.
import * as vscode from 'vscode';
import { annotationsOf, isSource, rangeOf } from '../annotatedFiles.ts';
import { areDecorationsEnabled } from '../surfaces.ts';

export function registerDecorations(): vscode.Disposable {
  const tag = vscode.window.createTextEditorDecorationType({ color: new vscode.ThemeColor('tunelens.tagForeground') });
  const held = vscode.window.createTextEditorDecorationType({
    color: new vscode.ThemeColor('tunelens.heldForeground'),
    fontStyle: 'italic',
  });
  const heldLiteral = vscode.window.createTextEditorDecorationType({
    textDecoration: 'underline dotted',
  });
  const update = (editor: vscode.TextEditor): void => {
    const { document } = editor;
    if (!isSource(document)) return;
    const parameters = areDecorationsEnabled(document) ? annotationsOf(document).parameters : [];
    const off = parameters.filter(({ isHeld }) => isHeld);
    editor.setDecorations(
      tag,
      parameters.filter(({ isHeld }) => !isHeld).map((one) => rangeOf(one.tag.range)),
    );
    editor.setDecorations(
      held,
      off.map((one) => rangeOf(one.tag.range)),
    );
    editor.setDecorations(
      heldLiteral,
      off.map((one) => rangeOf(one.literal.range)),
    );
  };
  const updateAll = (): void => vscode.window.visibleTextEditors.forEach(update);
  updateAll();
  return vscode.Disposable.from(
    tag,
    held,
    heldLiteral,
    vscode.window.onDidChangeVisibleTextEditors(updateAll),
    vscode.workspace.onDidChangeTextDocument(({ document }) =>
      vscode.window.visibleTextEditors.filter((editor) => editor.document === document).forEach(update),
    ),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('tunelens.decorations')) updateAll();
    }),
  );
}
