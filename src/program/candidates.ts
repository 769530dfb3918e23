// Which programs could train the model of a file, where no annotation says so: the files that load it, and the "node …" scripts of package.json.
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { localImports, readText } from './imports.ts';
import { packageFolderOf, realFile } from './location.ts';
import { commandOf, type Command } from './script.ts';
import { takeSnapshot } from './snapshot.ts';
import { readManifest, sourcePattern } from './sourceKind.ts';

export type ProgramCandidate = Command & {
  /** What a person reads: `node train.js --epochs 3`, from the package's folder. */
  readonly label: string;
};

const maxFiles = 2000;
const skipped = /^(\..*|node_modules|bower_components|dist|build|out|coverage)$/;

/**
 * The candidates for `file` (real path), scripts first; the script called "train" alone where it is one of them. Empty when no script and no local file
 * but tests loads it: then the file itself is the program. Looks at no more than 2,000 files of the package, and into no folder of packages or of build results.
 */
export function programCandidates(file: string): readonly ProgramCandidate[] {
  const folder = packageFolderOf(file);
  const named = nodeScripts(folder).filter(({ candidate: { entry } }) => entry === file || loads(entry, file));
  const train = named.find(({ name }) => name === 'train');
  if (train !== undefined) return [train.candidate];
  const scripts = named.map(({ candidate }) => candidate);
  const entries = entriesLoading(file, folder).filter((entry) => !scripts.some((script) => script.entry === entry));
  return [
    ...scripts,
    ...entries.map((entry) => ({ entry, args: [], nodeArgs: [], env: {}, label: `node ${relative(folder, entry)}` })),
  ];
}

function loads(entry: string, file: string): boolean {
  return takeSnapshot([entry], () => undefined).texts.has(file);
}

/** Folders and file names of tests, which load a model and do not train the one that is meant. */
const testPattern =
  /(?:^|[\\/])(?:__tests__|__mocks__|tests?|specs?|e2e)[\\/]|[._-](?:test|spec|e2e|bench)\.[cm]?[jt]sx?$/i;

/** The files from which `file` is reached and that no other file loads; where they load each other in a circle, those that load it directly. */
function entriesLoading(file: string, folder: string): readonly string[] {
  const loadedBy = new Map<string, string[]>();
  for (const source of sourceFilesIn(folder)) {
    if (testPattern.test(relative(folder, source)) && source !== file) continue;
    for (const { file: target } of localImports(source, readText(source) ?? '')) {
      loadedBy.set(target, [...(loadedBy.get(target) ?? []), source]);
    }
  }
  const reached = [...(loadedBy.get(file) ?? [])];
  for (const source of reached) {
    for (const by of loadedBy.get(source) ?? []) if (!reached.includes(by) && by !== file) reached.push(by);
  }
  const roots = reached.filter((source) => !loadedBy.has(source));
  return roots.length > 0 ? roots : [...new Set(loadedBy.get(file) ?? [])].filter((source) => source !== file);
}

/** The real paths of the source files of a package: no more than 2,000, and none of its packages or build results. */
export function sourceFilesIn(folder: string): readonly string[] {
  const files: string[] = [];
  const folders = [folder];
  for (const current of folders) {
    for (const item of readdirSync(current, { withFileTypes: true })) {
      if (files.length >= maxFiles) return files;
      if (skipped.test(item.name)) continue;
      const path = join(current, item.name);
      if (item.isDirectory()) folders.push(path);
      else if (sourcePattern.test(item.name)) files.push(...(realFile(path) === null ? [] : [path]));
    }
  }
  return files;
}

type Script = { readonly name: string; readonly candidate: ProgramCandidate };

/** `"train": "node train.js --epochs 3"`; see script.ts for what is understood. */
function nodeScripts(folder: string): readonly Script[] {
  const scripts = readManifest(join(folder, 'package.json'))?.['scripts'];
  const entries: readonly [string, unknown][] =
    typeof scripts === 'object' && scripts !== null ? Object.entries(scripts) : [];
  return entries.flatMap(([name, text]) => {
    const command = typeof text === 'string' ? commandOf(text, folder) : null;
    return command === null || typeof text !== 'string'
      ? []
      : [{ name, candidate: { ...command, label: text.trim() } }];
  });
}
