// `tunelens report`, and the report that every run ends with: a journal as one HTML file.
import { resolve } from 'node:path';
import { folderNotWritable } from '../errors.ts';
import { learnedOf, renderReport } from '../report/html.ts';
import { writeOwnFile } from '../system/ownFolder.ts';
import type { Study } from '../study/study.ts';
import { writeOutput } from '../system/replaceFiles.ts';
import { readNamedStudy } from './fileStudy.ts';
import type { Output } from './output.ts';

/** Reads the journal and writes its report beside it, or to `out`. */
export async function writeReportOf(
  args: { readonly journal: string; readonly study: string | null; readonly out: string | null },
  out: Output,
): Promise<void> {
  const study = await readNamedStudy(args, out);
  const file = resolve(args.out ?? reportFileOf(args.journal));
  writeReport(study, file, { isOwn: args.out === null });
  out.result({ kind: 'report', file }, file);
}

/** Where the report of a journal lies: beside it. */
export function reportFileOf(journalFile: string): string {
  return `${journalFile.replace(/\.log$/, '')}.html`;
}

/**
 * Throws a UserError when the file cannot be written. `learned`: of this study, where it is known already. `isOwn`: its place beside the journal is ours,
 * so a link in that place is replaced.
 */
export function writeReport(
  study: Study,
  file: string,
  { learned = learnedOf(study), isOwn = true }: { learned?: ReturnType<typeof learnedOf>; isOwn?: boolean } = {},
): void {
  const html = renderReport(study, learned);
  try {
    if (isOwn) writeOwnFile(file, html);
    else writeOutput(file, html);
  } catch (error) {
    throw folderNotWritable(file, error);
  }
}
