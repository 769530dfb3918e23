// Where a program's name on the PATH leads. Programs are started by the path that is found here: left to the system, Windows looks into the current folder
// first, and a relative entry of the PATH leads into whatever folder one happens to work in, which may be anybody's.
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, sep } from 'node:path';

export type PathSearch = {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Whether a program of the project's own packages counts, to which npm and npx lead the PATH. Default: false. */
  readonly isOwnCounted?: boolean;
};

/** The file that `name` starts, absolute; null where the PATH has none. */
export function findOnPath(name: string, { env = process.env, isOwnCounted = false }: PathSearch = {}): string | null {
  const names = process.platform === 'win32' ? [`${name}.exe`, `${name}.cmd`] : [name];
  const folders = (env['PATH'] ?? env['Path'] ?? '')
    .split(delimiter)
    .filter((folder) => isAbsolute(folder) && (isOwnCounted || !isOfPackages(folder)));
  const candidates = folders.flatMap((folder) => names.map((one) => join(folder, one)));
  return candidates.find(isExecutable) ?? null;
}

/** The file that `tool` starts: itself where it is a path, else where the PATH leads; null where it has none. */
export function executableOf(tool: string, search: PathSearch = {}): string | null {
  return /[\\/]/.test(tool) ? tool : findOnPath(tool, search);
}

function isOfPackages(folder: string): boolean {
  return join(folder, sep).endsWith(join(sep, 'node_modules', '.bin', sep));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
