// Runs studies from the editor: plans with what is on screen, runs one trial process at a time or several, and can be paused and stopped.
// One run per annotated file.
import * as vscode from 'vscode';
import { join } from 'node:path';
import { alreadyRunning, fileNotFound, notTrusted } from '../errors.ts';
import { createAskWorker } from '../trial/asker.ts';
import { createLocalExecutor } from '../trial/local.ts';
import { findNode } from '../trial/node.ts';
import { tune, type TuneOutcome } from '../trial/scheduler.ts';
import { chooseObjective, planFor } from './planning.ts';
import { parseSettings, type Settings } from './settings.ts';
import { idle, type FileStudy } from './fileStudy.ts';
import { createPauseGate, type PauseGate } from './pauseGate.ts';
import type { Studies } from './studies.ts';

/** `nTrials` goes before the setting. */
export type StartOptions = { readonly isNewStudy: boolean; readonly nTrials?: number | null };

export type Tuning = {
  /** Settles when the run is over; null when the user took back the choice of a program. Throws a UserError for what the user can mend. */
  start(file: string, options: StartOptions): Promise<TuneOutcome | null>;
  /** No new trial of `study` starts until `resume`; running ones end as usual. */
  pause(study: FileStudy): void;
  resume(study: FileStudy): void;
  /** Settles when every process of the run of `study` (absent: of all runs) is gone. */
  stop(study?: FileStudy): Promise<void>;
};

type Run = { readonly controller: AbortController; readonly gate: PauseGate; readonly done: Promise<unknown> };

export function createTuning(context: vscode.ExtensionContext, studies: Studies, log: vscode.LogOutputChannel): Tuning {
  const runs = new Map<FileStudy, Run>();
  const stop = async (study: FileStudy): Promise<void> => {
    const run = runs.get(study);
    if (run === undefined) return;
    study.setRun({ ...study.run, kind: 'stopping' });
    run.controller.abort();
    await run.done.catch(() => undefined); // Whoever started the run is told.
  };
  return {
    start: async (file, options) => {
      if (!vscode.workspace.isTrusted) throw notTrusted();
      const study = studies.follow(file);
      if (study === null) throw fileNotFound(file);
      if (runs.has(study)) throw alreadyRunning();
      const [controller, gate] = [new AbortController(), createPauseGate()];
      const done = run(context, { study, options, gate, log, signal: controller.signal });
      runs.set(study, { controller, gate, done });
      try {
        return await done;
      } finally {
        runs.delete(study);
        study.setRun(idle);
        await study.refresh();
      }
    },
    pause: (study) => {
      if (study.run.kind !== 'running') return;
      runs.get(study)?.gate.pause();
      study.setRun({ ...study.run, kind: 'paused', remainingMs: null });
    },
    resume: (study) => {
      if (study.run.kind !== 'paused') return;
      study.setRun({ ...study.run, kind: 'running' });
      runs.get(study)?.gate.resume();
    },
    stop: async (study) => {
      await Promise.all((study === undefined ? [...runs.keys()] : [study]).map(stop));
    },
  };
}

type RunContext = {
  readonly study: FileStudy;
  readonly options: StartOptions;
  readonly gate: PauseGate;
  readonly log: vscode.LogOutputChannel;
  readonly signal: AbortSignal;
};

async function run(
  context: vscode.ExtensionContext,
  { study, options, gate, log, signal }: RunContext,
): Promise<TuneOutcome | null> {
  const own = readSettings(study.file);
  const settings = { ...own, nTrials: options.nTrials ?? own.nTrials };
  study.setRun({ ...idle, kind: 'preparing', nTrialsPlanned: settings.nTrials });
  const plan = await planFor(study.file, context.workspaceState);
  if (plan === null) return null;
  const node = await findNode(settings.nodePath);
  log.info(`Trials run ${plan.program.entry} on Node ${node.version} (${node.path}).`);
  const dist = join(context.extensionPath, 'dist');
  const asker = createAskWorker(join(dist, 'askWorker.js'));
  try {
    return await tune({
      ...settings,
      plan,
      isNewStudy: options.isNewStudy,
      executor: createLocalExecutor({ node: node.path, childFile: join(dist, 'child.js') }),
      asker: gate.guard(asker, signal),
      log,
      signal,
      chooseObjective,
      onEvents: (_events, _study, { nTrialsPlanned, nTrialsEnded, remainingMs }) => {
        const { kind } = study.run;
        const counts = { nTrialsPlanned, nTrialsEnded };
        if (kind === 'paused') study.setRun({ kind, ...counts, remainingMs: null });
        else study.setRun({ kind: signal.aborted ? 'stopping' : 'running', ...counts, remainingMs });
        void study.refresh();
      },
    });
  } finally {
    await asker.close();
  }
}

function readSettings(file: string): Settings {
  const configuration = vscode.workspace.getConfiguration('tunelens', vscode.Uri.file(file));
  return parseSettings((name) => configuration.get(name));
}
