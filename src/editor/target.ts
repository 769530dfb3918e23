// What a command is about: the arguments of lenses, links, trees and key bindings, parsed. Anything may call a command with anything.
import * as vscode from 'vscode';
import { noAnnotatedFile } from '../errors.ts';
import { notInWorkspace, notOnDisk } from './failures.ts';
import type { Params, ParamValue } from '../space/space.ts';
import { isAnnotated } from './annotatedFiles.ts';
import { previewScheme } from './previewScheme.ts';
import type { ShownStudy } from './shownStudy.ts';
import type { StudyLibrary } from './studyLibrary.ts';

/** Those of the documents that can have annotations, and of the diffs that values are written from. */
const schemes: ReadonlySet<string> = new Set(['file', 'untitled', 'vscode-notebook-cell', 'vscode-vfs', previewScheme]);

/** The file that an argument names: an address, its text, or an item of a tree that has one; null for anything else. */
export function uriIn(argument: unknown): vscode.Uri | null {
  const uri = addressIn(argument) ?? addressIn(fieldOf(argument, 'uri'));
  return uri !== null && schemes.has(uri.scheme) ? uri : null;
}

function addressIn(argument: unknown): vscode.Uri | null {
  if (argument instanceof vscode.Uri) return argument;
  return typeof argument === 'string' && /^[a-z][a-z\d+.-]*:/i.test(argument) ? vscode.Uri.parse(argument) : null;
}

/** The journal that an argument (a row of the tree) names; null where it names none. Throws a UserError for a file that is no study of the workspace. */
export async function journalIn(argument: unknown, library: Pick<StudyLibrary, 'files'>): Promise<string | null> {
  const named = fieldOf(argument, 'journalFile');
  if (typeof named !== 'string') return null;
  if (!(await library.files()).includes(named)) throw notInWorkspace(named);
  return named;
}

/** The file that is meant: the argument's, the active editor's, a visible annotated one, the one whose study is shown. Throws a UserError for none. */
export function fileOf(argument: unknown, shown: ShownStudy): string {
  const uri = uriIn(argument) ?? vscode.window.activeTextEditor?.document.uri;
  if (uri?.scheme === 'file' && (uriIn(argument) !== null || isActiveAnnotated())) return uri.fsPath;
  if (uri !== undefined && ['untitled', 'vscode-notebook-cell', 'vscode-vfs'].includes(uri.scheme))
    throw notOnDisk(uri.path);
  const visible = vscode.window.visibleTextEditors.find(({ document }) => isAnnotated(document));
  const active = vscode.window.activeTextEditor?.document;
  const file = visible?.document.fileName ?? shown.file ?? (active?.uri.scheme === 'file' ? active.fileName : null);
  if (file === null) throw noAnnotatedFile();
  return file;
}

function isActiveAnnotated(): boolean {
  const document = vscode.window.activeTextEditor?.document;
  return document !== undefined && isAnnotated(document);
}

/** The count from 1 on in a field of an argument; null for anything else. */
export function countIn(argument: unknown, name: string): number | null {
  const count = fieldOf(argument, name);
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 1 ? count : null;
}

/** The trial number in an argument (a number, or an item of the tree); null for anything else. */
export function trialIn(argument: unknown): number | null {
  const number = typeof argument === 'number' ? argument : fieldOf(argument, 'trial');
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : null;
}

/** `{ params }` of an argument; null where there is none, or where it holds something that no literal can be. */
export function paramsIn(argument: unknown): Params | null {
  const params = fieldOf(argument, 'params');
  if (typeof params !== 'object' || params === null || Array.isArray(params)) return null;
  const entries = Object.entries(params);
  return entries.every((entry): entry is [string, ParamValue] => isParamValue(entry[1]))
    ? Object.fromEntries(entries)
    : null;
}

function isParamValue(value: unknown): value is ParamValue {
  return value === null || ['number', 'string', 'boolean'].includes(typeof value);
}

/** A field of a plain object; undefined for anything else. */
export function fieldOf(argument: unknown, name: string): unknown {
  if (typeof argument !== 'object' || argument === null) return undefined;
  return Object.entries(argument).find(([key]) => key === name)?.[1];
}
