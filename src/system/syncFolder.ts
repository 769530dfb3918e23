// So that a new or changed name in a folder outlasts a power cut.
import { closeSync, fsyncSync, openSync } from 'node:fs';

/** A name is on the disk once its folder is. Windows has no such call, and some network disks refuse it: then nothing is done. */
export function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return;
  }
}
