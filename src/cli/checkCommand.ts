// `tunelens check`: a test for hyper-parameters. Fails where the literals of a file are worse than the best of its study by more than the noise.
import { relative } from 'node:path';
import { visible } from '../markup.ts';
import { objectiveIn, type StudyPlan } from '../program/plan.ts';
import { literalsOf } from '../space/activity.ts';
import { whyIncompatible } from '../study/compatible.ts';
import { fitModel, predict, type Prediction, type StudyModel } from '../study/model.ts';
import { bestTrial, type FinishedTrial, type Study } from '../study/study.ts';
import { trustOf } from '../study/trust.ts';
import { formatNumber } from '../study/words.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import { studyOutdated } from './failures.ts';
import { readFileStudy } from './fileStudy.ts';
import type { Output } from './output.ts';
import { fitted, paint } from './terminal.ts';

export type CheckArgs = {
  /** The annotated file, or a journal. */
  readonly target: string;
  /** How much worse the literals may be, in the objective's own units; null: as much as the noise. */
  readonly tolerance: number | null;
  readonly program: string | undefined;
};

/** What the literals are worth against the best trial: both as the model of all trials expects them, so that no lucky trial counts for more than it is. */
export type Check = {
  readonly isWorse: boolean;
  readonly own: Prediction;
  readonly best: Prediction;
  readonly trial: FinishedTrial;
  /** How much worse the literals are; negative where they are better. */
  readonly gap: number;
  /** The gap that is allowed. */
  readonly allowed: number;
};

/** Prints the verdict; the exit code is 1 where the literals are worse. Throws a UserError where there is no study, or one of other parameters. */
export async function checkLiterals({ target, tolerance, program }: CheckArgs, out: Output): Promise<ExitCode> {
  const { plan, study } = await readFileStudy(target, program, out);
  const obstacle = whyIncompatible(study, plan.space, objectiveIn(plan));
  if (obstacle !== null) throw studyOutdated(plan.file, obstacle);
  const check = checkOf(plan.space, study, tolerance);
  const verdict = check === null ? 'unknown' : check.isWorse ? 'worse' : 'fine';
  out.result(
    { kind: 'checked', verdict, ...check, trial: check?.trial.number ?? null },
    fitted(textOf(check, study, plan)),
  );
  return check?.isWorse === true ? exitCodes.userError : exitCodes.done;
}

/** Null where there are too few finished trials to tell. `space` is that of the file as it is now. */
export function checkOf(space: StudyPlan['space'], study: Study, tolerance: number | null): Check | null {
  const trial = bestTrial(study);
  const literals = literalsOf(space);
  const model = fitModel(study, space);
  if (trial === null || literals === null || model === null) return null;
  const [own, best] = [predict(model, literals), predict(model, trial.params)];
  const gap = (study.direction === 'maximize' ? 1 : -1) * (best.mean - own.mean);
  const allowed = tolerance ?? Math.max(bandOfDifference(own, best), noiseOfDifference(model));
  return { isWorse: gap > allowed, own, best, trial, gap, allowed };
}

/** Half the 95 % band of the difference, as if the two were independent; as they are not, it is a little too wide. */
function bandOfDifference(a: Prediction, b: Prediction): number {
  return Math.hypot((a.high - a.low) / 2, (b.high - b.low) / 2);
}

/**
 * By how much two trials of equal worth may differ, 95 % of the time: from how far trials lie from what all others say of them. Where nothing was
 * repeated, a model may take noise for a shape; this it cannot hide. The median leaves wild bad trials out.
 */
function noiseOfDifference(model: StudyModel): number {
  const misses = trustOf(model)
    .checks.map(({ value, predicted }) => Math.abs(value - predicted))
    .sort((x, y) => x - y);
  const sd = 1.4826 * (misses[Math.floor(misses.length / 2)] ?? 0);
  return 1.96 * Math.SQRT2 * sd;
}

function textOf(check: Check | null, study: Study, { file }: StudyPlan): string {
  const name = relative(process.cwd(), file);
  if (check === null) return `? ${name}: too few trials have finished to tell.`;
  const { isWorse, own, best, trial, gap, allowed } = check;
  const metric = visible(study.objective?.metric ?? 'the objective');
  const [worth, reached] = [own, best].map(expected);
  const lines = [`${metric} ${worth} is expected of the literals, ${reached} of trial ${trial.number}, the best.`];
  if (!isWorse) {
    if (gap > 0)
      lines.push(`That is ${formatNumber(gap)} worse; ${formatNumber(allowed)} may be chance, or is allowed.`);
    return [
      `${paint('green', '✓')} ${name}: the literals are as good as the best, or too close to tell.`,
      ...lines,
    ].join('\n');
  }
  lines.push(`That is ${formatNumber(gap)} worse; ${formatNumber(allowed)} would do.`, `→ tunelens apply ${name}`);
  return [`${paint('red', '✗')} ${name}: the literals are worse than the best.`, ...lines].join('\n');
}

function expected({ mean, low, high }: Prediction): string {
  return `${formatNumber(mean)} ± ${formatNumber((high - low) / 2)}`;
}
