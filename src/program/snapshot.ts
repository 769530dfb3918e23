// The local import graph of a program, frozen: real path to text. What runs during a study is this, whatever happens to the files.
import { localImports, readText } from './imports.ts';

/** Gives the text of a real path; undefined where the disk is meant. The editor answers with its unsaved text. */
export type ReadSource = (file: string) => string | undefined;

/** The files of `roots` (real paths) and all that they load, in the order in which they are met. A file that cannot be read is left to Node to report. */
export function takeSnapshot(roots: readonly string[], readSource: ReadSource): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const queue = [...roots];
  for (const file of queue) {
    if (texts.has(file)) continue;
    const text = readSource(file) ?? readText(file);
    if (text === null) continue;
    texts.set(file, text);
    queue.push(...localImports(file, text));
  }
  return texts;
}
