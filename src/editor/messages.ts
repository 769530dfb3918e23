// The messages of the editor. VS Code makes links, to commands too, of what looks like one in them: no text that is shown may bring its own.
import * as vscode from 'vscode';
import { messageText } from '../markup.ts';

/** Settles with the title of the button that was pressed; undefined for none. */
export function showInformation(text: string, ...buttons: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showInformationMessage(messageText(text), ...buttons);
}

export function showError(text: string, ...buttons: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showErrorMessage(messageText(text), ...buttons);
}

/** A question in a dialog that has to be answered before anything else. */
export function askModal(
  question: string,
  detail: string,
  ...buttons: readonly string[]
): Thenable<string | undefined> {
  const options = { modal: true, detail: messageText(detail) };
  return vscode.window.showWarningMessage(messageText(question), options, ...buttons);
}
