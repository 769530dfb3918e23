// The process that an earlier host has left in a trial's folder. The note about it may be old, or written by anybody, so the process itself has to show that
// it is the trial's before it is ended.
import {
  environmentOf,
  identityOf,
  isAlive,
  processesWith,
  type ProcessIdentity,
} from '../../system/processIdentity.ts';
import { foundProcess, type Endable } from '../../system/signals.ts';
import { requestVariable, warmVariable } from '../trialProtocol.ts';

export type LeftProcess = {
  readonly identity: ProcessIdentity;
  /** Null where it lives and nobody can tell whether it is the trial's: then it must not be ended. */
  readonly endable: Endable | null;
};

/** The living process that `noted` tells of, if it may be the trial's. `requestFile` is the trial's. */
export function leftProcess(noted: ProcessIdentity, requestFile: string): LeftProcess | null {
  if (!isAlive(noted) || noted.pid <= 1 || noted.pid === process.pid || noted.pid === process.ppid) return null;
  const environment = environmentOf(noted.pid);
  // Its own word counts more than a note of an earlier version, which tells of no start of the machine.
  if (environment?.get(requestVariable) === requestFile) {
    const identity = identityOf(noted.pid);
    return { identity, endable: foundProcess(identity) };
  }
  const isTrial = environment?.has(requestVariable) === true || environment?.has(warmVariable) === true;
  // It shows its environment, and no trial has such a one.
  if (environment !== null && !isTrial) return null;
  return { identity: noted, endable: foundProcess(noted) };
}

/** The process of a trial whose host was killed before it could note it; null where there is none. Found on Linux alone. */
export function unnotedProcess(requestFile: string): LeftProcess | null {
  const [identity] = processesWith(requestVariable, requestFile);
  return identity === undefined ? null : { identity, endable: foundProcess(identity) };
}
