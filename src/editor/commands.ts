// The commands: one table of what each id does. package.json has their titles; the manifest test compares both.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { nothingToApply } from '../errors.ts';
import { noStudy } from './failures.ts';
import type { Params } from '../space/space.ts';
import { bestTrial, isFinished, type Study } from '../study/study.ts';
import type { TuneOutcome } from '../trial/run/tuneOptions.ts';
import type { Doctor } from './doctor.ts';
import type { FileStudy } from './fileStudy.ts';
import { makeTunable } from './language/codeActions.ts';
import { showParameter } from './language/highlights.ts';
import { holdParameter } from './language/holding.ts';
import { notifyError } from './notify.ts';
import type { Lazy } from './lazy.ts';
import type { Results } from './results.ts';
import type { ShownStudy } from './shownStudy.ts';
import { filterTrials, sortTrials } from './sidebar/arranging.ts';
import type { ParameterTree } from './sidebar/parameterTree.ts';
import type { StudyTree } from './sidebar/studyTree.ts';
import type { Studies } from './studies.ts';
import type { StudyLibrary } from './studyLibrary.ts';
import { isEndAnnounced } from './surfaces.ts';
import { countIn, fieldOf, fileOf, paramsIn, trialIn, uriIn } from './target.ts';
import type { StartOptions, Tuning } from './tuning.ts';
import { verdict } from './words.ts';
import type { WriteBack } from './writeBack.ts';

export const commandIds = [
  'tunelens.start',
  'tunelens.startNew',
  'tunelens.pause',
  'tunelens.resume',
  'tunelens.stop',
  'tunelens.openResults',
  'tunelens.applyBest',
  'tunelens.applyTrial',
  'tunelens.runHere',
  'tunelens.compareStudies',
  'tunelens.exportStudy',
  'tunelens.deleteStudy',
  'tunelens.makeTunable',
  'tunelens.doctor',
  'tunelens.holdParameter',
  'tunelens.tuneParameter',
  'tunelens.showParameter',
  'tunelens.sortTrials',
  'tunelens.filterTrials',
  'tunelens.openExample',
  'tunelens.showLog',
] as const;
export type CommandId = (typeof commandIds)[number];

export type CommandContext = {
  readonly extensionUri: vscode.Uri;
  readonly memory: vscode.Memento;
  readonly studies: Studies;
  readonly shown: ShownStudy;
  readonly library: StudyLibrary;
  readonly tree: () => StudyTree;
  readonly parameterTree: () => ParameterTree;
  readonly tuning: Lazy<Tuning>;
  readonly results: () => Results;
  readonly writeBack: Lazy<WriteBack>;
  readonly doctor: Lazy<Doctor>;
  readonly log: vscode.LogOutputChannel;
};

type Run = (...args: readonly unknown[]) => Promise<void> | void;

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

/** Start, pause, resume, stop, and a trial by hand. */
function runCommands(context: CommandContext) {
  const { shown, studies, tuning, memory } = context;
  const start = async (argument: unknown, options: StartOptions): Promise<void> => {
    const file = fileOf(argument, shown);
    await shown.show(file);
    announce(await (await tuning()).start(file, options), file);
  };
  const meant = (argument: unknown): FileStudy | null => {
    const uri = uriIn(argument);
    return uri === null
      ? shown.run.kind === 'idle'
        ? (studies.running[0] ?? null)
        : shown.fileStudy
      : studies.find(uri.fsPath);
  };
  return {
    'tunelens.start': (argument, more) => start(argument, { isNewStudy: false, nTrials: countIn(more, 'trials') }),
    'tunelens.startNew': (argument) => start(argument, { isNewStudy: true }),
    'tunelens.pause': async (argument) => {
      const study = meant(argument);
      if (study !== null) (await tuning()).pause(study);
    },
    'tunelens.resume': async (argument) => {
      const study = meant(argument);
      if (study !== null) (await tuning()).resume(study);
    },
    'tunelens.stop': async (argument) => {
      const study = meant(argument);
      if (study !== null) await (await tuning()).stop(study);
    },
    'tunelens.runHere': async (argument, more) => {
      const file = fileOf(argument, shown);
      await shown.show(file);
      const study = studies.find(file);
      if (study === null) throw noStudy(file);
      const { runHere } = await import('./runHere.ts');
      const trial = await runHere(study, paramsIn(argument) ?? paramsIn(more), memory);
      if (trial !== null) void announceQueued(trial, study);
    },
  } satisfies Partial<Record<CommandId, Run>>;
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
      const journalFile = fieldOf(argument, 'journalFile');
      const study = typeof journalFile === 'string' ? await library.read(journalFile) : shown.study;
      const number = trialIn(argument) ?? (study === null ? null : await pickTrial(study));
      if (number === null) return;
      await write(uriIn(argument)?.fsPath ?? shown.file, study, trialParams(study, number));
    },
    shownTrial: (number: number): Promise<void> => write(shown.file, shown.study, trialParams(shown.study, number)),
  };
}

async function pickTrial(study: Study): Promise<number | null> {
  const items = study.trials
    .filter(isFinished)
    .toReversed()
    .map(({ number, value, params }) => ({
      label: l10n.t('Trial {0}', number),
      description: String(value),
      detail: Object.entries(params)
        .map(([name, one]) => `${name} = ${String(one)}`)
        .join(', '),
      number,
    }));
  return (await vscode.window.showQuickPick(items, { placeHolder: l10n.t('Which trial?') }))?.number ?? null;
}

function only(params: Params, name: string): Params | undefined {
  const value = params[name];
  return value === undefined ? undefined : { [name]: value };
}

/** Says how a run of `file` has ended, unless it goes on in the next window or the user does not want to hear it. */
export function announce(outcome: TuneOutcome | null, file: string): void {
  if (outcome === null || outcome.reason === 'detached' || !isEndAnnounced()) return;
  const { study, reason } = outcome;
  const [apply, open] = [l10n.t('Apply best'), l10n.t('Open results')];
  const buttons = bestTrial(study) === null ? [open] : [apply, open];
  const uri = vscode.Uri.file(file);
  void vscode.window.showInformationMessage(verdict(study, reason), ...buttons).then((answer) => {
    if (answer === apply) void vscode.commands.executeCommand('tunelens.applyBest', uri);
    if (answer === open) void vscode.commands.executeCommand('tunelens.openResults', uri);
  });
}

async function announceQueued(trial: number, { file, run }: FileStudy): Promise<void> {
  const start = l10n.t('Start tuning');
  const isRunning = run.kind !== 'idle';
  const text = isRunning
    ? l10n.t('Trial {0} is queued; the run takes it next.', trial)
    : l10n.t('Trial {0} is queued; the next run takes it first.', trial);
  const answer = await vscode.window.showInformationMessage(text, ...(isRunning ? [] : [start]));
  if (answer === start) await vscode.commands.executeCommand('tunelens.start', vscode.Uri.file(file));
}
