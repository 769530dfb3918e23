// A bar over the studies while a run prepares or stops: seconds that no number tells of. While trials run, the badge counts them.
import * as vscode from 'vscode';
import type { Studies } from '../studies.ts';
import { studyViewId } from './studyTree.ts';

export function registerRunProgress(studies: Studies): vscode.Disposable {
  let end: (() => void) | null = null;
  const update = (): void => {
    const isBusy = studies.running.some(({ run: { kind } }) => kind === 'preparing' || kind === 'stopping');
    if (isBusy) end ??= begin();
    else stop();
  };
  const stop = (): void => {
    end?.();
    end = null;
  };
  return vscode.Disposable.from(studies.onChange(update), new vscode.Disposable(stop));
}

/** Returns what ends the bar. */
function begin(): () => void {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  void vscode.window.withProgress({ location: { viewId: studyViewId } }, () => ended);
  return end;
}
