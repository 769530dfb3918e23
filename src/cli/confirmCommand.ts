// `tunelens confirm`: trains the best values and the user's own again, with other seeds, and says which are better, and how surely.
import { confirmationOf, confirmsFact, costOf, repeatsOf, type Measured } from '../study/confirm.ts';
import type { Study } from '../study/study.ts';
import { formatDuration, formatNumber, formatValue } from '../study/words.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import { nothingToConfirm } from './failures.ts';
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

/** Says what it will cost, trains, and prints the verdict. Throws a UserError where there is no study, or none of its trials has a value. */
export async function confirmBest(args: ConfirmArgs, out: Output): Promise<ExitCode> {
  const plan = planOf(args);
  const { study } = await readFileStudy(plan.file, args.program);
  const repeats = repeatsOf(study, args);
  if (repeats.length === 0) throw nothingToConfirm(plan.file);
  const ms = costOf(study, repeats.length);
  out.note(
    `${repeats.length} trials: ${args.nRepeats} each of ${[...new Set(repeats.map(({ trial }) => `trial ${trial}`))].join(', ')}` +
      (ms === null ? '.' : `; one after the other about ${formatDuration(ms)}. Ctrl-C stops.`),
  );
  const enqueue = repeats.map(({ params, trial }) => ({ params, facts: { source: 'confirm', [confirmsFact]: trial } }));
  const outcome = await tuneWith(plan, { ...args, nTrials: repeats.length }, { out, enqueue });
  const confirmation = confirmationOf(outcome.study);
  out.result(
    { kind: 'confirmed', ...confirmation, journal: outcome.journalFile },
    fitted(`\n${confirmationText(outcome.study)}`),
  );
  return outcome.reason === 'stopped' ? exitCodes.interrupted : exitCodes.done;
}

/** The verdict in words. */
export function confirmationText(study: Study): string {
  const confirmation = confirmationOf(study);
  if (confirmation === null) return 'Nothing was measured again.';
  const { own, best, probability } = confirmation;
  const metric = study.objective?.metric ?? 'the objective';
  const params = Object.entries(best.params).map(([name, value]) => `${name} = ${formatValue(value)}`);
  const lines = [`Best ${metric}: ${measuredText(best)} (values of trial ${best.trial}: ${params.join(', ')}).`];
  if (own !== null) lines.push(`Yours: ${measuredText(own)}.`);
  if (probability !== null) lines.push(`The best is better than yours with probability ${percent(probability)}.`);
  else if (own !== null) lines.push('Two results of each are needed to compare them.');
  return lines.join('\n');
}

function measuredText({ mean, sd, n }: Measured): string {
  return `${formatNumber(mean)}${sd === null ? '' : ` ± ${formatNumber(Number(sd.toPrecision(2)))}`} in ${n} trial${n === 1 ? '' : 's'}`;
}

function percent(probability: number): string {
  return probability > 0.999
    ? 'above 99.9 %'
    : probability < 0.001
      ? 'below 0.1 %'
      : `${(100 * probability).toFixed(1)} %`;
}
