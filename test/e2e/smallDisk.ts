// A small file system of its own, to be filled up: mounted where this process may do that, else the small one that a container has for shared memory.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type SmallDisk = {
  /** An empty folder on it. */
  readonly folder: string;
  /** Fills it up so that about `nBytes` are free. */
  leave(nBytes: number): void;
  remove(): void;
};

const mountedBytes = 4 << 20;
const shared = '/dev/shm';
/** To fill more than that would be at the cost of others. */
const largestBytes = 256 << 20;

/** Null where there is none; then the test cannot be run. */
export function makeSmallDisk(): SmallDisk | null {
  return mounted() ?? sharedMemory();
}

function mounted(): SmallDisk | null {
  const folder = mkdtempSync(join(tmpdir(), 'tunelens-disk-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mountedBytes}`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    remove();
    return null;
  }
  const unmount = (): void => void execFileSync('umount', ['--lazy', folder], { stdio: 'ignore' });
  return diskOf(folder, () => {
    unmount();
    remove();
  });
}

function sharedMemory(): SmallDisk | null {
  try {
    if (freeBytes(shared) > largestBytes) return null;
    const folder = mkdtempSync(join(shared, 'tunelens-disk-'));
    return diskOf(folder, () => rmSync(folder, { recursive: true, force: true }));
  } catch {
    return null;
  }
}

function diskOf(folder: string, remove: () => void): SmallDisk {
  const filler = join(folder, 'filler');
  return {
    folder,
    leave(nBytes) {
      rmSync(filler, { force: true });
      writeFileSync(filler, Buffer.alloc(Math.max(0, freeBytes(folder) - nBytes)));
    },
    remove,
  };
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
