// A message with buttons, each of which does something. Nobody waits for the answer.
import * as vscode from 'vscode';
import type { CommandId } from './commandIds.ts';
import { showInformation } from './messages.ts';

export type Button = { readonly title: string; readonly press: () => Thenable<unknown> };

export function button(title: string, command: CommandId, ...args: readonly unknown[]): Button {
  return { title, press: () => vscode.commands.executeCommand(command, ...args) };
}

/** Shows `text`; of the buttons at most one is pressed. */
export function offer(text: string, buttons: readonly Button[]): void {
  void showInformation(text, ...buttons.map(({ title }) => title)).then((answer) =>
    buttons.find(({ title }) => title === answer)?.press(),
  );
}
