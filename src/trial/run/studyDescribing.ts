// What a run writes about its study before its first trial: that it exists, what is tuned in it, and that a run is under way.
import { isDeepStrictEqual } from 'node:util';
import { studyOfOther } from '../../fileErrors.ts';
import type { StudyPlan } from '../../program/plan.ts';
import type { Objective } from '../../space/objective.ts';
import { notedFile } from '../../storage/studyFiles.ts';
import { sourceNoteEvent, sourceNoteOf } from '../../storage/sourceNote.ts';
import type { StudyEvent } from '../../study/event.ts';
import type { Study } from '../../study/study.ts';
import { runEvent, type RunToNote } from './runRecord.ts';

/** The study's creation or, where bounds have changed since, its new description; empty when nothing has changed. */
export function describingEvents(
  study: Study,
  {
    plan,
    objective,
    seed,
    run,
  }: {
    readonly plan: StudyPlan;
    readonly objective: Objective;
    readonly seed: number;
    /** Null where no run is under way yet. */
    readonly run: RunToNote | null;
  },
): readonly StudyEvent[] {
  const isNew = !exists(study);
  const note = noteEvents(study, plan);
  if (!isNew && isDeepStrictEqual(study.space, plan.space)) return note;
  return [
    ...(isNew ? [{ kind: 'studyCreated', study: plan.studyName, direction: objective.direction } as const] : []),
    { kind: 'studyDescribed', space: plan.space, objective, seed, atMs: Date.now() },
    ...note,
    ...(isNew && run !== null ? [runEvent('running', run)] : []),
  ];
}

/** The note of the study's file where it has none, or one of a file that is gone. Throws where it is the study of another file: two runs began it in the same moment. */
function noteEvents(study: Study, { dataFolder, sourceFile }: StudyPlan): readonly StudyEvent[] {
  const noted = sourceNoteOf(study);
  if (noted === sourceFile) return [];
  if (noted !== null && notedFile(dataFolder, noted) !== null) throw studyOfOther(sourceFile, noted);
  return [sourceNoteEvent(sourceFile)];
}

/** Whether the journal holds a study at all. */
export function exists(study: Study): boolean {
  return study.objective !== null || study.trials.length > 0;
}
