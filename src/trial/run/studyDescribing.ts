// What a run writes about its study before its first trial: that it exists, what is tuned in it, and that a run is under way.
import { isDeepStrictEqual } from 'node:util';
import type { StudyPlan } from '../../program/plan.ts';
import type { Objective } from '../../space/objective.ts';
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
    readonly run: RunToNote;
  },
): readonly StudyEvent[] {
  const isNew = !exists(study);
  if (!isNew && isDeepStrictEqual(study.space, plan.space)) return [];
  return [
    ...(isNew ? [{ kind: 'studyCreated', study: plan.studyName, direction: objective.direction } as const] : []),
    { kind: 'studyDescribed', space: plan.space, objective, seed, atMs: Date.now() },
    ...(isNew ? [runEvent('running', run)] : []),
  ];
}

/** Whether the journal holds a study at all. */
export function exists(study: Study): boolean {
  return study.objective !== null || study.trials.length > 0;
}
