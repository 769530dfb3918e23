// The annotations of the open documents: parsed once per version of a text, and shared by lenses, problems and context keys.
import * as vscode from 'vscode';
import type { Annotations, SourceRange } from '../annotation/annotation.ts';
import { parseAnnotations } from '../annotation/parse.ts';

/** The documents that can have annotations. */
export const selector: vscode.DocumentSelector = ['javascript', 'typescript', 'javascriptreact', 'typescriptreact'].map(
  (language) => ({ language, scheme: 'file' }),
);

const cache = new WeakMap<vscode.TextDocument, { readonly version: number; readonly annotations: Annotations }>();

export function annotationsOf(document: vscode.TextDocument): Annotations {
  const known = cache.get(document);
  if (known?.version === document.version) return known.annotations;
  const annotations = parseAnnotations(document.fileName, document.getText());
  cache.set(document, { version: document.version, annotations });
  return annotations;
}

export function isAnnotated(document: vscode.TextDocument): boolean {
  if (vscode.languages.match(selector, document) === 0) return false;
  const { parameters, problems, objective } = annotationsOf(document);
  return parameters.length + problems.length > 0 || objective !== null;
}

/** The editor's form of a range. */
export function rangeOf({ startLine, startColumn, endLine, endColumn }: SourceRange): vscode.Range {
  return new vscode.Range(startLine, startColumn, endLine, endColumn);
}

/** What is typed in the open, unsaved documents: what is seen is what runs. `file` is a real path. */
export function unsavedText(file: string, realPathOf: (path: string) => string | null): string | undefined {
  return vscode.workspace.textDocuments
    .find((document) => document.isDirty && realPathOf(document.fileName) === file)
    ?.getText();
}
