// Runs a study from the editor: plans with what is on screen, runs one trial process at a time or several, and can be stopped. One run per window.
import * as vscode from 'vscode';
import { join } from 'node:path';
import { alreadyRunning, notTrusted } from '../errors.ts';
import { createControl } from '../trial/control.ts';
import { tune } from '../trial/scheduler.ts';
import type { TuneOutcome } from '../trial/tuneOptions.ts';
import type { StopReason } from '../trial/executor.ts';
import { interruptedRun } from '../trial/runRecord.ts';
import { setUpTuning } from '../trial/tuneSetup.ts';
import { chooseObjective, planFor } from './planning.ts';
import { parseSettings, type Settings } from './settings.ts';
import { idle, type ShownStudy } from './shownStudy.ts';

export type Tuning = {
  /** Settles when the run is over; null when the user took back the choice of a program. Throws a UserError for what the user can mend. */
  start(file: string, options: StartOptions): Promise<TuneOutcome | null>;
  /** Goes on with the run of the study that is shown, where the editor was closed in the middle of it; null where there is none. */
  resume(): Promise<TuneOutcome | null>;
  /** Settles when every process of the run is gone. */
  stop(): Promise<void>;
  /** The window goes: running trials are left to the next one, or stopped where the user wants that. */
  close(): Promise<void>;
};

type StartOptions = {
  readonly isNewStudy: boolean;
  /** Left out: as the setting says. */
  readonly nTrials?: number;
};

export function createTuning(
  context: vscode.ExtensionContext,
  shown: ShownStudy,
  log: vscode.LogOutputChannel,
): Tuning {
  let current: { readonly controller: AbortController; readonly done: Promise<unknown> } | null = null;
  const start: Tuning['start'] = async (file, options) => {
    if (!vscode.workspace.isTrusted) throw notTrusted();
    if (current !== null) throw alreadyRunning();
    const controller = new AbortController();
    const done = run(context, { file, ...options, shown, log, signal: controller.signal });
    current = { controller, done };
    try {
      return await done;
    } finally {
      current = null;
      shown.setRun(idle);
      await shown.refresh();
    }
  };
  const end = async (reason: StopReason): Promise<void> => {
    if (current === null) return;
    current.controller.abort(reason);
    await current.done.catch(() => undefined); // Whoever started the run is told.
  };
  return {
    start,
    resume: async () => {
      const { file, study } = shown;
      const interrupted = study === null ? null : interruptedRun(study);
      if (file === null || study === null || interrupted === null) return null;
      if (current !== null || !vscode.workspace.isTrusted) return null;
      log.info(`The study of ${file} was under way when the editor was closed; it goes on.`);
      const nTrials = Math.max(0, interrupted.nTrialsPlanned - study.trials.length);
      return start(file, { isNewStudy: false, nTrials });
    },
    stop: async () => {
      if (current !== null) shown.setRun({ ...shown.run, kind: 'stopping' });
      await end('stopped');
    },
    close: async () => {
      const { file } = shown;
      await end(file !== null && readSettings(file).onClose === 'stop' ? 'stopped' : 'detached');
    },
  };
}

type RunContext = StartOptions & {
  readonly file: string;
  readonly shown: ShownStudy;
  readonly log: vscode.LogOutputChannel;
  readonly signal: AbortSignal;
};

async function run(
  context: vscode.ExtensionContext,
  { file, isNewStudy, nTrials, shown, log, signal }: RunContext,
): Promise<TuneOutcome | null> {
  const settings = { ...readSettings(file), ...(nTrials === undefined ? {} : { nTrials }) };
  await shown.show(file);
  shown.setRun({ ...idle, kind: 'preparing', nTrialsPlanned: settings.nTrials });
  const plan = await planFor(file, context.workspaceState);
  if (plan === null) return null;
  const dist = join(context.extensionPath, 'dist');
  const engine = {
    childFile: join(dist, 'child.js'),
    askWorkerFile: join(dist, 'askWorker.js'),
    version: versionOf(context.extension),
  };
  const setup = await setUpTuning(plan, settings, { engine, log });
  try {
    return await tune({
      ...settings,
      ...setup,
      isNewStudy,
      control: createControl(),
      log,
      signal,
      chooseObjective,
      onEvents: (_events, _study, { nTrialsPlanned, nTrialsEnded, remainingMs }) => {
        const kind = signal.aborted ? 'stopping' : 'running';
        shown.setRun({ kind, nTrialsPlanned, nTrialsEnded, remainingMs });
        void shown.refresh();
      },
    });
  } finally {
    await setup.asker.close();
  }
}

function readSettings(file: string): Settings {
  const configuration = vscode.workspace.getConfiguration('tunelens', vscode.Uri.file(file));
  return parseSettings((name) => configuration.get(name));
}

/** VS Code hands the manifest over untyped. */
function versionOf({ packageJSON: manifest }: { readonly packageJSON: unknown }): string {
  const hasVersion = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return hasVersion && typeof manifest.version === 'string' ? manifest.version : 'unknown';
}
