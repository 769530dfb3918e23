// Runs a study from the editor: plans with what is on screen, runs one trial process at a time or several, and can be stopped. One run per window.
import * as vscode from 'vscode';
import { join } from 'node:path';
import { alreadyRunning, notTrusted } from '../errors.ts';
import { createAskWorker } from '../trial/asker.ts';
import { createLocalExecutor } from '../trial/local.ts';
import { findNode } from '../trial/node.ts';
import { tune, type TuneOutcome } from '../trial/scheduler.ts';
import { chooseObjective, planFor } from './planning.ts';
import { parseSettings, type Settings } from './settings.ts';
import { idle, type ShownStudy } from './shownStudy.ts';

export type Tuning = {
  /** Settles when the run is over; null when the user took back the choice of a program. Throws a UserError for what the user can mend. */
  start(file: string, options: { readonly isNewStudy: boolean }): Promise<TuneOutcome | null>;
  /** Settles when every process of the run is gone. */
  stop(): Promise<void>;
};

export function createTuning(
  context: vscode.ExtensionContext,
  shown: ShownStudy,
  log: vscode.LogOutputChannel,
): Tuning {
  let current: { readonly controller: AbortController; readonly done: Promise<unknown> } | null = null;
  return {
    start: async (file, { isNewStudy }) => {
      if (!vscode.workspace.isTrusted) throw notTrusted();
      if (current !== null) throw alreadyRunning();
      const controller = new AbortController();
      const done = run(context, { file, isNewStudy, shown, log, signal: controller.signal });
      current = { controller, done };
      try {
        return await done;
      } finally {
        current = null;
        shown.setRun(idle);
        await shown.refresh();
      }
    },
    stop: async () => {
      if (current === null) return;
      shown.setRun({ ...shown.run, kind: 'stopping' });
      current.controller.abort();
      await current.done.catch(() => undefined); // Whoever started the run is told.
    },
  };
}

type RunContext = {
  readonly file: string;
  readonly isNewStudy: boolean;
  readonly shown: ShownStudy;
  readonly log: vscode.LogOutputChannel;
  readonly signal: AbortSignal;
};

async function run(
  context: vscode.ExtensionContext,
  { file, isNewStudy, shown, log, signal }: RunContext,
): Promise<TuneOutcome | null> {
  const settings = readSettings(file);
  await shown.show(file);
  shown.setRun({ ...idle, kind: 'preparing', nTrialsPlanned: settings.nTrials });
  const plan = await planFor(file, context.workspaceState);
  if (plan === null) return null;
  const node = await findNode(settings.nodePath, plan.program.cwd);
  log.info(`Trials run ${plan.program.entry} on Node ${node.version} (${node.path}).`);
  const dist = join(context.extensionPath, 'dist');
  const asker = createAskWorker(join(dist, 'askWorker.js'));
  try {
    return await tune({
      ...settings,
      plan,
      isNewStudy,
      executor: createLocalExecutor({ node: node.path, childFile: join(dist, 'child.js') }),
      asker,
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
    await asker.close();
  }
}

function readSettings(file: string): Settings {
  const configuration = vscode.workspace.getConfiguration('tunelens', vscode.Uri.file(file));
  return parseSettings((name) => configuration.get(name));
}
