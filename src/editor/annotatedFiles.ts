// The annotations of the open documents: parsed once per version of a text, and shared by lenses, hovers, problems and context keys.
import * as vscode from 'vscode';
import type { AnnotatedParameter, Annotations, SourceRange } from '../annotation/annotation.ts';
import { parseAnnotations } from '../annotation/parse.ts';

const extensions: Readonly<Record<string, string>> = {
  javascript: '.js',
  typescript: '.ts',
  javascriptreact: '.jsx',
  typescriptreact: '.tsx',
};

/** The documents that can have annotations: files, and what is not saved yet or lies elsewhere. Cells of notebooks are no programs of their own. */
export const selector: vscode.DocumentSelector = Object.keys(extensions).flatMap((language) =>
  ['file', 'untitled', 'vscode-vfs'].map((scheme) => ({ language, scheme })),
);

const cache = new WeakMap<vscode.TextDocument, { readonly version: number; readonly annotations: Annotations }>();

export function annotationsOf(document: vscode.TextDocument): Annotations {
  const known = cache.get(document);
  if (known?.version === document.version) return known.annotations;
  const annotations = parseAnnotations(sourceName(document), document.getText());
  cache.set(document, { version: document.version, annotations });
  return annotations;
}

/** The name by which the parser knows the dialect: an unsaved text has no extension of its own. */
export function sourceName({ uri, fileName, languageId }: vscode.TextDocument): string {
  return uri.scheme === 'untitled' ? `${fileName}${extensions[languageId] ?? ''}` : fileName;
}

/** Whether `document` is of a kind that can have annotations. */
export function isSource(document: vscode.TextDocument): boolean {
  return vscode.languages.match(selector, document) > 0;
}

export function isAnnotated(document: vscode.TextDocument): boolean {
  if (!isSource(document)) return false;
  const { parameters, problems, objective } = annotationsOf(document);
  return parameters.length + problems.length > 0 || objective !== null;
}

/** The parameter whose literal or annotation is at `position`, or null. */
export function parameterAt(document: vscode.TextDocument, position: vscode.Position): AnnotatedParameter | null {
  const { parameters } = annotationsOf(document);
  const isAt = (range: SourceRange): boolean => rangeOf(range).contains(position);
  return parameters.find(({ literal, tag }) => isAt(literal.range) || isAt(tag.range)) ?? null;
}

/** The place of a range in the document that it was found in, by offsets: the editor counts other lines where a separator of Unicode ends one. */
export function placeIn(document: vscode.TextDocument, { start, end }: SourceRange): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

/** The editor's form of a range. */
export function rangeOf({ startLine, startColumn, endLine, endColumn }: SourceRange): vscode.Range {
  return new vscode.Range(startLine, startColumn, endLine, endColumn);
}

type RealPathOf = (path: string) => string | null;

/** What is typed in the open, unsaved documents: what is seen is what runs. `file` is a real path. */
export function unsavedText(file: string, realPathOf: RealPathOf): string | undefined {
  return documentsOf(file, realPathOf)
    .find(({ isDirty }) => isDirty)
    ?.getText();
}

/** The open documents of a file, by whatever path. `file` is a real path. */
export function documentsOf(file: string, realPathOf: RealPathOf): readonly vscode.TextDocument[] {
  return vscode.workspace.textDocuments.filter(
    ({ uri, fileName }) => uri.scheme === 'file' && realPathOf(fileName) === file,
  );
}
