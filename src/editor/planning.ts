// The plan of a study as the editor makes it: with what is typed and not yet saved, and with the user's choice where several programs are possible.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { UserError } from '../errors.ts';
import { labelText } from '../markup.ts';
import { programCandidates, type ProgramCandidate } from '../program/candidates.ts';
import { realFile } from '../program/location.ts';
import { planStudy, type PlanOptions, type StudyPlan } from '../program/plan.ts';
import type { Objective } from '../space/objective.ts';
import { unsavedText } from './annotatedFiles.ts';
import { assertTrusted } from './trust.ts';

/** The texts of files, by real path, that go before what is on the disk and what is not saved. */
type Texts = ReadonlyMap<string, string>;

/**
 * The plan; where several programs are possible, the user's choice, which is kept in `memory` for the next time. Null when no choice is made. Throws a
 * UserError in an untrusted workspace: a plan reads all that the program loads.
 */
export async function planFor(
  file: string,
  memory: vscode.Memento,
  texts: Texts = new Map(),
): Promise<StudyPlan | null> {
  assertTrusted();
  const options = planOptionsFor(file, memory, texts);
  try {
    return planStudy(file, options);
  } catch (error) {
    if (!isUnclear(error)) throw error;
  }
  const program = await chooseProgram(programCandidates(realFile(file) ?? file));
  if (program === undefined) return null;
  await memory.update(memoryKey(file), program.label);
  return planStudy(file, { ...options, program });
}

/** What is typed and not saved and, where several programs are possible, the one that was chosen before. Asks nothing. */
export function planOptionsFor(file: string, memory: vscode.Memento, texts: Texts = new Map()): PlanOptions {
  const readSource = (path: string): string | undefined => texts.get(path) ?? unsavedText(path, realFile);
  const remembered = memory.get<unknown>(memoryKey(file));
  if (remembered === undefined || isClear(file, { readSource })) return { readSource };
  const program = programCandidates(realFile(file) ?? file).find(({ label }) => label === remembered);
  return program === undefined ? { readSource } : { readSource, program };
}

function memoryKey(file: string): string {
  return `program:${file}`;
}

/** Whether no choice is needed: a line of the file that says which program goes before what was chosen earlier. */
function isClear(file: string, options: PlanOptions): boolean {
  try {
    planStudy(file, options);
    return true;
  } catch (error) {
    return !isUnclear(error);
  }
}

function isUnclear(error: unknown): boolean {
  return error instanceof UserError && error.code === 'programUnclear';
}

async function chooseProgram(candidates: readonly ProgramCandidate[]): Promise<ProgramCandidate | undefined> {
  const items = candidates.map((candidate) => ({
    label: labelText(candidate.label),
    description: labelText(candidate.entry),
    candidate,
  }));
  const placeHolder = l10n.t('Which program trains this model?');
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.candidate;
}

/** Asks which of the reported metrics counts, and which way is better; null when the user takes the question back. */
export async function chooseObjective(metrics: readonly string[]): Promise<Objective | null> {
  const items = metrics.flatMap((metric) => [
    { label: labelText(l10n.t('maximize {0}', metric)), objective: { direction: 'maximize', metric } as const },
    { label: labelText(l10n.t('minimize {0}', metric)), objective: { direction: 'minimize', metric } as const },
  ]);
  const placeHolder = l10n.t(
    'What should the study improve? A line "// @tune maximize {0}" answers this for good.',
    metrics[0] ?? '',
  );
  return (await vscode.window.showQuickPick(items, { placeHolder, ignoreFocusOut: true }))?.objective ?? null;
}
