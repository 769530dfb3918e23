// The study that a command is about, and the annotated file that it belongs to: the user names one of them.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileNotFound } from '../errors.ts';
import { visible } from '../markup.ts';
import { realFile, studyLocation } from '../program/location.ts';
import { planStudy, type StudyPlan } from '../program/plan.ts';
import { Journal } from '../storage/journal.ts';
import { sourceFileOf, studyFiles } from '../storage/studyFiles.ts';
import { obstacleSentence, type Obstacle } from '../study/obstacle.ts';
import type { Study } from '../study/study.ts';
import { annotatedFileUnknown, noStudyYet, noSuchStudy } from './failures.ts';
import type { Output } from './output.ts';

export type FileStudy = {
  readonly plan: StudyPlan;
  readonly study: Study;
  readonly journal: string;
  /** Why the study can only be shown; null where a run goes on with it. */
  readonly obstacle: Obstacle | null;
};

/**
 * `target` is an annotated file, whose newest study is meant, or a journal. Says where the study can only be shown. Throws a UserError where either is
 * missing, or where the plan of the file cannot be made.
 */
export async function readFileStudy(target: string, program: string | undefined, out: Output): Promise<FileStudy> {
  const path = resolve(target);
  if (!existsSync(path)) throw fileNotFound(path);
  const isJournal = path.endsWith('.log');
  const plan = planStudy(
    isJournal ? annotatedFileOf(path) : path,
    program === undefined ? {} : { program: { entry: resolve(program), args: [] } },
  );
  const file = journalOf(isJournal ? path : plan.file);
  const { study, obstacle } = await openForReading(file);
  noteObstacle(obstacle, out);
  return { plan, journal: file, study, obstacle };
}

/** The journal that `target` is, or the newest one of the annotated file that it is. Throws a UserError where either is missing. */
export function journalOf(target: string): string {
  const path = resolve(target);
  if (!existsSync(path)) throw fileNotFound(path);
  if (path.endsWith('.log')) return path;
  const journal = studyFiles(studyLocation(realFile(path) ?? path)).at(-1);
  if (journal === undefined) throw noStudyYet(path);
  return journal;
}

/** The study of a journal. Throws a UserError where there is no such file, or it is no journal. */
export async function readStudy(file: string): Promise<Study> {
  return (await openForReading(file)).study;
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
  const journal = await openForReading(file, study === null ? {} : { study });
  const { studies, obstacle } = journal;
  if (study !== null && !studies.includes(study)) throw noSuchStudy(file, study, studies);
  if (study === null && studies.length > 1)
    out.note(`${file} holds the studies ${studies.map(visible).join(', ')}; this is the first, --study names another.`);
  noteObstacle(obstacle, out);
  return journal.study;
}

async function openForReading(file: string, options: { readonly study?: string } = {}): Promise<Journal> {
  if (!existsSync(file)) throw fileNotFound(file);
  const journal = await Journal.open(file, { readonly: true, ...options });
  await journal.close();
  return journal;
}

function noteObstacle(obstacle: Obstacle | null, out: Output): void {
  if (obstacle === null) return;
  out.note(
    `This study can only be shown. ${obstacleSentence(obstacle)}\nA run of its file begins a new study beside it.`,
  );
}

function annotatedFileOf(journal: string): string {
  const file = sourceFileOf(journal);
  if (file === null) throw annotatedFileUnknown(journal);
  return file;
}
