// The problems of annotations in the editor, with their remedy, a moment after the last key; and parameters that a study knows by another name.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import type { Problem } from '../../annotation/annotation.ts';
import { annotationsOf, isSource, rangeOf } from '../annotatedFiles.ts';
import type { Studies } from '../studies.ts';
import { renamedIn, type Renamed } from './renames.ts';

const quietMs = 250;
export const diagnosticSource = 'TuneLens';
/** The code of the note on a renamed parameter. */
export const renamedCode = 'renamed';

export function registerDiagnostics(studies: Studies): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('tunelens');
  const timers = new Map<string, NodeJS.Timeout>();
  const update = (document: vscode.TextDocument): void => {
    if (isSource(document)) collection.set(document.uri, diagnosticsOf(document, studies));
  };
  const updateSoon = (document: vscode.TextDocument): void => {
    const key = document.uri.toString();
    clearTimeout(timers.get(key));
    timers.set(
      key,
      setTimeout(() => update(document), quietMs),
    );
  };
  vscode.workspace.textDocuments.forEach(update);
  return vscode.Disposable.from(
    collection,
    vscode.workspace.onDidOpenTextDocument(update),
    vscode.workspace.onDidChangeTextDocument(({ document }) => updateSoon(document)),
    studies.onChange(({ change }) => {
      if (change === 'study') vscode.workspace.textDocuments.filter(isSource).forEach(updateSoon);
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      clearTimeout(timers.get(uri.toString()));
      timers.delete(uri.toString());
      collection.delete(uri);
    }),
    { dispose: () => timers.forEach((timer) => clearTimeout(timer)) },
  );
}

/** What the study of `document` knows by other names. */
export function renamesOf(document: vscode.TextDocument, studies: Studies): readonly Renamed[] {
  const space = studies.find(document.fileName)?.study?.space ?? null;
  return space === null ? [] : renamedIn(annotationsOf(document).parameters, space);
}

function diagnosticsOf(document: vscode.TextDocument, studies: Studies): readonly vscode.Diagnostic[] {
  return [
    ...annotationsOf(document).problems.map(problemDiagnostic),
    ...renamesOf(document, studies).map(renameDiagnostic),
  ];
}

function problemDiagnostic({ range, message, remedy, severity, code }: Problem): vscode.Diagnostic {
  const level = severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
  return diagnostic(range, `${message} ${remedy}`, { level, code });
}

function renameDiagnostic({ parameter, formerName }: Renamed): vscode.Diagnostic {
  const message = l10n.t(
    'The study knows {0} as {1}. Without "as {1}" a new study begins.',
    parameter.parameter.name,
    formerName,
  );
  const level = vscode.DiagnosticSeverity.Information;
  return diagnostic(parameter.tag.range, message, { level, code: renamedCode });
}

function diagnostic(
  range: Problem['range'],
  message: string,
  { level, code }: { readonly level: vscode.DiagnosticSeverity; readonly code: string },
): vscode.Diagnostic {
  const made = new vscode.Diagnostic(rangeOf(range), message, level);
  made.source = diagnosticSource;
  made.code = code;
  return made;
}
