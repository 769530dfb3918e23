// The one place that tells the user of a failure: a UserError with its remedy, anything else as our bug. Both go to the log with their stack.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { messageOf, UserError } from '../errors.ts';
import { showError } from './messages.ts';

export function notifyError(error: unknown, log: vscode.LogOutputChannel): void {
  log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const showLog = l10n.t('Show log');
  if (!(error instanceof UserError)) {
    void showError(l10n.t('TuneLens has a bug: {0}', messageOf(error)), showLog).then(
      (answer) => answer === showLog && log.show(),
    );
    return;
  }
  const { place } = error;
  const showPlace = l10n.t('Show file');
  const buttons = place === undefined ? [showLog] : [showPlace, showLog];
  void showError(`${error.message} ${error.remedy}`, ...buttons).then((answer) => {
    if (answer === showLog) log.show();
    else if (answer === showPlace && place !== undefined) showFile(place);
  });
}

/** Opens a file at a line; a folder in the explorer. */
function showFile({ file, line = 0 }: { readonly file: string; readonly line?: number }): void {
  const uri = vscode.Uri.file(file);
  const selection = new vscode.Range(line, 0, line, 0);
  vscode.window
    .showTextDocument(uri, { selection })
    .then(undefined, () => vscode.commands.executeCommand('revealFileInOS', uri));
}
