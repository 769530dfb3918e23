// Asks which trial of a study is meant.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { labelText } from '../markup.ts';
import type { Study, Trial } from '../study/study.ts';
import { formatNumber } from '../study/words.ts';
import { paramWords, stateWords } from './words.ts';

/** The number of one of those that `isMeant`, newest first; null when there is none, or the user takes it back. */
export async function pickTrial(study: Study, isMeant: (trial: Trial) => boolean): Promise<number | null> {
  const items = study.trials
    .filter(isMeant)
    .toReversed()
    .map((trial) => ({
      label: l10n.t('Trial {0}', trial.number),
      description: trial.value === null ? stateWords(trial.state) : formatNumber(trial.value),
      detail: labelText(paramWords(trial)),
      number: trial.number,
    }));
  return (await vscode.window.showQuickPick(items, { placeHolder: l10n.t('Which trial?') }))?.number ?? null;
}
