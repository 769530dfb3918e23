// Where a program's name on the PATH leads.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The file that `name` starts; null where the PATH has none. */
export function findOnPath(name: string): string | null {
  const names = process.platform === 'win32' ? [`${name}.exe`, `${name}.cmd`] : [name];
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = folders.flatMap((folder) => names.map((one) => join(folder, one)));
  return candidates.find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
