// A trial whose host is gone: is its process still there, and when does it end? Its exit code goes to nobody; what it says of itself is in its spool file.
import { setTimeout as delay } from 'node:timers/promises';
import { ageMsOf, isAlive, type ProcessIdentity } from '../../system/processIdentity.ts';
import { readProcesses, withdrawRequest, type TrialFolder } from '../trialFolder.ts';
import { leftProcess, unnotedProcess, type LeftProcess } from './leftProcess.ts';

/** Milliseconds between two looks at a process that is nobody's child here. */
const lookMs = 100;

/** The living process of the trial; null when there is none, and none can begin any more. */
export function findOrphan(folder: TrialFolder): LeftProcess | null {
  const known = readProcesses(folder)?.trial ?? null;
  if (known !== null) return leftProcess(known, folder.requestFile);
  // Its host was killed between the start of the process and the note about it.
  withdrawRequest(folder);
  return unnotedProcess(folder.requestFile);
}

/** How old the living process of the trial is, in milliseconds; null where there is none, or no way to tell. */
export function orphanAgeMs(folder: TrialFolder): number | null {
  const { requestFile } = folder;
  const known = readProcesses(folder)?.trial ?? null;
  const left = known === null ? unnotedProcess(requestFile) : leftProcess(known, requestFile);
  return left === null ? null : ageMsOf(left.identity);
}

/** Settles when the process is gone. */
export async function goneOf(orphan: ProcessIdentity): Promise<null> {
  while (isAlive(orphan)) await delay(lookMs);
  return null;
}
