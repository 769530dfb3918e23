// The lenses: one row above the file, one lens row above each annotated parameter. Their number and lines depend on the annotations alone;
// what a study adds changes titles only, so that no line of code jumps.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { bestTrial } from '../study/study.ts';
import { annotationsOf, isAnnotated, rangeOf, selector } from './annotatedFiles.ts';
import type { CommandId } from './commands.ts';
import type { ShownStudy } from './shownStudy.ts';
import { fileLens, parameterLens } from './words.ts';
import { realFile } from '../program/imports.ts';

export function registerCodeLenses(shown: ShownStudy): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    shown.onChange(() => changed.fire()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('tunelens.codeLens')) changed.fire();
    }),
    vscode.languages.registerCodeLensProvider(selector, {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses: (document) => lensesOf(document, shown),
    }),
  );
}

function lensesOf(document: vscode.TextDocument, shown: ShownStudy): vscode.CodeLens[] {
  const isEnabled = vscode.workspace.getConfiguration('tunelens', document).get('codeLens') !== false;
  if (!isEnabled || !isAnnotated(document)) return [];
  const isShown = shown.file !== null && shown.file === realFile(document.fileName);
  const study = isShown ? shown.study : null;
  const best = study === null ? null : bestTrial(study);
  const isRunning = isShown && shown.run.kind !== 'idle';
  const top = new vscode.Range(0, 0, 0, 0);
  return [
    isRunning
      ? lens(top, l10n.t('$(debug-stop) Stop'), 'tunelens.stop')
      : lens(top, l10n.t('$(play) Start tuning'), 'tunelens.start', [document.uri]),
    lens(top, fileLens(study), 'tunelens.openResults'),
    lens(top, l10n.t('Apply best'), 'tunelens.applyBest'),
    ...annotationsOf(document).parameters.map((parameter) => {
      const { name } = parameter.parameter;
      return lens(rangeOf(parameter.literal.range), parameterLens(parameter, best), 'tunelens.applyBest', [name]);
    }),
  ];
}

function lens(range: vscode.Range, title: string, command: CommandId, args: unknown[] = []): vscode.CodeLens {
  return new vscode.CodeLens(range, { title, command, arguments: args });
}
