// Which surfaces are wanted: one setting each.
import * as vscode from 'vscode';
import { parseCodeLensMode, type CodeLensMode, type SettingName } from './settings.ts';

type Scope = vscode.TextDocument | null;

/** Where the facts about parameters stand: above the code, behind the literals, or nowhere. */
export function codeLensMode(document: Scope): CodeLensMode {
  return parseCodeLensMode(read(document, 'codeLens'));
}

export function isHoverEnabled(document: Scope): boolean {
  return read(document, 'hover') !== false;
}

export function areDecorationsEnabled(document: Scope): boolean {
  return read(document, 'decorations') !== false;
}

export function isStatusBarEnabled(): boolean {
  return read(null, 'statusBar') !== false;
}

/** Whether the end of a run is told by a message. */
export function isEndAnnounced(): boolean {
  return read(null, 'announceEnd') !== false;
}

/** Whether a run of `file` ends early, so that the user is offered to overrule it. */
export function isStoppingWhenDone(file: string): boolean {
  return read(vscode.Uri.file(file), 'stopWhenDone') === true;
}

function read(document: Scope | vscode.Uri, name: SettingName): unknown {
  return vscode.workspace.getConfiguration('tunelens', document).get(name);
}
