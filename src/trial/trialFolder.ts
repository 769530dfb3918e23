// The folder of a trial, what lies in it, and whose process or job works there. A host that comes later finds everything by these names.
import { spawnSync } from 'node:child_process';
import { readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { folderNotWritable, trialInUse, UserError } from '../errors.ts';
import { processMayBeLeft } from '../fileErrors.ts';
import { leftProcess } from './local/leftProcess.ts';
import { findOnPath } from '../system/executables.ts';
import { isOwnFolder, makeOwnFolder, refuseLinked, writeOwnFile } from '../system/ownFolder.ts';
import { readRegular } from '../system/openFile.ts';
import { send } from '../system/signals.ts';
import { isAlive, ownIdentity, parseIdentity, type ProcessIdentity } from '../system/processIdentity.ts';
import { isRecord, isText } from './shapes.ts';
import { isJobId, isJobNameOf } from './slurm/jobName.ts';
import { copiesIn } from './slurm/copies.ts';
import type { TrialRequest } from './trialProtocol.ts';

export type TrialFolder = {
  readonly path: string;
  readonly requestFile: string;
  readonly spoolFile: string;
  /** The program's stdout and stderr. */
  readonly outputFile: string;
  /** Which process or Slurm job runs the trial, and which host started it. */
  readonly processFile: string;
  /** Where the child leaves its trained model. */
  readonly modelFolder: string;
};

/** The folder of trial `number`; nothing is made. */
export function trialFolderOf(trialsFolder: string, number: number): TrialFolder {
  return trialFolderAt(join(trialsFolder, String(number)));
}

/** The same for a folder of another name. */
export function trialFolderAt(path: string): TrialFolder {
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
  refuseLinked(dirname(folder.path));
  if (isOwnFolder(folder.path)) endLeft(folder);
  try {
    // Where it is a link, that is removed, and what it leads to stays.
    rmSync(folder.path, { recursive: true, force: true });
    makeOwnFolder(folder.path);
  } catch (error) {
    throw error instanceof UserError ? error : folderNotWritable(folder.path, error);
  }
  return folder;
}

/** Before a trial that another host has left is gone on with: a link in the place of its folder is removed, so that nothing is found there. */
export function claimTrialFolder(folder: TrialFolder): TrialFolder {
  refuseLinked(dirname(folder.path));
  return isOwnFolder(folder.path) ? folder : emptyTrialFolder(folder);
}

function endLeft(folder: TrialFolder): void {
  const { trial = null, host = null, job = null } = readNote(folder) ?? {};
  const isHostAlive = host !== null && isAlive(host);
  const left = trial === null ? null : leftProcess(trial, folder.requestFile);
  if (left !== null) {
    if (isHostAlive) throw trialInUse(folder.path, host.pid);
    // It might go on writing into the folder, among what the new trial writes.
    if (left.endable === null) throw processMayBeLeft(folder.path, left.identity.pid);
    send(left.endable, 'SIGKILL');
  }
  if (job === null || copiesIn(readdirSync(folder.path)).ended >= 0) return;
  if (isHostAlive && host.pid !== process.pid) throw trialInUse(folder.path, host.pid);
  const scancel = findOnPath('scancel');
  if (scancel !== null) spawnSync(scancel, [`--name=${job.name}`], { stdio: 'ignore', timeout: 30_000 });
}

/** Whether a host that is gone, or an earlier run of this process, has started this very trial here, and nobody has made use of it yet. */
export function isLeftBehind(folder: TrialFolder, request: TrialRequest): boolean {
  const host = readNote(folder)?.host ?? null;
  if (host === null || (host.pid !== process.pid && isAlive(host))) return false;
  try {
    const found: unknown = JSON.parse(readRegular(folder.requestFile, { maxBytes: maxRequestBytes }).toString());
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

/** A trial that has not begun does not any more: its process ends in an error, before the program. */
export function withdrawRequest({ requestFile }: TrialFolder): void {
  try {
    renameSync(requestFile, `${requestFile}.withdrawn`);
  } catch {
    // There never was one.
  }
}

/** Takes back the note of `writeProcesses`: nobody is to go on with what happened here. */
export function forgetProcesses(folder: TrialFolder): void {
  rmSync(folder.processFile, { force: true });
}

/** Notes which process runs the trial, before that process has done anything of the program. */
export function writeProcesses(folder: TrialFolder, trial: ProcessIdentity): void {
  writeOwnFile(folder.processFile, JSON.stringify({ trial, host: ownIdentity() }));
}

/** A trial's Slurm job. Its name is its own in all the world; its id, null until Slurm has taken it, is a hint: whoever wrote the note may have written any. */
export type JobNote = { readonly name: string; readonly id: string | null };

/** Notes which job runs the trial: before it is submitted, so that nobody submits it twice, and with its id. */
export function writeJob(folder: TrialFolder, job: JobNote): void {
  writeOwnFile(`${folder.processFile}.part`, JSON.stringify({ job, host: ownIdentity() }));
  renameSync(`${folder.processFile}.part`, folder.processFile);
}

/** What `writeProcesses` noted; null where there is nothing to read. */
export function readProcesses(folder: TrialFolder): { trial: ProcessIdentity; host: ProcessIdentity } | null {
  const { trial = null, host = null } = readNote(folder) ?? {};
  return trial === null || host === null ? null : { trial, host };
}

/** The job that `writeJob` noted; null where the trial has none. */
export function readJob(folder: TrialFolder): JobNote | null {
  return readNote(folder)?.job ?? null;
}

/** A request holds the texts of the program. */
const maxRequestBytes = 1 << 28;
const maxNoteBytes = 1 << 16;

type Note = {
  readonly host: ProcessIdentity | null;
  readonly trial: ProcessIdentity | null;
  readonly job: JobNote | null;
};

function readNote(folder: TrialFolder): Note | null {
  try {
    const raw: unknown = JSON.parse(readRegular(folder.processFile, { maxBytes: maxNoteBytes }).toString());
    if (!isRecord(raw)) return null;
    return { host: parseIdentity(raw['host']), trial: parseIdentity(raw['trial']), job: parseJob(raw['job'], folder) };
  } catch {
    return null;
  }
}

/** Null for a name that no job of this folder can have: whoever wrote it would have another job ended. */
function parseJob(raw: unknown, { path }: TrialFolder): JobNote | null {
  if (!isRecord(raw)) return null;
  const { name, id } = raw;
  if (!isText(name) || !isJobNameOf(path, name)) return null;
  return { name, id: isText(id) && isJobId(id) ? id : null };
}
