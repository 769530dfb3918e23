// The extension's entry: wires the editor layer by hand.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { isAnnotated } from './editor/annotatedFiles.ts';
import { registerCodeLenses } from './editor/codeLens.ts';
import { announce, createCommands, guarded, registerCommands } from './editor/commands.ts';
import { registerContextKeys } from './editor/contextKeys.ts';
import { registerCodeActions } from './editor/codeActions.ts';
import { createDoctor } from './editor/doctor.ts';
import { registerDiagnostics } from './editor/diagnostics.ts';
import { actionRunner } from './editor/pageActions.ts';
import { createResults, type Results } from './editor/results.ts';
import { ShownStudy } from './editor/shownStudy.ts';
import { registerStatusBar } from './editor/statusBar.ts';
import { createTuning, type Tuning } from './editor/tuning.ts';
import { createWriteBack } from './editor/writeBack.ts';

let tuning: Tuning | null = null;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  if (vscode.l10n.uri !== undefined) await l10n.config({ uri: vscode.l10n.uri.toString() });
  const log = vscode.window.createOutputChannel('TuneLens', { log: true });
  const shown = new ShownStudy(log);
  const writeBack = createWriteBack(context.workspaceState);
  const doctor = createDoctor(context, shown);
  tuning = createTuning(context, shown, log);
  const commands = createCommands({ shown, tuning, results: () => results, writeBack, doctor, log });
  const results: Results = createResults(context.extensionUri, shown, actionRunner(commands, shown, log));
  const showActive = (editor: vscode.TextEditor | undefined): void => {
    if (editor !== undefined && isAnnotated(editor.document)) void shown.show(editor.document.fileName);
  };
  context.subscriptions.push(log, shown, writeBack, doctor, results, registerCommands(commands, log));
  context.subscriptions.push(
    registerCodeLenses(shown),
    registerDiagnostics(),
    registerCodeActions(),
    registerStatusBar(shown),
  );
  context.subscriptions.push(registerContextKeys(shown));
  context.subscriptions.push(vscode.window.onDidChangeActiveTextEditor(showActive));
  const resume = async (): Promise<void> => announce((await tuning?.resume()) ?? null, { results: () => results });
  context.subscriptions.push(
    shown.onChange((change) => {
      if (change === 'study') void guarded(resume, log);
    }),
  );
  vscode.window.visibleTextEditors.forEach(showActive);
}

/** What has been measured is in the journal; a run goes on in the next window, or ends here where the user wants that. */
export async function deactivate(): Promise<void> {
  await tuning?.close();
}
