// `tunelens apply`: writes the values of a trial into the literals of the source, and nothing else.
import { relative } from 'node:path';
import { nothingToApply } from '../errors.ts';
import { applyParams, paramEdits } from '../program/applyParams.ts';
import { bestTrial, isFinished, type FinishedTrial } from '../study/study.ts';
import { noSuchTrial } from './failures.ts';
import { readFileStudy, type FileStudy } from './fileStudy.ts';
import { lineDiff } from './lineDiff.ts';
import type { Output } from './output.ts';
import { paint } from './terminal.ts';

export type ApplyArgs = {
  /** The annotated file, or a journal. */
  readonly target: string;
  /** Null: the best. */
  readonly trial: number | null;
  readonly program: string | undefined;
  readonly isDryRun: boolean;
};

/** Prints the difference and, unless it is a dry run, writes it. Throws a UserError where there is no such trial or the file no longer has its parameters. */
export async function applyTrial({ target, trial: number, program, isDryRun }: ApplyArgs, out: Output): Promise<void> {
  const found = await readFileStudy(target, program, out);
  const trial = trialOf(found, number);
  const edits = (isDryRun ? paramEdits : applyParams)(found.plan, trial.params);
  const files = edits.map(({ file }) => file);
  out.json({ kind: 'applied', trial: trial.number, value: trial.value, params: trial.params, files, isDryRun });
  if (out.isJson) return;
  for (const { file, before, after } of edits)
    out.print(coloured(lineDiff(relative(process.cwd(), file), before, after)));
  const what = `the values of trial ${trial.number}`;
  if (files.length === 0) out.note(`${found.plan.file} has ${what} already.`);
  else out.note(isDryRun ? `Nothing was written: these would be ${what}.` : `Written: ${what}.`);
}

/** Added lines green, removed ones red. */
function coloured(diff: string): string {
  const painted = diff.split('\n').map((line) => {
    if (line.startsWith('+')) return paint('green', line);
    return line.startsWith('-') ? paint('red', line) : line;
  });
  return painted.join('\n');
}

function trialOf({ study, journal }: FileStudy, number: number | null): FinishedTrial {
  const trial = number === null ? bestTrial(study) : study.trials[number];
  if (number === null && trial === null) throw nothingToApply();
  if (trial === undefined || trial === null || !isFinished(trial)) throw noSuchTrial(journal, number ?? 0);
  return trial;
}
