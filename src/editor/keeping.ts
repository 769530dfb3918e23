// "Keep this trial": it runs to its end, however bad it looks, also where another window goes on with it.
import { Journal } from '../storage/journal.ts';
import type { Study, Trial } from '../study/study.ts';
import { keptFact } from '../trial/run/control.ts';
import type { CommandContext } from './commandContext.ts';
import { noRunningTrial } from './failures.ts';
import { pickTrial } from './picking.ts';
import { journalIn, trialIn } from './target.ts';
import { assertTrusted } from './trust.ts';

/** The trial that `argument` (a row of the tree) names, or the running one; of several the user's choice. Throws a UserError where none runs. */
export async function keepTrial(
  argument: unknown,
  { shown, studies, tuning, library }: Pick<CommandContext, 'shown' | 'studies' | 'tuning' | 'library'>,
): Promise<void> {
  assertTrusted();
  const journalFile = (await journalIn(argument, library)) ?? shown.fileStudy?.journalFile ?? null;
  const study = journalFile === null ? null : await library.read(journalFile);
  if (journalFile === null || study === null) throw noRunningTrial();
  const trial = trialIn(argument) ?? (await runningTrial(study));
  if (trial === null) return;
  if (study.trials[trial]?.state !== 'running') throw noRunningTrial();
  const run = studies.running.find((one) => one.journalFile === journalFile);
  // The run is told at once; the journal tells whoever goes on with it.
  if (run !== undefined) (await tuning()).keep(run, trial);
  const journal = await Journal.open(journalFile);
  await journal.append([{ kind: 'factNoted', trial, name: keptFact, fact: true }]);
  await journal.close();
}

async function runningTrial(study: Study): Promise<number | null> {
  const isRunning = ({ state, facts }: Trial): boolean => state === 'running' && facts[keptFact] !== true;
  const [only, ...others] = study.trials.filter(isRunning);
  if (only === undefined) throw noRunningTrial();
  return others.length === 0 ? only.number : pickTrial(study, isRunning);
}
