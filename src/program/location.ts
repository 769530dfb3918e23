// Where the study of a file is kept: found without reading any source.
import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, parse, relative, sep } from 'node:path';

export type StudyLocation = {
  /** The nearest folder upwards that has a package.json, else the file's own. */
  readonly packageFolder: string;
  /** `<packageFolder>/.tune` */
  readonly dataFolder: string;
  /** The file's path below `packageFolder`, without its extension, joined by dashes. Several files may have the same. */
  readonly studyName: string;
  /** The file's path below `packageFolder`, with slashes: what a study notes of its file. */
  readonly sourceFile: string;
};

/** `file` is absolute and, for a stable answer, a real path. */
export function studyLocation(file: string): StudyLocation {
  const folder = packageFolderOf(file);
  const path = relative(folder, file);
  const { dir, name } = parse(path);
  return {
    packageFolder: folder,
    dataFolder: join(folder, '.tune'),
    studyName: [...dir.split(sep), name].filter((part) => part !== '').join('-'),
    sourceFile: path.split(sep).join('/'),
  };
}

/** The nearest folder from `file` upwards with a package.json, else the file's own folder. */
export function packageFolderOf(file: string): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) return dirname(file);
  }
}

/** The real path of a file; null where there is none. */
export function realFile(path: string): string | null {
  try {
    const real = realpathSync.native(path);
    return statSync(real).isFile() ? real : null;
  } catch {
    return null;
  }
}

/** Whether a file lies below a folder; both are real paths, so that no link leads out. */
export function liesWithin(folder: string, file: string): boolean {
  const below = relative(folder, file);
  return !isAbsolute(below) && below.split(sep)[0] !== '..';
}
