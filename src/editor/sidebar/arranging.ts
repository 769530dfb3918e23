// How the user sorts and filters the trials of the tree.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { stateWords } from '../words.ts';
import type { StudyTree } from './studyTree.ts';
import { everything, type TrialOrder } from './trialOrder.ts';

export async function sortTrials(tree: StudyTree): Promise<void> {
  const items: readonly (vscode.QuickPickItem & Pick<TrialOrder, 'by'>)[] = [
    { label: l10n.t('Newest first'), by: 'number' },
    { label: l10n.t('Best first'), by: 'value' },
    { label: l10n.t('Longest first'), by: 'duration' },
  ];
  const placeHolder = l10n.t('In which order?');
  const chosen = await vscode.window.showQuickPick(items, { placeHolder });
  if (chosen !== undefined) tree.arrange({ by: chosen.by });
}

export async function filterTrials(tree: StudyTree): Promise<void> {
  const items = everything.map((state) => ({
    label: stateWords(state),
    picked: tree.order.states.includes(state),
    state,
  }));
  const placeHolder = l10n.t('Which trials?');
  const chosen = await vscode.window.showQuickPick(items, { canPickMany: true, placeHolder });
  if (chosen !== undefined) tree.arrange({ states: chosen.map(({ state }) => state) });
}
