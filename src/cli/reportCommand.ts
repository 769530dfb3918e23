// `tunelens report`, and the report that every run ends with: a journal as one HTML file.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { folderNotWritable } from '../errors.ts';
import { learnedOf, renderReport } from '../report/html.ts';
import type { Study } from '../study/study.ts';
import { readNamedStudy } from './fileStudy.ts';
import type { Output } from './output.ts';

/** Reads the journal and writes its report beside it, or to `out`. */
export async function writeReportOf(
  args: { readonly journal: string; readonly study: string | null; readonly out: string | null },
  out: Output,
): Promise<void> {
  const study = await readNamedStudy(args, out);
  const file = resolve(args.out ?? reportFileOf(args.journal));
  writeReport(study, file);
  out.result({ kind: 'report', file }, file);
}

/** Where the report of a journal lies: beside it. */
export function reportFileOf(journalFile: string): string {
  return `${journalFile.replace(/\.log$/, '')}.html`;
}

/** Throws a UserError when the file cannot be written. `learned`: of this study, where it is known already. */
export function writeReport(study: Study, file: string, learned = learnedOf(study)): void {
  const text = renderReport(study, learned);
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw folderNotWritable(file, error);
  }
}
