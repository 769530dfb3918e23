// The item of the status bar: how the run stands; hidden when nothing runs.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import type { ShownStudy } from './shownStudy.ts';
import { statusText, statusTooltip } from './words.ts';

export function registerStatusBar(shown: ShownStudy): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('tunelens.status', vscode.StatusBarAlignment.Left, 10);
  item.name = l10n.t('TuneLens');
  item.command = 'tunelens.openResults';
  const update = (): void => {
    const text = statusText(shown.study, shown.run);
    if (text === null) {
      item.hide();
      return;
    }
    item.text = `$(sync~spin) ${text}`;
    item.tooltip = statusTooltip(shown.study);
    item.show();
  };
  return vscode.Disposable.from(item, shown.onChange(update));
}
