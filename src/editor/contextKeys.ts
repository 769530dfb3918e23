// What the `when` clauses of package.json ask for.
import * as vscode from 'vscode';
import { bestTrial } from '../study/study.ts';
import { isAnnotated } from './annotatedFiles.ts';
import type { ShownStudy } from './shownStudy.ts';

export const contextKeys = [
  'tunelens.isRunning',
  'tunelens.isPaused',
  'tunelens.isRunElsewhere',
  'tunelens.hasBest',
  'tunelens.hasStudy',
  'tunelens.isAnnotated',
] as const;
type ContextKey = (typeof contextKeys)[number];

/** Keeps the keys true to the study that is shown, and to the editor in front. */
export function registerContextKeys(shown: ShownStudy): vscode.Disposable {
  const known = new Map<ContextKey, boolean>();
  const set = (key: ContextKey, value: boolean): void => {
    if (known.get(key) === value) return;
    known.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  };
  const updateStudy = (): void => {
    const { kind } = shown.run;
    set('tunelens.isRunning', kind !== 'idle');
    set('tunelens.isPaused', kind === 'paused');
    set('tunelens.isRunElsewhere', shown.fileStudy?.isRunElsewhere ?? false);
    set('tunelens.hasStudy', shown.study !== null);
    set('tunelens.hasBest', shown.study !== null && bestTrial(shown.study) !== null);
  };
  const updateEditor = (): void => {
    const document = vscode.window.activeTextEditor?.document;
    set('tunelens.isAnnotated', document !== undefined && isAnnotated(document));
  };
  updateEditor();
  return vscode.Disposable.from(
    shown.onChange(updateStudy),
    vscode.window.onDidChangeActiveTextEditor(updateEditor),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document === vscode.window.activeTextEditor?.document) updateEditor();
    }),
  );
}
