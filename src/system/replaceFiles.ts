// Writes texts into files so that each is the old one or the new one whole, whatever happens meanwhile.
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { folderNotWritable } from '../errors.ts';
import { fileChanged } from '../fileErrors.ts';

/** `before` is what was read; `file` a real path. */
export type Replacement = { readonly file: string; readonly before: string; readonly after: string };

/** All new texts lie on the disk before the first file is replaced. Throws a UserError where one cannot be written or was changed meanwhile; then none is. */
export function replaceFiles(replacements: readonly Replacement[]): void {
  const written: string[] = [];
  try {
    for (const replacement of replacements) written.push(writeBeside(replacement));
    for (const { file, before } of replacements) if (readFileSync(file, 'utf8') !== before) throw fileChanged(file);
    for (const [i, { file }] of replacements.entries()) renameSync(written[i]!, file);
  } finally {
    for (const file of written) rmSync(file, { force: true });
  }
}

function writeBeside({ file, after }: Replacement): string {
  const path = join(dirname(file), `.${basename(file)}.tunelens-${process.pid}`);
  try {
    const opened = openSync(path, 'w');
    try {
      fchmodSync(opened, statSync(file).mode);
      writeSync(opened, after);
      fsyncSync(opened);
    } finally {
      closeSync(opened);
    }
    return path;
  } catch (error) {
    rmSync(path, { force: true });
    throw folderNotWritable(file, error);
  }
}
