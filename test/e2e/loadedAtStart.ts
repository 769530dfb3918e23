// Which built files VS Code reads when it loads the extension, before anything is asked of it.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './workspace.ts';

const dist = join(repositoryRoot, 'dist');

/** The files that `dist/extension.js` imports at once, itself among them. */
export function filesLoadedAtStart(): readonly string[] {
  return importedBy(/(?:\bfrom|\bimport)\s*"\.\/([^"]+)"/g);
}

/** What is read at activation, and what is left for later. */
export function extensionSizes(): { readonly atStartBytes: number; readonly laterBytes: number } {
  const atStart = filesLoadedAtStart();
  const later = importedBy(/(?:\bfrom|\bimport)\s*\(?"\.\/([^"]+)"/g).filter((file) => !atStart.includes(file));
  return { atStartBytes: bytesOf(atStart), laterBytes: bytesOf(later) };
}

function importedBy(pattern: RegExp): readonly string[] {
  const found = ['extension.js'];
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
