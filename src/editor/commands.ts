// The commands: one table of what each id does.
import * as vscode from 'vscode';
import { nothingToApply } from '../errors.ts';
import type { Params } from '../space/space.ts';
import { isFinished, type Study } from '../study/study.ts';
import type { CommandContext, Run } from './commandContext.ts';
import { commandIds, type CommandId } from './commandIds.ts';
import { makeTunable } from './language/codeActions.ts';
import { showParameter } from './language/highlights.ts';
import { holdParameter } from './language/holding.ts';
import { notifyError } from './notify.ts';
import { pickTrial } from './picking.ts';
import { runCommands } from './runCommands.ts';
import { filterTrials, sortTrials } from './sidebar/arranging.ts';
import { fieldOf, journalIn, trialIn, uriIn } from './target.ts';
import { assertTrusted } from './trust.ts';
import { ownOf } from '../space/own.ts';

export type Commands = Readonly<Record<CommandId, Run>> & {
  /** Writes the values of a trial of the study that is shown. */
  readonly applyTrial: (trial: number) => Promise<void>;
};

export function createCommands(context: CommandContext): Commands {
  const { shown, log } = context;
  const apply = applier(context);
  return {
    ...runCommands(context),
    'tunelens.openResults': async (argument) => {
      const uri = uriIn(argument);
      if (uri !== null) await shown.show(uri.fsPath);
      context.results().openPanel();
    },
    'tunelens.applyBest': apply.best,
    'tunelens.applyTrial': apply.trial,
    'tunelens.writePreview': apply.answer(true),
    'tunelens.leavePreview': apply.answer(false),
    applyTrial: apply.shownTrial,
    ...studyCommands(context),
    ...parameterCommands(context),
    'tunelens.sortTrials': () => sortTrials(context.tree()),
    'tunelens.filterTrials': () => filterTrials(context.tree()),
    'tunelens.openExample': async () => (await import('./example.ts')).openExample(context.extensionUri),
    'tunelens.doctor': async () => (await context.doctor()).show(),
    'tunelens.showLog': () => log.show(),
  };
}

/** Registers them; whatever one throws is told once. */
export function registerCommands(commands: Commands, log: vscode.LogOutputChannel): vscode.Disposable {
  return vscode.Disposable.from(
    ...commandIds.map((id) =>
      vscode.commands.registerCommand(id, (...args: unknown[]) => guarded(() => commands[id](...args), log)),
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

function studyCommands({ library, studies, shown, results }: CommandContext) {
  const load = (): Promise<typeof import('./studyCommands.ts')> => import('./studyCommands.ts');
  return {
    'tunelens.compareStudies': async () => {
      const chosen = await (await load()).chooseOther(library, shown.journalFile);
      if (chosen !== null) results().compareWith(chosen);
    },
    'tunelens.exportStudy': async (argument) => (await load()).exportStudy(argument, library),
    'tunelens.deleteStudy': async (argument) => (await load()).deleteStudy(argument, library, studies),
  } satisfies Partial<Record<CommandId, Run>>;
}

function parameterCommands({ results, parameterTree }: CommandContext) {
  const hold = async (argument: unknown, more: unknown, isHeld: boolean): Promise<void> => {
    const uri = uriIn(argument);
    const name = fieldOf(argument, 'name') ?? more;
    if (uri === null || typeof name !== 'string') return;
    await holdParameter(await vscode.workspace.openTextDocument(uri), name, isHeld);
  };
  return {
    'tunelens.makeTunable': () => makeTunable(vscode.window.activeTextEditor),
    'tunelens.holdParameter': (argument, name) => hold(argument, name, true),
    'tunelens.tuneParameter': (argument, name) => hold(argument, name, false),
    'tunelens.showParameter': async (argument, more) => {
      const uri = uriIn(argument);
      const name = fieldOf(argument, 'name') ?? more;
      if (uri === null || typeof name !== 'string') return;
      await showParameter(uri, name);
      results().point(null, name);
      await parameterTree().select(name);
    },
  } satisfies Partial<Record<CommandId, Run>>;
}

/** Writing values back: the best, one parameter of it, or those of a trial. */
function applier({ shown, studies, library, writeBack }: CommandContext) {
  const write = async (file: string | null, study: Study | null, params: Params | undefined): Promise<void> => {
    if (file === null || study === null || params === undefined) throw nothingToApply();
    // What the program loads is read for it, wherever links in the folder lead.
    assertTrusted();
    await (await writeBack()).apply(file, params);
  };
  const trialParams = (study: Study | null, number: number | null): Params | undefined => {
    const trial = study?.trials[number ?? -1];
    return trial !== undefined && isFinished(trial) ? trial.params : undefined;
  };
  return {
    best: async (argument: unknown, more: unknown): Promise<void> => {
      const uri = uriIn(argument);
      const study = uri === null ? shown.fileStudy : studies.follow(uri.fsPath);
      await study?.refresh();
      const best = study?.best ?? null;
      const name = fieldOf(argument, 'name') ?? more;
      const params = best === null ? undefined : typeof name === 'string' ? only(best.params, name) : best.params;
      await write(study?.file ?? null, study?.study ?? null, params);
    },
    trial: async (argument: unknown): Promise<void> => {
      const journalFile = await journalIn(argument, library);
      const study = journalFile === null ? shown.study : await library.read(journalFile);
      const number = trialIn(argument) ?? (study === null ? null : await pickTrial(study, isFinished));
      if (number === null) return;
      await write(uriIn(argument)?.fsPath ?? shown.file, study, trialParams(study, number));
    },
    /** To the question of a diff: its own, or of the one in front. */
    answer:
      (isAccepted: boolean): Run =>
      async (argument) =>
        (await writeBack()).answer(uriIn(argument), isAccepted),
    shownTrial: (number: number): Promise<void> => write(shown.file, shown.study, trialParams(shown.study, number)),
  };
}

function only(params: Params, name: string): Params | undefined {
  const value = ownOf(params, name);
  return value === undefined ? undefined : { [name]: value };
}
