// What the `when` clauses of package.json ask for.
import * as vscode from 'vscode';
import { bestTrial } from '../study/study.ts';
import type { ShownStudy } from './shownStudy.ts';

export const contextKeys = ['tunelens.isRunning', 'tunelens.hasBest'] as const;
type ContextKey = (typeof contextKeys)[number];

/** Keeps the keys true to the study that is shown. */
export function registerContextKeys(shown: ShownStudy): vscode.Disposable {
  const known = new Map<ContextKey, boolean>();
  const set = (key: ContextKey, value: boolean): void => {
    if (known.get(key) === value) return;
    known.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  };
  return shown.onChange(() => {
    set('tunelens.isRunning', shown.run.kind !== 'idle');
    set('tunelens.hasBest', shown.study !== null && bestTrial(shown.study) !== null);
  });
}
