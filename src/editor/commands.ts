// The commands: one table of what each id does. package.json has their titles; the manifest test compares both.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { noAnnotatedFile, nothingToApply } from '../errors.ts';
import type { Params } from '../space/space.ts';
import { bestTrial, isFinished } from '../study/study.ts';
import { isAnnotated } from './annotatedFiles.ts';
import { makeTunable } from './codeActions.ts';
import type { Doctor } from './doctor.ts';
import { notifyError } from './notify.ts';
import type { Results } from './results.ts';
import type { ShownStudy } from './shownStudy.ts';
import type { TuneOutcome } from '../trial/tuneOptions.ts';
import type { Tuning } from './tuning.ts';
import { verdict } from './words.ts';
import type { WriteBack } from './writeBack.ts';

export const commandIds = [
  'tunelens.start',
  'tunelens.startNew',
  'tunelens.stop',
  'tunelens.openResults',
  'tunelens.applyBest',
  'tunelens.makeTunable',
  'tunelens.doctor',
  'tunelens.showLog',
] as const;
export type CommandId = (typeof commandIds)[number];

export type CommandContext = {
  readonly shown: ShownStudy;
  readonly tuning: Tuning;
  readonly results: () => Results;
  readonly writeBack: WriteBack;
  readonly doctor: Doctor;
  readonly log: vscode.LogOutputChannel;
};

export type Commands = Readonly<Record<CommandId, (argument?: unknown) => Promise<void> | void>> & {
  readonly applyTrial: (trial: number) => Promise<void>;
};

export function createCommands(context: CommandContext): Commands {
  const { shown, tuning, results, writeBack, log } = context;
  const start = async (argument: unknown, isNewStudy: boolean): Promise<void> => {
    announce(await tuning.start(fileOf(argument, shown), { isNewStudy }), context);
  };
  return {
    'tunelens.start': (argument) => start(argument, false),
    'tunelens.startNew': (argument) => start(argument, true),
    'tunelens.stop': () => tuning.stop(),
    'tunelens.openResults': () => results().openPanel(),
    'tunelens.applyBest': (argument) => {
      const best = shown.study === null ? null : bestTrial(shown.study);
      if (best === null || shown.file === null) throw nothingToApply();
      return writeBack.apply(shown.file, typeof argument === 'string' ? only(best.params, argument) : best.params);
    },
    'tunelens.makeTunable': () => makeTunable(vscode.window.activeTextEditor),
    'tunelens.doctor': () => context.doctor.show(),
    'tunelens.showLog': () => log.show(),
    applyTrial: (number) => {
      const trial = shown.study?.trials[number];
      if (trial === undefined || !isFinished(trial) || shown.file === null) throw nothingToApply();
      return writeBack.apply(shown.file, trial.params);
    },
  };
}

/** Registers them; whatever one throws is told once. */
export function registerCommands(commands: Commands, log: vscode.LogOutputChannel): vscode.Disposable {
  return vscode.Disposable.from(
    ...commandIds.map((id) =>
      vscode.commands.registerCommand(id, (argument: unknown) => guarded(() => commands[id](argument), log)),
    ),
  );
}

export async function guarded(run: () => Promise<void> | void, log: vscode.LogOutputChannel): Promise<void> {
  try {
    await run();
  } catch (error) {
    notifyError(error, log);
  }
}

/** The file that is meant: the lens', the active editor's, the one whose study is shown. */
function fileOf(argument: unknown, shown: ShownStudy): string {
  if (argument instanceof vscode.Uri) return argument.fsPath;
  const active = vscode.window.activeTextEditor?.document;
  if (active?.uri.scheme === 'file') return active.fileName;
  const visible = vscode.window.visibleTextEditors.find(({ document }) => isAnnotated(document));
  const file = visible?.document.fileName ?? shown.file;
  if (file === null) throw noAnnotatedFile();
  return file;
}

function only(params: Params, name: string): Params {
  const value = params[name];
  if (value === undefined) throw nothingToApply();
  return { [name]: value };
}

/** Says how a run has ended, unless it goes on in the next window. */
export function announce(outcome: TuneOutcome | null, { results }: Pick<CommandContext, 'results'>): void {
  if (outcome === null || outcome.reason === 'detached') return;
  const { study, reason } = outcome;
  const [apply, open] = [l10n.t('Apply best'), l10n.t('Open results')];
  const buttons = bestTrial(study) === null ? [open] : [apply, open];
  void vscode.window.showInformationMessage(verdict(study, reason), ...buttons).then((answer) => {
    if (answer === apply) void vscode.commands.executeCommand('tunelens.applyBest');
    if (answer === open) results().openPanel();
  });
}
