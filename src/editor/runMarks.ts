// The runs that an editor has under way, marked on disk: the next window finds what this one leaves, whether or not the file is open in it. Only a mark:
// how a run stands is in its journal. Marks and journals may come with a repository, so a run is taken up only where a note among the extension's own files
// says that this user has begun it.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, realpathSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import * as vscode from 'vscode';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { realFile, studyLocation } from '../program/location.ts';
import { sourcePattern } from '../program/sourceKind.ts';
import { readRegular } from '../system/openFile.ts';
import { makeOwnFolder, refuseLinked, writeOwnFile } from '../system/ownFolder.ts';

/** In the manifest as well: the extension starts where there is one. */
const pattern = '**/.tune/running/*';

/** The longest path of any system, in UTF-8. */
const maxMarkBytes = 128 * 1024;

/** A run of `file` (real path) begins. Without mark and note a run goes on as well; it is only not taken up by itself. `notes`: the extension's own folder. */
export function markRun(file: string, notes: string, log: Log): void {
  const mark = markOf(file);
  try {
    mkdirSync(dirname(noteOf(file, notes)), { recursive: true });
    writeOwnFile(noteOf(file, notes), file);
    makeOwnFolder(dirname(mark));
    writeOwnFile(mark, relative(studyLocation(file).packageFolder, file));
  } catch (error) {
    log.warn(`The run is not marked: ${messageOf(error)}`);
  }
}

/** No run of `file` is left to anybody. */
export function unmarkRun(file: string, notes: string): void {
  const mark = markOf(file);
  try {
    rmSync(noteOf(file, notes), { force: true });
    refuseLinked(dirname(mark));
    rmSync(mark, { force: true });
    // The extension starts where this folder is.
    rmdirSync(dirname(mark));
  } catch {
    // Another run is marked there, or nothing could be.
  }
}

/** Whether this user has begun the run of `file` that was left, in an editor. */
export function isOwnRun(file: string, notes: string): boolean {
  return existsSync(noteOf(file, notes));
}

function noteOf(file: string, notes: string): string {
  return join(notes, 'runs', createHash('sha256').update(file).digest('hex'));
}

/** The annotated files of the workspace whose runs are marked. */
export async function markedFiles(): Promise<readonly string[]> {
  const marks = await vscode.workspace.findFiles(pattern, '**/node_modules/**');
  return marks.map(({ fsPath }) => fileOf(fsPath)).filter((file) => file !== null);
}

/**
 * The file that `mark` names, if that is its mark, and a source of the workspace that no link leads to: what lies on disk may have been written by anybody.
 * Whether it is annotated shows when it is read.
 */
function fileOf(mark: string): string | null {
  try {
    refuseLinked(mark);
    const folder = dirname(dirname(dirname(mark)));
    const file = resolve(folder, readRegular(mark, { maxBytes: maxMarkBytes }).toString());
    // The workspace itself may be reached through a link.
    const isReal = realFile(file) === join(realpathSync.native(folder), relative(folder, file));
    const isInside = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file)) !== undefined;
    return isReal && isInside && sourcePattern.test(file) && markOf(file) === mark ? file : null;
  } catch {
    return null;
  }
}

function markOf(file: string): string {
  const { dataFolder, sourceFile } = studyLocation(file);
  // A name that no other file has.
  return join(dataFolder, 'running', encodeURIComponent(sourceFile));
}
