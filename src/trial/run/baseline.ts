// What the first trial tells before any other runs: that the program works as the user left it, and which number is the objective.
import {
  directionUnknown,
  metricNotFound,
  nodeNotStarted,
  nothingReported,
  objectiveNotReached,
  programFailed,
  tfjsMissing,
  trialTimedOut,
  type UserError,
} from '../../errors.ts';
import { programEnded, programLacksDisk, programOutOfMemory, trainingNotSeen } from '../../trialErrors.ts';
import { packageSpecifiers } from '../../program/imports.ts';
import type { StudyPlan } from '../../program/plan.ts';
import type { Objective } from '../../space/objective.ts';
import type { TrialFailure } from './failure.ts';
import { discoverObjective, metricsSeen } from './objective.ts';
import { placeOf } from './stackPlace.ts';
import type { TrialOutcome } from './trialRun.ts';

/** Asks a person which of `metrics` counts, and which way is better; null when there is no answer. */
export type ChooseObjective = (metrics: readonly string[]) => Promise<Objective | null>;

/**
 * The objective that the first trial shows; where the names tell no better direction, the one that `choose` gives. Throws a UserError when nothing was
 * reported, or nothing was chosen.
 */
export async function objectiveOf(
  outcome: TrialOutcome,
  plan: StudyPlan,
  choose: ChooseObjective | undefined,
): Promise<Objective> {
  const objective = discoverObjective(outcome.observations);
  if (objective !== null) return objective;
  const seen = metricsSeen(outcome.observations);
  if (seen.length === 0) throw nothingSeen(outcome, plan);
  const chosen = (await choose?.(seen)) ?? null;
  if (chosen === null) throw directionUnknown(seen, plan.file);
  return chosen;
}

/** Why a study cannot begin: its program failed with the user's own values. */
export function baselineFailure(outcome: TrialOutcome, failure: TrialFailure, plan: StudyPlan): UserError {
  const { entry } = plan.program;
  switch (failure.kind) {
    case 'spawn':
      return nodeNotStarted(failure.reason);
    case 'timeout':
      return trialTimedOut(entry);
    case 'killed':
      return programEnded(entry, failure.reason);
    case 'out_of_memory':
      return programOutOfMemory(entry, { reason: failure.reason, outputFile: outcome.outputFile });
    case 'disk_full':
      return programLacksDisk(entry, failure.reason);
    case 'no_metric':
      return noMetric(outcome, failure, plan);
    default: {
      const tfjs = missingTfjs(failure);
      if (tfjs !== null) return tfjsMissing(tfjs, plan.program.cwd);
      const stack = failure.thrown?.stack ?? '';
      const place = placeOf(stack, plan.snapshot.texts) ?? { file: entry };
      return programFailed(entry, { reason: failure.reason, stack, outputFile: outcome.outputFile, place });
    }
  }
}

function noMetric(outcome: TrialOutcome, { reason }: TrialFailure, plan: StudyPlan): UserError {
  if (plan.objective?.expression) return objectiveNotReached(reason, placeOfObjective(plan));
  const seen = metricsSeen(outcome.observations);
  if (seen.length === 0) return nothingSeen(outcome, plan);
  return metricNotFound(plan.objective?.metric ?? '', seen, placeOfObjective(plan));
}

/** There was no training, or TensorFlow.js was loaded in a way that nothing can watch: where the program names it, that is said. */
function nothingSeen({ messages }: TrialOutcome, { program, file, snapshot }: StudyPlan): UserError {
  const isLoadSeen = messages.some(({ kind }) => kind === 'tfjsLoaded' || kind === 'backend');
  const named = [...snapshot.texts].flatMap(([path, text]) => packageSpecifiers(path, text)).find(isTfjs);
  if (isLoadSeen || named === undefined) return nothingReported(program.entry, file);
  const started = messages.find((message) => message.kind === 'started');
  return trainingNotSeen(program.entry, { name: named, node: started?.node ?? '' });
}

function isTfjs(specifier: string): boolean {
  return /^@tensorflow\/tfjs(?:-|\/|$)/.test(specifier);
}

function placeOfObjective({ annotations, objective, file }: StudyPlan): { file: string; line?: number } {
  for (const [path, { objective: found }] of annotations) {
    if (found !== null && found === objective) return { file: path, line: found.range.startLine };
  }
  return { file };
}

/** The tfjs package that the program asks for and Node does not find; null when it failed for another reason. */
function missingTfjs({ thrown }: TrialFailure): string | null {
  if (thrown === null) return null;
  const missing = /Cannot find (?:package|module) '(@tensorflow\/[\w-]+)/.exec(thrown.message);
  return missing?.[1] ?? null;
}
