// The study that a command is about, and the annotated file that it belongs to: the user names one of them.
import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { fileNotFound } from '../errors.ts';
import { sourceFilesIn } from '../program/candidates.ts';
import { readText } from '../program/imports.ts';
import { studyLocation } from '../program/location.ts';
import { planStudy, type StudyPlan } from '../program/plan.ts';
import { Journal } from '../storage/journal.ts';
import { studyFiles } from '../storage/studyFiles.ts';
import type { Study } from '../study/study.ts';
import { annotatedFileUnknown, noStudyYet, noSuchStudy } from './failures.ts';
import type { Output } from './output.ts';

export type FileStudy = { readonly plan: StudyPlan; readonly study: Study; readonly journal: string };

/**
 * `target` is an annotated file, whose newest study is meant, or a journal. Throws a UserError where either is missing, or where the plan of the file
 * cannot be made.
 */
export async function readFileStudy(target: string, program: string | undefined): Promise<FileStudy> {
  const path = resolve(target);
  if (!existsSync(path)) throw fileNotFound(path);
  const isJournal = path.endsWith('.log');
  const plan = planStudy(
    isJournal ? annotatedFileOf(path) : path,
    program === undefined ? {} : { program: { entry: resolve(program), args: [] } },
  );
  const journal = isJournal ? path : studyFiles(plan.dataFolder, plan.studyName).at(-1);
  if (journal === undefined) throw noStudyYet(plan.file);
  return { plan, journal, study: await readStudy(journal) };
}

/** The study of a journal. Throws a UserError where there is no such file, or it is no journal. */
export async function readStudy(file: string): Promise<Study> {
  if (!existsSync(file)) throw fileNotFound(file);
  const journal = await Journal.open(file, { readonly: true });
  try {
    return journal.study;
  } finally {
    await journal.close();
  }
}

/**
 * The study that `study` names, or the first. Says where there are others, and where it can only be shown. Throws a UserError where there is no such
 * file or study.
 */
export async function readNamedStudy(
  { journal: path, study }: { readonly journal: string; readonly study: string | null },
  out: Output,
): Promise<Study> {
  const file = resolve(path);
  if (!existsSync(file)) throw fileNotFound(file);
  const journal = await Journal.open(file, { readonly: true, ...(study === null ? {} : { study }) });
  await journal.close();
  const { studies, obstacle } = journal;
  if (study !== null && !studies.includes(study)) throw noSuchStudy(file, study, studies);
  if (study === null && studies.length > 1)
    out.note(`${file} holds the studies ${studies.join(', ')}; this is the first, --study names another.`);
  if (obstacle !== null) out.note(`This study can only be shown. ${obstacle}`);
  return journal.study;
}

/** The file whose studies are kept under the journal's name; of several the one whose name it is, number and all. */
function annotatedFileOf(journal: string): string {
  const folder = dirname(journal);
  const candidates = sourceFilesIn(dirname(folder)).filter((file) => {
    const { dataFolder, studyName } = studyLocation(file);
    return dataFolder === folder && studyFiles(folder, studyName).includes(journal);
  });
  const annotated = candidates.filter((file) => readText(file)?.includes('@tune') === true);
  const exact = annotated.filter((file) => `${studyLocation(file).studyName}.log` === basename(journal));
  const [only, ...others] = exact.length > 0 ? exact : annotated;
  if (only === undefined || others.length > 0) throw annotatedFileUnknown(journal);
  return only;
}
