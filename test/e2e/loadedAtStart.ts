// Which built files are read when the extension, or the command line, is loaded, before anything is asked of it.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './workspace.ts';

const dist = join(repositoryRoot, 'dist');

/** The files that `entry` of `dist/` imports at once, itself among them. */
export function filesLoadedAtStart(entry = 'extension.js'): readonly string[] {
  return importedBy(entry, /(?:\bfrom|\bimport)\s*"\.\/([^"]+)"/g);
}

/** What is read at activation, and what is left for later. */
export function extensionSizes(): { readonly atStartBytes: number; readonly laterBytes: number } {
  const atStart = filesLoadedAtStart();
  const later = importedBy('extension.js', /(?:\bfrom|\bimport)\s*\(?"\.\/([^"]+)"/g).filter(
    (file) => !atStart.includes(file),
  );
  return { atStartBytes: bytesOf(atStart), laterBytes: bytesOf(later) };
}

function importedBy(entry: string, pattern: RegExp): readonly string[] {
  const found = [entry];
  for (const file of found) {
    for (const [, name = ''] of readFileSync(join(dist, file), 'utf8').matchAll(pattern))
      if (!found.includes(name)) found.push(name);
  }
  return found;
}

function bytesOf(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + statSync(join(dist, file)).size, 0);
}

/** The sources that a built file was made of, by path from the root. */
export function sourcesOf(file: string): readonly string[] {
  const map: unknown = JSON.parse(readFileSync(join(dist, `${file}.map`), 'utf8'));
  const sources: unknown = typeof map === 'object' && map !== null && 'sources' in map ? map.sources : [];
  return Array.isArray(sources) ? sources.map((source) => String(source).replace(/^\.\.\//, '')) : [];
}
