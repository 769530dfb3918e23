// Runs studies from the editor: plans with what is on screen, runs one trial process at a time or several, and can be paused and stopped.
// One run per annotated file.
import * as vscode from 'vscode';
import { alreadyRunning, fileNotFound } from '../errors.ts';
import { createControl, type TuneControl } from '../trial/run/control.ts';
import { stopReasonOf, type StopReason } from '../trial/executor.ts';
import { interruptedRun } from '../trial/run/runRecord.ts';
import { tune } from '../trial/run/scheduler.ts';
import type { TuneOptions, TuneOutcome, TuneSettings } from '../trial/run/tuneOptions.ts';
import type { MachineSettings } from '../trial/run/places.ts';
import { setUpTuning } from '../trial/run/tuneSetup.ts';
import { announceAdvice, announceClusterUnset, announceStopAsked, type RunOutcome } from './announcing.ts';
import type { FileStudy } from './fileStudy.ts';
import { prepareStudy } from './newStudy.ts';
import { chooseObjective, planFor } from './planning.ts';
import { isOwnRun, markRun, unmarkRun } from './runMarks.ts';
import { engineOf, readSettings } from './runSetup.ts';
import type { Studies } from './studies.ts';
import { assertTrusted } from './trust.ts';
import { idle } from '../webviewProtocol.ts';

export type StartOptions = {
  readonly isNewStudy: boolean;
  /** Whether somebody is there to be asked. Default: false. */
  readonly isAttended?: boolean;
  /** Trials that come before all others; `nTrials` counts them. Default: none. */
  readonly enqueue?: TuneOptions['enqueue'];
  /** They go before the user's. */
  readonly settings?: Partial<TuneSettings & Pick<MachineSettings, 'place'>>;
};

export type Tuning = {
  /** Settles when the run is over; null when the user took back the choice of a program. Throws a UserError for what the user can mend. */
  start(file: string, options: StartOptions): Promise<RunOutcome | null>;
  /** Goes on with a run of `study` that was under way when an editor was closed; null where there is none, or the folder is not trusted. */
  takeUp(study: FileStudy): Promise<RunOutcome | null>;
  /** No new trial of `study` starts until `resume`; running ones end as usual. */
  pause(study: FileStudy): void;
  resume(study: FileStudy): void;
  /** The trial of the run of `study` is never pruned. */
  keep(study: FileStudy, trial: number): void;
  /** The run of `study` does not end before its last trial, whatever the engine advises. */
  goOn(study: FileStudy): void;
  /** Settles when every process of the run of `study` is gone; where another process has the run, it is asked, and settles before that. */
  stop(study: FileStudy): Promise<void>;
  /** The window goes: running trials are left to the next one, or stopped where the user wants that. */
  close(): Promise<void>;
};

type Run = { readonly controller: AbortController; readonly control: TuneControl; readonly done: Promise<unknown> };

