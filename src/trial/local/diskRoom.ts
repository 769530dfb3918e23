// Whether a disk still takes what a trial has to say.
import { statfsSync } from 'node:fs';

/** Below this something small may still find room, and the next thing not. */
const leastBytes = 1 << 20;

/** False where the disk that holds `folder` is full, or so nearly that writes fail. True where nobody can tell. */
export function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= leastBytes;
  } catch {
    return true;
  }
}
