// "Confirm best": trains the best values and the user's own again, with other seeds, and tells which are better, and how surely.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { objectiveIn } from '../program/plan.ts';
import { whyIncompatible } from '../study/compatible.ts';
import { confirmationOf, confirmationPlan, type ConfirmationPlan } from '../study/confirm.ts';
import type { Study } from '../study/study.ts';
import { formatDuration, formatMeasured, formatProbability } from '../study/words.ts';
import { noStudy, nothingToConfirm, studyIsRunning, studyOutdated, studyReadonly } from './failures.ts';
import type { FileStudy } from './fileStudy.ts';
import { button, offer } from './offer.ts';
import { planFor } from './planning.ts';
import type { Tuning } from './tuning.ts';
import { metricOf, trialCount } from './words.ts';

/** Two of the best: the second may be the better one. */
const nLeaders = 2;
const repeats = [3, 2, 5, 10] as const;

/** Says what it costs and asks how often; then runs, and tells the verdict. Throws a UserError where there is nothing to confirm. */
export async function confirmBest(study: FileStudy, memory: vscode.Memento, tuning: Tuning): Promise<void> {
  if (study.study === null) throw noStudy(study.file);
  if (study.run.kind !== 'idle') throw studyIsRunning(study.name);
  const plan = await planFor(study.file, memory);
  if (plan === null) return;
  if (study.obstacle !== null) throw studyReadonly(study.name, study.obstacle);
  if (whyIncompatible(study.study, plan.space, objectiveIn(plan)) !== null) throw studyOutdated(study.file);
  const chosen = await askHowOften(study);
  if (chosen === null) return;
  const { enqueue, nTrials } = chosen;
  const settings = { nTrials, isPruning: false, isStoppingWhenDone: false };
  const outcome = await tuning.start(study.file, { isNewStudy: false, enqueue, settings });
  if (outcome === null || outcome.reason === 'detached') return;
  offer(confirmationWords(outcome.study), [
    button(l10n.t('Show'), 'tunelens.openResults', vscode.Uri.file(study.file)),
    button(l10n.t('Apply best'), 'tunelens.applyBest', vscode.Uri.file(study.file)),
  ]);
}

/** Each choice with its budget; null when the user takes it back. */
async function askHowOften({ file, study }: FileStudy): Promise<ConfirmationPlan | null> {
  if (study === null) throw noStudy(file);
  const items = repeats.flatMap((nRepeats) => {
    const plan = confirmationPlan(study, { nLeaders, nRepeats });
    return plan === null ? [] : [{ label: l10n.t('{0} times each', nRepeats), description: budgetWords(plan), plan }];
  });
  const [first] = items;
  if (first === undefined) throw nothingToConfirm(file);
  const chosen = await vscode.window.showQuickPick(items, {
    title: l10n.t('Confirm best'),
    placeHolder: l10n.t('Train trials {0} again with other seeds. How often?', first.plan.leaders.join(', ')),
  });
  return chosen?.plan ?? null;
}

/** `9 trials, about 4 min one after the other`. */
function budgetWords({ nTrials, ms }: ConfirmationPlan): string {
  const count = trialCount(nTrials);
  return ms === null ? count : l10n.t('{0}, about {1} one after the other', count, formatDuration(ms));
}

/** The verdict. */
function confirmationWords(study: Study): string {
  const confirmation = confirmationOf(study);
  if (confirmation === null) return l10n.t('Nothing was measured again.');
  const { own, best, probability } = confirmation;
  const metric = metricOf(study);
  if (own === null) return l10n.t('{0}: best {1} (values of trial {2}).', metric, formatMeasured(best), best.trial);
  const values = l10n.t(
    '{0}: yours {1}, best {2} (values of trial {3}).',
    metric,
    formatMeasured(own),
    formatMeasured(best),
    best.trial,
  );
  const surely =
    probability === null
      ? l10n.t('Two results of each are needed to compare them.')
      : l10n.t('The probability that it is better: {0}.', formatProbability(probability));
  return `${values} ${surely}`;
}
