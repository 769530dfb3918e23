// The extension's entry: wires the editor layer by hand.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { join } from 'node:path';
import { isAnnotated } from './editor/annotatedFiles.ts';
import { announce } from './editor/announcing.ts';
import { createCommands, guarded, registerCommands } from './editor/commands.ts';
import { registerContextKeys } from './editor/contextKeys.ts';
import type { FileStudy } from './editor/fileStudy.ts';
import { lazy, type Lazy } from './editor/lazy.ts';
import { Insights } from './editor/insights/insights.ts';
import { registerLanguageTools } from './editor/languageTools.ts';
import { registerLanguageFeatures } from './editor/language/languageFeatures.ts';
import { actionRunner } from './editor/pageActions.ts';
import type { Replaying } from './editor/replaying.ts';
import { createResults, type Results } from './editor/results.ts';
import { ShownStudy } from './editor/shownStudy.ts';
import { notifyError } from './editor/notify.ts';
import { registerParameterTree } from './editor/sidebar/parameterTree.ts';
import { registerRunProgress } from './editor/sidebar/runProgress.ts';
import { registerStudyTree, type StudyTree } from './editor/sidebar/studyTree.ts';
import { resumeRuns } from './editor/resuming.ts';
import { markedFiles, unmarkRun } from './editor/runMarks.ts';
import { registerStatusBar } from './editor/statusBar.ts';
import { Studies } from './editor/studies.ts';
import { StudyLibrary } from './editor/studyLibrary.ts';
import type { Tuning } from './editor/tuning.ts';

/** What may have processes. */
let running: readonly Lazy<Tuning | Replaying>[] = [];

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  if (vscode.l10n.uri !== undefined) await l10n.config({ uri: vscode.l10n.uri.toString() });
  const { extensionUri, workspaceState: memory, subscriptions } = context;
  const log = vscode.window.createOutputChannel('TuneLens', { log: true });
  const studies = new Studies(log);
  const shown = new ShownStudy(studies);
  const library = new StudyLibrary(log);
  const insights = new Insights(join(context.extensionPath, 'dist/insightWorker.js'), log);
  const writeBack = lazy(async () => {
    const { createWriteBack } = await import('./editor/writeBack.ts');
    const created = createWriteBack(memory, (error) => notifyError(error, log));
    subscriptions.push(created);
    return created;
  });
  const doctor = lazy(async () => {
    const created = (await import('./editor/doctor.ts')).createDoctor(context, shown);
    subscriptions.push(created);
    return created;
  });
  const tuning = lazy(async () => (await import('./editor/tuning.ts')).createTuning(context, studies, log));
  const replaying = lazy(async () =>
    (await import('./editor/replaying.ts')).createReplaying(context, { shown, studies, library, log }),
  );
  running = [tuning, replaying];
  const shared = { extensionUri, memory, studies, shown, library, tuning, writeBack, doctor, log };
  const commands = createCommands({
    ...shared,
    replaying,
    tree: () => tree,
    parameterTree: () => parameterTree,
    results: () => results,
  });
  const selectTrial = async (trial: number): Promise<void> => {
    if (shown.journalFile !== null) await tree.select(shown.journalFile, trial);
  };
  const onAction = actionRunner({ commands, shown, selectTrial, log });
  const results: Results = createResults({ extensionUri, memory, shown, library, onAction });
  const tree: StudyTree = registerStudyTree(library, studies, ({ journalFile, trial }) => {
    if (journalFile === shown.journalFile && trial !== null) results.point(trial, null);
  });
  const parameterTree = registerParameterTree({ shown, insights, guard: (run) => void guarded(run, log) });
  subscriptions.push(log, studies, shown, library, insights, results, tree, parameterTree);
  subscriptions.push(
    registerCommands(commands, log),
    registerLanguageFeatures(studies, insights),
    registerLanguageTools({ ...shared, insights }),
    registerStatusBar(studies),
    registerRunProgress(studies),
    registerContextKeys(shown),
    followEditors(studies, shown),
    resumeLeft(studies, { log, notes: context.globalStorageUri.fsPath }, async (study) =>
      announce(await (await tuning()).takeUp(study), study.file),
    ),
  );
}

/** What has been measured is in the journal; runs go on in the next window, or end here where the user wants that. */
export async function deactivate(): Promise<void> {
  await Promise.all(running.map(async (one) => (await one.loaded())?.close()));
}

/** Runs that an earlier window has left are taken up, whether or not their files are open, once the folder is trusted. */
function resumeLeft(
  studies: Studies,
  { log, notes }: { readonly log: vscode.LogOutputChannel; readonly notes: string },
  takeUp: (study: FileStudy) => Promise<void>,
): vscode.Disposable {
  const resume = async (study: FileStudy): Promise<void> => {
    await guarded(() => takeUp(study), log);
    studies.release(study);
  };
  const begun: { readonly dispose: () => void }[] = [];
  const begin = (): void => {
    const resuming = resumeRuns(studies, {
      resume: (study) => void resume(study),
      settled: (study) => {
        if (!studies.isHeld(study)) return;
        studies.release(study);
        unmarkRun(study.file, notes);
      },
    });
    begun.push(resuming);
    resuming.look();
    void guarded(async () => (await markedFiles()).forEach((file) => studies.hold(file)), log);
  };
  if (vscode.workspace.isTrusted) begin();
  return vscode.Disposable.from(
    vscode.workspace.onDidGrantWorkspaceTrust(begin),
    new vscode.Disposable(() => begun.forEach((one) => one.dispose())),
  );
}

/** The studies of the annotated files on screen are followed, and the one in front is shown. */
function followEditors(studies: Studies, shown: ShownStudy): vscode.Disposable {
  const update = (): void => {
    const documents = vscode.window.visibleTextEditors.map(({ document }) => document).filter(isAnnotated);
    const wanted = documents.map(({ fileName }) => studies.follow(fileName));
    studies.keep([...wanted, shown.fileStudy].filter((study) => study !== null));
    const active = vscode.window.activeTextEditor?.document ?? documents[0];
    if (active !== undefined && isAnnotated(active)) void shown.show(active.fileName);
  };
  update();
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.window.onDidChangeVisibleTextEditors(update),
  );
}
