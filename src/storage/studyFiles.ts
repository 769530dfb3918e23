// Which journal files belong to an annotated file: `<study>.log`, and `<study>-2.log`, `<study>-3.log`, … where a new study was begun.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The journals of `studyName` in `dataFolder`, oldest first; empty when there is none (or no such folder). */
export function studyFiles(dataFolder: string, studyName: string): readonly string[] {
  const numbered = namesIn(dataFolder)
    .map((name) => ({ name, nth: nthOf(name, studyName) }))
    .filter((entry): entry is { name: string; nth: number } => entry.nth !== null);
  return numbered.sort((a, b) => a.nth - b.nth).map(({ name }) => join(dataFolder, name));
}

/** The file of the next new study of `studyName`. */
export function nextStudyFile(dataFolder: string, studyName: string): string {
  const taken = namesIn(dataFolder).map((name) => nthOf(name, studyName) ?? 0);
  const nth = Math.max(0, ...taken) + 1;
  return join(dataFolder, nth === 1 ? `${studyName}.log` : `${studyName}-${nth}.log`);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function nthOf(fileName: string, studyName: string): number | null {
  if (fileName === `${studyName}.log`) return 1;
  if (!fileName.startsWith(`${studyName}-`) || !fileName.endsWith('.log')) return null;
  const digits = fileName.slice(studyName.length + 1, -'.log'.length);
  return /^[1-9]\d*$/.test(digits) && Number(digits) > 1 ? Number(digits) : null;
}
