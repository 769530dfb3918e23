// Which literal an annotation means: with the cursor on either, both are highlighted; and the way from a chart or a tree to the literal.
import * as vscode from 'vscode';
import { parameterGone } from '../failures.ts';
import { annotationsOf, parameterAt, rangeOf, selector } from '../annotatedFiles.ts';

export function registerHighlights(): vscode.Disposable {
  return vscode.languages.registerDocumentHighlightProvider(selector, {
    provideDocumentHighlights: (document, position) => {
      const found = parameterAt(document, position);
      if (found === null) return null;
      return [
        new vscode.DocumentHighlight(rangeOf(found.literal.range), vscode.DocumentHighlightKind.Write),
        new vscode.DocumentHighlight(rangeOf(found.tag.range), vscode.DocumentHighlightKind.Text),
      ];
    },
  });
}

/** Opens `file` with the literal of `name` selected, which highlights it with its annotation. Throws a UserError where there is none. */
export async function showParameter(file: vscode.Uri, name: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(file);
  const found = annotationsOf(document).parameters.find(({ parameter }) => parameter.name === name);
  if (found === undefined) throw parameterGone(name, document.fileName);
  // Where it is open already: the results, from which one may come, stay on screen.
  const open = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const place = open?.viewColumn === undefined ? {} : { viewColumn: open.viewColumn };
  await vscode.window.showTextDocument(document, {
    ...place,
    selection: rangeOf(found.literal.range),
    preview: false,
  });
}
