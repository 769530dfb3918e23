// The folder of a trial, what lies in it, and whose process works there. A host that comes later finds everything by these names.
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { folderNotWritable, trialInUse } from '../errors.ts';
import { signalGroup } from './local/processGroup.ts';
import { isAlive, ownIdentity, parseIdentity, type ProcessIdentity } from '../storage/processIdentity.ts';
import type { TrialRequest } from './trialProtocol.ts';

export type TrialFolder = {
  readonly path: string;
  readonly requestFile: string;
  readonly spoolFile: string;
  /** The program's stdout and stderr. */
  readonly outputFile: string;
  /** Which process runs the trial, and which host started it. */
  readonly processFile: string;
  /** Where the child leaves its trained model. */
  readonly modelFolder: string;
};

/** The folder of trial `number`; nothing is made. */
export function trialFolderOf(trialsFolder: string, number: number): TrialFolder {
  const path = join(trialsFolder, String(number));
  return {
    path,
    requestFile: join(path, 'request.json'),
    spoolFile: join(path, 'spool.jsonl'),
    outputFile: join(path, 'output.txt'),
    processFile: join(path, 'process.json'),
    modelFolder: join(path, 'model'),
  };
}

/**
 * Makes the folder, or empties it: a process that still works there, left by a host that is gone, is ended first. Throws a UserError where it
 * cannot be written, or where a living host uses it.
 */
export function emptyTrialFolder(folder: TrialFolder): TrialFolder {
  const left = readProcesses(folder);
  if (left !== null && isAlive(left.trial)) {
    if (isAlive(left.host)) throw trialInUse(folder.path, left.host.pid);
    signalGroup(left.trial.pid, 'SIGKILL');
  }
  try {
    rmSync(folder.path, { recursive: true, force: true });
    mkdirSync(folder.path, { recursive: true });
  } catch (error) {
    throw folderNotWritable(folder.path, error);
  }
  return folder;
}

/** Whether a host that is gone, or an earlier run of this process, has started this very trial here, and nobody has made use of it yet. */
export function isLeftBehind(folder: TrialFolder, request: TrialRequest): boolean {
  const left = readProcesses(folder);
  if (left === null || (left.host.pid !== process.pid && isAlive(left.host))) return false;
  try {
    const found: unknown = JSON.parse(readFileSync(folder.requestFile, 'utf8'));
    const wanted: unknown = JSON.parse(JSON.stringify(request));
    return isDeepStrictEqual(found, wanted);
  } catch {
    return false;
  }
}

/** When the trial's host wrote its request, in ms since 1970; null where there is none. */
export function requestedAtMs(folder: TrialFolder): number | null {
  return statSync(folder.requestFile, { throwIfNoEntry: false })?.mtimeMs ?? null;
}

/** Takes back the note of `writeProcesses`: nobody is to go on with what happened here. */
export function forgetProcesses(folder: TrialFolder): void {
  rmSync(folder.processFile, { force: true });
}

/** Notes which process runs the trial, before that process has done anything of the program. */
export function writeProcesses(folder: TrialFolder, trial: ProcessIdentity): void {
  writeFileSync(folder.processFile, JSON.stringify({ trial, host: ownIdentity() }));
}

/** What `writeProcesses` noted; null where there is nothing to read. */
export function readProcesses(folder: TrialFolder): { trial: ProcessIdentity; host: ProcessIdentity } | null {
  try {
    const raw: unknown = JSON.parse(readFileSync(folder.processFile, 'utf8'));
    if (typeof raw !== 'object' || raw === null || !('trial' in raw) || !('host' in raw)) return null;
    const trial = parseIdentity(raw.trial);
    const host = parseIdentity(raw.host);
    return trial === null || host === null ? null : { trial, host };
  } catch {
    return null;
  }
}
