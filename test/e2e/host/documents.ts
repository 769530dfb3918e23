// Documents and waiting, for the cases that run inside the extension host.
import * as vscode from 'vscode';

export function fileUri(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('No folder is open.');
  return vscode.Uri.joinPath(folder.uri, name);
}

/** Opens a file of the workspace in front, with this text (unsaved) where one is given. */
export async function open(name: string, text?: string): Promise<vscode.TextEditor> {
  const editor = await vscode.window.showTextDocument(fileUri(name), { preview: false });
  if (text !== undefined) await replaceAll(editor, text);
  return editor;
}

export async function replaceAll(editor: vscode.TextEditor, text: string): Promise<void> {
  const { document } = editor;
  const all = new vscode.Range(0, 0, document.lineCount, 0);
  await editor.edit((edit) => edit.replace(document.validateRange(all), text));
}

/** The position right behind `text` in a document. */
export function behind(document: vscode.TextDocument, text: string): vscode.Position {
  const start = document.getText().indexOf(text);
  if (start === -1) throw new Error(`"${text}" is not in ${document.fileName}.`);
  return document.positionAt(start + text.length);
}

/** What `read` gives once it is neither null nor undefined. Polls: what providers and other processes do has no event here. */
export async function eventually<T>(what: string, read: () => Promise<T | null | undefined>): Promise<T> {
  const deadlineMs = Date.now() + 60_000;
  for (;;) {
    const value = await read();
    if (value !== null && value !== undefined) return value;
    if (Date.now() > deadlineMs) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export async function lensesOf(uri: vscode.Uri): Promise<readonly vscode.CodeLens[]> {
  return await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 100);
}

/** The lines that have a row of lenses, each once. */
export async function rowsOf(uri: vscode.Uri): Promise<readonly number[]> {
  const lenses = await lensesOf(uri);
  return [...new Set(lenses.map(({ range }) => range.start.line))].sort((a, b) => a - b);
}
