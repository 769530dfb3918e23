// What the buttons of the results page do.
import * as vscode from 'vscode';
import { guarded, type Commands } from './commands.ts';
import type { Action } from './results.ts';
import type { ShownStudy } from './shownStudy.ts';

export function actionRunner(
  commands: Commands,
  shown: ShownStudy,
  log: vscode.LogOutputChannel,
): (action: Action) => void {
  const run = ({ action, trial }: Action): Promise<void> | void => {
    switch (action) {
      case 'start':
        return commands['tunelens.start'](shown.file === null ? undefined : vscode.Uri.file(shown.file));
      case 'stop':
        return commands['tunelens.stop']();
      case 'openPanel':
        return commands['tunelens.openResults']();
      case 'applyTrial':
        return commands.applyTrial(trial ?? -1);
    }
  };
  return (action) => void guarded(() => run(action), log);
}
