// `tunelens stop`: ends the run of a study that another process has under way, be it a command line or an editor.
import { Journal } from '../storage/journal.ts';
import { bestTrial } from '../study/study.ts';
import { formatNumber } from '../study/words.ts';
import { askToStop, whenRunHasEnded } from '../trial/run/stopRequest.ts';
import { noRun } from './failures.ts';
import { journalOf } from './fileStudy.ts';
import type { Output } from './output.ts';

export type StopArgs = {
  /** The annotated file, or a journal. */
  readonly target: string;
};

/** Settles once the run has ended. Throws a UserError where there is no study, or no run of it. */
export async function stopRun({ target }: StopArgs, out: Output): Promise<void> {
  const file = journalOf(target);
  if (!(await askToStop(file))) throw noRun(file);
  out.note('Stopping.');
  const journal = await Journal.open(file, { readonly: true });
  await whenRunHasEnded(journal);
  const { study } = journal;
  const best = bestTrial(study);
  const found = best === null ? 'no trial has finished' : `best ${formatNumber(best.value)} in trial ${best.number}`;
  const summary = { trial: best?.number ?? null, value: best?.value ?? null, journal: file };
  out.result({ kind: 'stopped', nTrials: study.trials.length, ...summary }, `Stopped: ${found}.\njournal  ${file}`);
}
