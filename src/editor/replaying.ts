// "Replay": runs a trial once more, with its values and its seed, and tells whether the same value came out.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import type { Log } from '../log.ts';
import { isFinished, type Study, type Trial } from '../study/study.ts';
import { formatNumber } from '../study/words.ts';
import { replay, type Replayed } from '../trial/run/replay.ts';
import { fileGone, noStudy, studyIsRunning } from './failures.ts';
import { offer } from './offer.ts';
import { pickTrial } from './picking.ts';
import { planFor } from './planning.ts';
import { engineOf, readSettings } from './runSetup.ts';
import type { ShownStudy } from './shownStudy.ts';
import type { Studies } from './studies.ts';
import { sourceOf, type StudyLibrary } from './studyLibrary.ts';
import { fileOf, journalIn, trialIn } from './target.ts';
import { assertTrusted } from './trust.ts';
import { metricOf } from './words.ts';

export type Replaying = {
  /** `argument` is a row of the tree; without one the user chooses. Settles when the trial has ended. Throws a UserError for what can be mended. */
  replay(argument: unknown): Promise<void>;
  /** Ends what runs; settles when its processes are gone. */
  close(): Promise<void>;
};

export type ReplaySources = {
  readonly shown: ShownStudy;
  readonly studies: Studies;
  readonly library: StudyLibrary;
  readonly log: Log;
};

type Target = { readonly file: string; readonly journalFile: string; readonly study: Study; readonly trial: Trial };

export function createReplaying(context: vscode.ExtensionContext, sources: ReplaySources): Replaying {
  const running = new Map<AbortController, Promise<unknown>>();
  const run = async (target: Target): Promise<Replayed | null> => {
    const plan = await planFor(target.file, context.workspaceState);
    if (plan === null) return null;
    const settings = readSettings(target.file);
    const controller = new AbortController();
    const replaying = withProgress(target.trial, controller, () =>
      replay(target.trial, {
        ...{ plan, study: target.study, journalFile: target.journalFile, log: sources.log, signal: controller.signal },
        ...{ machine: settings, fitValue: settings.fitValue, engine: engineOf(context.extension) },
      }),
    );
    running.set(controller, replaying);
    try {
      return await replaying;
    } finally {
      running.delete(controller);
    }
  };
  return {
    replay: async (argument) => {
      assertTrusted();
      const target = await targetOf(argument, sources);
      const replayed = target === null ? null : await run(target);
      if (target === null || replayed === null || replayed.outcome.failure?.kind === 'stopped') return;
      const { outputFile } = replayed.outcome;
      const show = {
        title: l10n.t('Show output'),
        press: () => vscode.window.showTextDocument(vscode.Uri.file(outputFile)),
      };
      offer(replayWords(target.study, target.trial, replayed), [show]);
    },
    close: async () => {
      for (const controller of running.keys()) controller.abort('stopped');
      await Promise.allSettled(running.values());
    },
  };
}

/** Null when the user takes the choice back. */
async function targetOf(argument: unknown, { shown, studies, library }: ReplaySources): Promise<Target | null> {
  const journalFile = (await journalIn(argument, library)) ?? (await shownJournal(argument, shown));
  const study = await library.read(journalFile);
  const file = sourceOf(journalFile);
  if (file === null || study === null) throw fileGone(journalFile);
  const running = studies.running.find((one) => one.journalFile === journalFile);
  if (running !== undefined) throw studyIsRunning(running.name);
  const number = trialIn(argument) ?? (await pickTrial(study, hasEnded));
  const trial = study.trials[number ?? -1];
  return trial === undefined || !hasEnded(trial) ? null : { file, journalFile, study, trial };
}

async function shownJournal(argument: unknown, shown: ShownStudy): Promise<string> {
  const file = fileOf(argument, shown);
  await shown.show(file);
  const journalFile = shown.fileStudy?.journalFile ?? null;
  if (journalFile === null) throw noStudy(file);
  return journalFile;
}

function hasEnded({ state }: Trial): boolean {
  return state !== 'queued' && state !== 'running';
}

/** A notification that can cancel it: no run is under way that the status bar could show. */
function withProgress<T>({ number }: Trial, controller: AbortController, task: () => Promise<T>): Promise<T> {
  const title = l10n.t('Running trial {0} again', number);
  const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title };
  const progress = vscode.window.withProgress(options, async (_report, token) => {
    const cancelling = token.onCancellationRequested(() => controller.abort('stopped'));
    try {
      return await task();
    } finally {
      cancelling.dispose();
    }
  });
  return Promise.resolve(progress);
}

function replayWords(study: Study, trial: Trial, { outcome, isSame, isSameCode }: Replayed): string {
  const { number } = trial;
  const metric = metricOf(study);
  if (outcome.value === null)
    return l10n.t('Trial {0} gave no value this time: {1}', number, outcome.failure?.reason ?? '');
  const now = formatNumber(outcome.value);
  if (!isFinished(trial))
    return l10n.t('Trial {0} did not come to its end then; now its {1} is {2}.', number, metric, now);
  const then = formatNumber(trial.value);
  if (isSame) return l10n.t('Trial {0}: the same {1} came out, {2}.', number, metric, then);
  const values = l10n.t('Trial {0}: another {1} came out, {2} instead of {3}.', number, metric, now, then);
  const why = isSameCode
    ? l10n.t('Something in the program depends on more than its values and Math.random: time, threads or data.')
    : l10n.t('The program has been changed since.');
  return `${values} ${why}`;
}
