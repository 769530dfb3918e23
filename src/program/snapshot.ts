// The local import graph of a program, frozen: real path to text. What runs during a study is this, whatever happens to the files.
import { localImports, readText } from './imports.ts';

/** Gives the text of a real path; undefined where the disk is meant. The editor answers with its unsaved text. */
export type ReadSource = (file: string) => string | undefined;

export type Snapshot = {
  /** Real path to text, in the order in which the files are met. */
  readonly texts: ReadonlyMap<string, string>;
  /** What a file's imports mean where Node would not find it by itself: real path of the file -> name in the import -> real path. */
  readonly aliases: ReadonlyMap<string, Readonly<Record<string, string>>>;
};

/** The files of `roots` (real paths) and all that they load. A file that cannot be read is left to Node to report. */
export function takeSnapshot(roots: readonly string[], readSource: ReadSource): Snapshot {
  const texts = new Map<string, string>();
  const aliases = new Map<string, Record<string, string>>();
  const queue = [...roots];
  for (const file of queue) {
    if (texts.has(file)) continue;
    const text = readSource(file) ?? readText(file);
    if (text === null) continue;
    texts.set(file, text);
    if (file.endsWith('.json')) continue;
    for (const { file: target, alias } of localImports(file, text)) {
      queue.push(target);
      if (alias !== null) aliases.set(file, { ...aliases.get(file), [alias]: target });
    }
  }
  return { texts, aliases };
}
