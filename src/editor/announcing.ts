// What is told by a message: the end of a run, and what the user may decide.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { bestTrial } from '../study/study.ts';
import type { TuneOutcome } from '../trial/run/tuneOptions.ts';
import type { FileStudy } from './fileStudy.ts';
import { button, offer } from './offer.ts';
import { isEndAnnounced } from './surfaces.ts';
import { bestWords, verdict } from './words.ts';

/** Also how many trials the run was still to start. */
export type RunOutcome = TuneOutcome & { readonly nTrialsLeft: number };

/** Says how a run of `file` has ended, unless it goes on in the next window or the user does not want to hear it. */
export function announce(outcome: RunOutcome | null, file: string): void {
  if (outcome === null || outcome.reason === 'detached' || !isEndAnnounced()) return;
  const { study, reason, nTrialsLeft } = outcome;
  const uri = vscode.Uri.file(file);
  const more = { trials: nTrialsLeft, isGoingOn: true };
  offer(verdict(study, reason), [
    ...(reason === 'enough' && nTrialsLeft > 0 ? [button(l10n.t('Go on'), 'tunelens.start', uri, more)] : []),
    ...(bestTrial(study) === null ? [] : [button(l10n.t('Apply best'), 'tunelens.applyBest', uri)]),
    button(l10n.t('Open results'), 'tunelens.openResults', uri),
  ]);
}

/** Says while a run goes on that more trials are unlikely to pay. */
export function announceAdvice(study: FileStudy): void {
  if (study.study === null || !isEndAnnounced()) return;
  const uri = vscode.Uri.file(study.file);
  offer([l10n.t('More trials are unlikely to pay.'), bestWords(study.study) ?? ''].join(' '), [
    button(l10n.t('Stop'), 'tunelens.stop', uri),
    button(l10n.t('Go on'), 'tunelens.goOn', uri),
    button(l10n.t('Open results'), 'tunelens.openResults', uri),
  ]);
}

/** Says that the run of another process, which shows nothing here, has been asked to stop. */
export function announceStopAsked(): void {
  offer(l10n.t('The run in another window or process has been asked to stop.'), []);
}

/** Says that trial `trial` waits, and offers to start where nothing runs. */
export function announceQueued(trial: number, { file, run }: FileStudy): void {
  const isRunning = run.kind !== 'idle';
  const text = isRunning
    ? l10n.t('Trial {0} is queued; the run takes it next.', trial)
    : l10n.t('Trial {0} is queued; the next run takes it first.', trial);
  offer(text, isRunning ? [] : [button(l10n.t('Start tuning'), 'tunelens.start', vscode.Uri.file(file))]);
}

/** Says that a run whose trials are jobs of a cluster is only watched to the end of those, as the settings do not say how to submit more. */
export function announceClusterUnset({ file }: FileStudy): void {
  const text = l10n.t(
    'The trials of {0} were jobs of Slurm when the editor was closed. Those that are left are followed; no more start, since the setting "tunelens.executor" is not "slurm".',
    file,
  );
  offer(text, []);
}
