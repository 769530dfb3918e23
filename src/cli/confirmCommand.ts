// `tunelens confirm`: trains the best values and the user's own again, with other seeds, and says which are better, and how surely.
import { visible } from '../markup.ts';
import { objectiveIn } from '../program/plan.ts';
import { journalReadonly } from '../storage/failures.ts';
import { whyIncompatible } from '../study/compatible.ts';
import { confirmationOf, confirmationPlan, type Measured } from '../study/confirm.ts';
import type { Study } from '../study/study.ts';
import { formatDuration, formatMeasured, formatParams, formatProbability } from '../study/words.ts';
import { whyOtherProgram } from '../trial/run/programNote.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import { nothingToConfirm, otherProgram, studyOutdated } from './failures.ts';
import { readFileStudy } from './fileStudy.ts';
import type { Output } from './output.ts';
import { fitted } from './terminal.ts';
import type { TuneArgs } from './tuneArgs.ts';
import { planOf, tuneWith } from './tuneCommand.ts';

export type ConfirmArgs = Omit<TuneArgs, 'command'> & {
  readonly command: 'confirm';
  /** How often each is trained again. */
  readonly nRepeats: number;
  /** How many of the best trials. */
  readonly nLeaders: number;
};

/** What was asked for is measured: no trial is pruned, and the run does not end early. */
const whole = { isNewStudy: false, isPruning: false, isStoppingWhenDone: false };

/**
 * Says what it will cost, trains, and prints the verdict. Throws a UserError where there is no study, where it can only be shown or does not fit the
 * file any more, or where none of its trials has a value.
 */
export async function confirmBest(args: ConfirmArgs, out: Output): Promise<ExitCode> {
  const plan = planOf(args);
  const { study, journal, obstacle } = await readFileStudy(plan.file, args.program, out);
  if (obstacle !== null) throw journalReadonly(journal, obstacle);
  const misfit = whyIncompatible(study, plan.space, objectiveIn(plan));
  if (misfit !== null) throw studyOutdated(plan.file, misfit);
  const otherwise = whyOtherProgram(study, plan.program);
  if (otherwise !== null) throw otherProgram(plan.file, otherwise);
  const confirmation = confirmationPlan(study, args);
  if (confirmation === null) throw nothingToConfirm(plan.file);
  const { enqueue, leaders, nTrials, ms } = confirmation;
  out.note(
    `${nTrials} trials: ${args.nRepeats} each of ${leaders.map((trial) => `trial ${trial}`).join(', ')}` +
      (ms === null ? '.' : `; one after the other about ${formatDuration(ms)}. Ctrl-C stops.`),
  );
  const outcome = await tuneWith(plan, { ...args, ...whole, nTrials }, { out, enqueue });
  out.result(
    { kind: 'confirmed', ...confirmationOf(outcome.study), journal: outcome.journalFile },
    fitted(`\n${confirmationText(outcome.study)}`),
  );
  return outcome.reason === 'stopped' ? exitCodes.interrupted : exitCodes.done;
}

/** The verdict in words. */
function confirmationText(study: Study): string {
  const confirmation = confirmationOf(study);
  if (confirmation === null) return 'Nothing was measured again.';
  const { own, best, probability } = confirmation;
  const metric = visible(study.objective?.metric ?? 'the objective');
  const lines = [
    `Best ${metric}: ${measuredText(best)} (values of trial ${best.trial}: ${formatParams(best.params)}).`,
  ];
  if (own !== null) lines.push(`Yours: ${measuredText(own)}.`);
  if (probability !== null)
    lines.push(`The best is better than yours with probability ${formatProbability(probability)}.`);
  else if (own !== null) lines.push('Two results of each are needed to compare them.');
  return lines.join('\n');
}

function measuredText(measured: Measured): string {
  return `${formatMeasured(measured)} in ${measured.n} trial${measured.n === 1 ? '' : 's'}`;
}
