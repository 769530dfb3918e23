// Where a run would begin a new study: offers it the trials of earlier studies of the file that still fit.
import { createInterface } from 'node:readline/promises';
import type { StudyPlan } from '../program/plan.ts';
import { beginWith, findTransfer, type Transfer } from '../trial/run/carryOver.ts';
import { whyNewStudy } from '../trial/run/studyOpening.ts';
import type { Output } from './output.ts';
import type { TuneArgs } from './tuneArgs.ts';

/** Whether a new study has been begun with earlier trials, which the run then continues. */
export async function transferEarlier(
  plan: StudyPlan,
  { isNewStudy, isTransfer, seed }: Pick<TuneArgs, 'isNewStudy' | 'isTransfer' | 'seed'>,
  out: Output,
): Promise<boolean> {
  if (isTransfer === false || !(isNewStudy || (await whyNewStudy(plan)) !== null)) return false;
  const transfer = await findTransfer(plan);
  if (transfer === null || !(isTransfer ?? (await isWanted(transfer, out)))) return false;
  const journal = await beginWith(plan, transfer, { seed, source: 'transferred' });
  out.json({ kind: 'transferred', nTrials: transfer.priors.length, nLeftOut: transfer.nLeftOut, journal });
  out.note(`A new study begins with ${offerOf(transfer)}.`);
  return true;
}

async function isWanted(transfer: Transfer, out: Output): Promise<boolean> {
  if (!process.stdin.isTTY || out.isJson) {
    out.note(`A new study begins; --transfer gives it ${offerOf(transfer)}.`);
    return false;
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question(`A new study begins. Give it ${offerOf(transfer)}? (Y/n) `);
    return /^\s*(y(es)?)?\s*$/i.test(answer);
  } finally {
    lines.close();
  }
}

function offerOf({ priors, nLeftOut }: Transfer): string {
  const trials = priors.length === 1 ? '1 earlier trial' : `${priors.length} earlier trials`;
  return nLeftOut === 0 ? `${trials} of this file` : `${trials} of this file (${nLeftOut} more do not fit any more)`;
}
