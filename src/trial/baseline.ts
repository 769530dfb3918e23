// What the first trial tells before any other runs: that the program works as the user left it, and which number is the objective.
import {
  directionUnknown,
  metricNotFound,
  nodeNotStarted,
  nothingReported,
  programFailed,
  tfjsMissing,
  trialTimedOut,
  type UserError,
} from '../errors.ts';
import type { StudyPlan } from '../program/plan.ts';
import type { Objective } from '../space/objective.ts';
import type { TrialFailure } from './failure.ts';
import { discoverObjective, metricsSeen } from './objective.ts';
import { placeOf } from './stackPlace.ts';
import type { TrialOutcome } from './trialRun.ts';

/** The objective that the first trial shows. Throws a UserError when it reported nothing, or nothing whose better direction is plain. */
export function objectiveOf(outcome: TrialOutcome, plan: StudyPlan): Objective {
  const objective = discoverObjective(outcome.observations);
  if (objective !== null) return objective;
  const seen = metricsSeen(outcome.observations);
  throw seen.length === 0 ? nothingReported(plan.program.entry, plan.file) : directionUnknown(seen, plan.file);
}

/** Why a study cannot begin: its program failed with the user's own values. */
export function baselineFailure(outcome: TrialOutcome, failure: TrialFailure, plan: StudyPlan): UserError {
  const { entry } = plan.program;
  switch (failure.kind) {
    case 'spawn':
      return nodeNotStarted(failure.reason);
    case 'timeout':
      return trialTimedOut(entry);
    case 'no_metric':
      return noMetric(outcome, plan);
    default: {
      const tfjs = missingTfjs(failure);
      if (tfjs !== null) return tfjsMissing(tfjs, plan.program.cwd);
      const stack = failure.thrown?.stack ?? '';
      const place = placeOf(stack, plan.snapshot) ?? { file: entry };
      return programFailed(entry, { reason: failure.reason, stack, outputFile: outcome.outputFile, place });
    }
  }
}

function noMetric(outcome: TrialOutcome, plan: StudyPlan): UserError {
  const seen = metricsSeen(outcome.observations);
  if (seen.length === 0) return nothingReported(plan.program.entry, plan.file);
  return metricNotFound(plan.objective?.metric ?? '', seen, placeOfObjective(plan));
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
