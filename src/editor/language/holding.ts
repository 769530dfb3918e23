// Holds a parameter at its literal, or tunes it again: one word of its annotation, as an undoable edit.
import * as vscode from 'vscode';
import { parameterGone } from '../failures.ts';
import { annotationsOf, placeIn } from '../annotatedFiles.ts';
import { heldText, tunedText } from './tagText.ts';

/** Adds `off` to the annotation of `name` in `document`, or removes it. Throws a UserError where there is no such parameter. */
export async function holdParameter(document: vscode.TextDocument, name: string, isHeld: boolean): Promise<void> {
  const found = annotationsOf(document).parameters.find(({ parameter }) => parameter.name === name);
  if (found === undefined) throw parameterGone(name, document.fileName);
  const { text, range } = found.tag;
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, placeIn(document, range), isHeld ? heldText(text) : tunedText(text));
  await vscode.workspace.applyEdit(edit);
}
