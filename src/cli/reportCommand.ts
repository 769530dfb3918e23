// `tunelens report`, and the report that every run ends with: a journal as one HTML file.
import { resolve } from 'node:path';
import { folderNotWritable } from '../errors.ts';
import type { Learned } from '../chart/learned.ts';
import { learnedOf, renderReport } from '../report/html.ts';
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
  writeReport(study, file, { isNamed: args.out !== null });
  out.result({ kind: 'report', file }, file);
}

/** Where the report of a journal lies: beside it. */
export function reportFileOf(journalFile: string): string {
  return `${journalFile.replace(/\.log$/, '')}.html`;
}

/**
 * Throws a UserError when the file cannot be written. `learned`: of this study, where it is known already. `isNamed`: by the user, so that links lead where they
 * lead; in its own place a link would be somebody else's choice of a file to overwrite.
 */
export function writeReport(
  study: Study,
  file: string,
  { learned = learnedOf(study), isNamed = false }: { readonly learned?: Learned; readonly isNamed?: boolean } = {},
): void {
  const html = renderReport(study, learned);
  try {
    writeOutput(file, html, { followLinks: isNamed });
  } catch (error) {
    throw folderNotWritable(file, error);
  }
}
