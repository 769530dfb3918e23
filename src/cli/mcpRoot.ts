// The folder that the tools of `tunelens mcp` keep to: a client's model names any path of the machine.
import { realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { liesWithin } from '../program/location.ts';
import { folderNotFound, outsideRoot } from './failures.ts';

/** The real path of the folder. Throws a UserError where there is none. */
export function rootFolder(path: string): string {
  try {
    const real = realpathSync.native(resolve(path));
    if (statSync(real).isDirectory()) return real;
  } catch {
    // Told below.
  }
  throw folderNotFound(path);
}

/** Throws a UserError for the first of `files` (real paths, so that no link leads out) that does not lie in `root` (real path). */
export function assertWithin(root: string, files: Iterable<string>): void {
  for (const file of files) if (!liesWithin(root, file)) throw outsideRoot(file, root);
}
