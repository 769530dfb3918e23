// Where a run begins a new study: says why, and asks whether it takes over the trials of earlier ones that still fit.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import type { StudyPlan } from '../program/plan.ts';
import { beginWith, findTransfer, type Transfer } from '../trial/run/carryOver.ts';
import { whyNewStudy, type Parting } from '../trial/run/studyOpening.ts';
import { showInformation } from './messages.ts';
import type { Settings } from './settings.ts';
import { newStudyWords, trialCount } from './words.ts';

export type NewStudyOptions = Pick<Settings, 'carryOver' | 'seed'> & {
  readonly isNewStudy: boolean;
  /** Whether somebody is there to be asked and told. */
  readonly isAttended: boolean;
  /** Aborted: the question is taken back. */
  readonly signal: AbortSignal;
};

/**
 * Whether the run has a new study to begin: not where one goes on, nor where one has just been begun with earlier trials. Null when the user takes
 * the question back.
 */
export async function prepareStudy(plan: StudyPlan, options: NewStudyOptions): Promise<boolean | null> {
  const { isNewStudy, isAttended, carryOver, seed } = options;
  const parting = isNewStudy ? null : await whyNewStudy(plan);
  if (!isNewStudy && parting === null) return false;
  const transfer = carryOver === 'never' ? null : await findTransfer(plan);
  const isAsking = carryOver === 'ask' && isAttended && transfer !== null;
  const isWanted = isAsking ? await askFor(transfer, parting, options.signal) : carryOver === 'always';
  if (isWanted === null) return null;
  if (!isAsking && isAttended && parting !== null && parting.obstacle !== null)
    void showInformation(newStudyWords(parting));
  if (!isWanted || transfer === null) return true;
  await beginWith(plan, transfer, { seed, source: 'transferred' });
  return false;
}

async function askFor(
  { priors, nLeftOut }: Transfer,
  parting: Parting | null,
  signal: AbortSignal,
): Promise<boolean | null> {
  const items = [
    {
      label: l10n.t('With {0} of earlier studies', trialCount(priors.length)),
      detail: nLeftOut === 0 ? l10n.t('All of them fit.') : l10n.t('{0} more do not fit any more.', nLeftOut),
      isWanted: true,
    },
    {
      label: l10n.t('Without them'),
      detail: l10n.t('The setting "tunelens.carryOver" answers this for good.'),
      isWanted: false,
    },
  ];
  const source = new vscode.CancellationTokenSource();
  const cancel = (): void => source.cancel();
  signal.addEventListener('abort', cancel);
  try {
    const title = parting === null ? l10n.t('A new study begins.') : newStudyWords(parting);
    const options = { title, placeHolder: l10n.t('What does it know from the start?'), ignoreFocusOut: true };
    return (await vscode.window.showQuickPick(items, options, source.token))?.isWanted ?? null;
  } finally {
    signal.removeEventListener('abort', cancel);
    source.dispose();
  }
}
