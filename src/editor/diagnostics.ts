// The problems of annotations in the editor, with their remedy, a moment after the last key.
import * as vscode from 'vscode';
import type { Problem } from '../annotation/annotation.ts';
import { annotationsOf, rangeOf, selector } from './annotatedFiles.ts';

const quietMs = 250;

export function registerDiagnostics(): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('tunelens');
  const timers = new Map<string, NodeJS.Timeout>();
  const update = (document: vscode.TextDocument): void => {
    if (vscode.languages.match(selector, document) === 0) return;
    collection.set(document.uri, annotationsOf(document).problems.map(diagnosticOf));
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
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      clearTimeout(timers.get(uri.toString()));
      timers.delete(uri.toString());
      collection.delete(uri);
    }),
    { dispose: () => timers.forEach((timer) => clearTimeout(timer)) },
  );
}

function diagnosticOf({ range, message, remedy, severity, code }: Problem): vscode.Diagnostic {
  const level = severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
  const diagnostic = new vscode.Diagnostic(rangeOf(range), `${message} ${remedy}`, level);
  diagnostic.source = 'TuneLens';
  diagnostic.code = code;
  return diagnostic;
}