export function createTuning(context: vscode.ExtensionContext, studies: Studies, log: vscode.LogOutputChannel): Tuning {
  const runs = new Map<FileStudy, Run>();
  const begin = async (study: FileStudy, options: StartOptions): Promise<RunOutcome | null> => {
    assertTrusted();
    if (runs.has(study)) throw alreadyRunning();
    const [controller, control] = [new AbortController(), createControl()];
    const done = run(context, { study, ...options, control, log, signal: controller.signal });
    runs.set(study, { controller, control, done });
    try {
      const outcome = await done;
      const { nTrialsPlanned, nTrialsEnded } = study.run;
      return outcome === null ? null : { ...outcome, nTrialsLeft: nTrialsPlanned - nTrialsEnded };
    } finally {
      runs.delete(study);
      study.setRun(idle);
      await study.refresh();
    }
  };
  const end = async (study: FileStudy, reason: StopReason): Promise<void> => {
    const run = runs.get(study);
    if (run === undefined) return;
    study.setRun({ ...study.run, kind: 'stopping' });
    run.controller.abort(reason);
    await run.done.catch(() => undefined); // Whoever started the run is told.
  };
  return {
    start: async (file, options) => {
      const study = studies.follow(file);
      if (study === null) throw fileNotFound(file);
      return begin(study, options);
    },
    takeUp: async (study) => {
      const interrupted = study.study === null ? null : interruptedRun(study.study);
      if (study.study === null || interrupted === null || runs.has(study) || !vscode.workspace.isTrusted) return null;
      // The journal alone starts nothing: it may have come with the repository.
      if (!isOwnRun(study.file, context.globalStorageUri.fsPath)) {
        log.info(`The run of ${study.file} that was left was not begun by an editor of yours; Start goes on with it.`);
        return null;
      }
      log.info(`The study of ${study.file} was under way when the editor was closed; it goes on.`);
      const nTrials = Math.max(0, interrupted.nTrialsPlanned - study.study.trials.length);
      if (interrupted.place.executor === 'local')
        return begin(study, { isNewStudy: false, settings: { nTrials, place: 'local' } });
      // How jobs are submitted is executed: it is the user's own word, never the study's.
      const { place } = readSettings(study.file);
      if (place === 'local') announceClusterUnset(study);
      return begin(study, { isNewStudy: false, settings: { nTrials: place === 'local' ? 0 : nTrials, place } });
    },
    ...controlling(runs),
    stop: async (study) => {
      if (runs.has(study)) await end(study, 'stopped');
      else if (await study.stopElsewhere()) announceStopAsked();
    },
    close: async () => {
      const reasonFor = ({ file }: FileStudy): StopReason =>
        readSettings(file).onClose === 'stop' ? 'stopped' : 'detached';
      await Promise.all([...runs.keys()].map((study) => end(study, reasonFor(study))));
    },
  };
}

function controlling(runs: ReadonlyMap<FileStudy, Run>): Pick<Tuning, 'pause' | 'resume' | 'keep' | 'goOn'> {
  return {
    pause: (study) => {
      if (study.run.kind !== 'running') return;
      runs.get(study)?.control.pause();
      study.setRun({ ...study.run, kind: 'paused', remainingMs: null });
    },
    resume: (study) => {
      if (study.run.kind !== 'paused') return;
      study.setRun({ ...study.run, kind: 'running' });
      runs.get(study)?.control.resume();
    },
    keep: (study, trial) => runs.get(study)?.control.keep(trial),
    goOn: (study) => runs.get(study)?.control.goOn(),
  };
}

type RunContext = StartOptions & {
  readonly study: FileStudy;
  readonly control: TuneControl;
  readonly log: vscode.LogOutputChannel;
  readonly signal: AbortSignal;
};

async function run(
  context: vscode.ExtensionContext,
  {
    study,
    isNewStudy: isNewWanted,
    isAttended = false,
    enqueue = [],
    settings: asked,
    control,
    log,
    signal,
  }: RunContext,
): Promise<TuneOutcome | null> {
  const settings = { ...readSettings(study.file), ...asked };
  study.setRun({ ...idle, kind: 'preparing', nTrialsPlanned: settings.nTrials });
  const plan = await planFor(study.file, context.workspaceState);
  if (plan === null) return null;
  const isNewStudy = await prepareStudy(plan, { ...settings, isNewStudy: isNewWanted, isAttended, signal });
  if (isNewStudy === null) return null;
  const setup = await setUpTuning(plan, settings, { engine: engineOf(context.extension), log });
  markRun(study.file, context.globalStorageUri.fsPath, log);
  try {
    return await tune({
      ...settings,
      ...setup,
      isNewStudy,
      enqueue,
      control,
      log,
      signal,
      chooseObjective,
      onEvents: (events, _study, { nTrialsPlanned, nTrialsEnded, remainingMs }) => {
        const kind = signal.aborted ? 'stopping' : control.isPaused ? 'paused' : 'running';
        study.setRun({ kind, nTrialsPlanned, nTrialsEnded, remainingMs: kind === 'paused' ? null : remainingMs });
        const isAdvised = events.some((event) => event.kind === 'factNoted' && event.name === 'stop_advice');
        void study.refresh().then(() => isAdvised && !settings.isStoppingWhenDone && announceAdvice(study));
      },
    });
  } finally {
    const isLeft = signal.aborted && stopReasonOf(signal) === 'detached';
    if (!isLeft) unmarkRun(study.file, context.globalStorageUri.fsPath);
    await setup.asker.close();
  }
}
