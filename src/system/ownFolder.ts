// What TuneLens writes by itself lies in a data folder (`.tune`). That folder comes with a repository, where one can keep a symbolic link in the place of
// anything; so nothing is written, moved or removed through a link below it. The data folder itself may be a link: people keep studies on another disk.
import { lstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { linkedFolder } from '../fileErrors.ts';

/** Makes `path` and the folders above it. Throws a UserError where a link on the way leads out, else the system's error. */
export function makeOwnFolder(path: string): void {
  refuseLinked(path);
  mkdirSync(path, { recursive: true });
  refuseLinked(path);
}

/** Throws a UserError where `path`, or a folder above it within the data folder, is a symbolic link. It need not exist. */
export function refuseLinked(path: string): void {
  const linked = withinDataFolder(path).find(isLink);
  if (linked !== undefined) throw linkedFolder(linked);
}

/** Writes a file anew: what was in its place, a link too, is removed, and its target stays as it is. Throws the system's error. */
export function writeOwnFile(file: string, content: string, mode = 0o666): void {
  rmSync(file, { force: true });
  writeFileSync(file, content, { flag: 'wx', mode });
}

/** Whether something other than a link is a folder there. */
export function isOwnFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** The folders from below the data folder to `path`; those of a folder elsewhere are `path` and the one above it. */
function withinDataFolder(path: string): readonly string[] {
  const folders: string[] = [];
  for (let at = path; at !== dirname(at); at = dirname(at)) {
    if (basename(at) === '.tune') return folders;
    folders.unshift(at);
  }
  return [dirname(path), path];
}
