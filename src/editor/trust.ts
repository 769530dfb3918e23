// What an untrusted workspace may make the extension do: nothing but read its own regular files. It is asked here.
import { realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import * as vscode from 'vscode';
import { notTrusted } from '../errors.ts';
import { liesWithin, realFile } from '../program/location.ts';

/** Throws a UserError where the workspace is not trusted: nothing is started or written there. */
export function assertTrusted(): void {
  if (!vscode.workspace.isTrusted) throw notTrusted();
}

/**
 * The path of `file` with the workspace's folder as the disk has it: links above that folder are the user's own, those below it may be anybody's.
 * As it is for a file outside of the workspace.
 */
export function placedFile(file: string): string {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file))?.uri.fsPath;
  if (folder === undefined) return file;
  try {
    return join(realpathSync.native(folder), relative(folder, file));
  } catch {
    return file;
  }
}

/** Whether `file` is on the disk in a folder of the workspace, and no link leads from there to elsewhere. */
export function isInWorkspace(file: string): boolean {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file))?.uri.fsPath;
  const real = realFile(file);
  return folder !== undefined && real !== null && liesWithin(realpathSync.native(folder), real);
}

/** The real path of a file that is to be looked at; null where there is none, or where a link leads there from an untrusted workspace. */
export function readableFile(file: string): string | null {
  const real = realFile(file);
  if (real === null || vscode.workspace.isTrusted) return real;
  // What the user opened by itself lies where it lies.
  const isInWorkspace = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file)) !== undefined;
  return !isInWorkspace || real === placedFile(file) ? real : null;
}
