// The plan of a study as the editor makes it: with what is typed and not yet saved, and with the user's choice where several programs are possible.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { UserError } from '../errors.ts';
import { programCandidates, type ProgramCandidate } from '../program/candidates.ts';
import { realFile } from '../program/location.ts';
import { planStudy, type StudyPlan } from '../program/plan.ts';
import type { Objective } from '../space/objective.ts';
import { unsavedText } from './annotatedFiles.ts';

/** The plan; where several programs are possible, the user's choice, which is kept in `memory` for the next time. Null when no choice is made. */
export async function planFor(file: string, memory: vscode.Memento): Promise<StudyPlan | null> {
  const readSource = (path: string): string | undefined => unsavedText(path, realFile);
  try {
    return planStudy(file, { readSource });
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'programUnclear') throw error;
  }
  const candidates = programCandidates(realFile(file) ?? file);
  const key = `program:${file}`;
  const remembered = memory.get<unknown>(key);
  const program = candidates.find(({ label }) => label === remembered) ?? (await chooseProgram(candidates));
  if (program === undefined) return null;
  await memory.update(key, program.label);
  return planStudy(file, { readSource, program });
}

async function chooseProgram(candidates: readonly ProgramCandidate[]): Promise<ProgramCandidate | undefined> {
  const items = candidates.map((candidate) => ({ label: candidate.label, description: candidate.entry, candidate }));
  const placeHolder = l10n.t('Which program trains this model?');
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.candidate;
}

/** Asks which of the reported metrics counts, and which way is better; null when the user takes the question back. */
export async function chooseObjective(metrics: readonly string[]): Promise<Objective | null> {
  const items = metrics.flatMap((metric) => [
    { label: l10n.t('maximize {0}', metric), objective: { direction: 'maximize', metric } as const },
    { label: l10n.t('minimize {0}', metric), objective: { direction: 'minimize', metric } as const },
  ]);
  const placeHolder = l10n.t(
    'What should the study improve? A line "// @tune maximize {0}" answers this for good.',
    metrics[0] ?? '',
  );
  return (await vscode.window.showQuickPick(items, { placeHolder, ignoreFocusOut: true }))?.objective ?? null;
}
