// Opens the study that a run continues, or begins a new one where there is none or the parameters no longer fit; closes what a dead host left running.
import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { folderNotWritable } from '../errors.ts';
import type { Log } from '../log.ts';
import { objectiveIn, type StudyPlan } from '../program/plan.ts';
import { Journal } from '../storage/journal.ts';
import { nextStudyFile, studyFiles } from '../storage/studyFiles.ts';
import { whyIncompatible } from '../study/compatible.ts';
import type { StudyEvent } from '../study/event.ts';
import type { Trial } from '../study/study.ts';
import { isAlive } from './processIdentity.ts';
import { factEvents } from './trialEvents.ts';

export type OpenedStudy = {
  readonly journal: Journal;
  /** The folder that holds one folder per trial. */
  readonly trialsFolder: string;
};

/** The journal to continue or begin, ready for writing. Throws a UserError when the data folder cannot be written. */
export async function openStudy(
  plan: StudyPlan,
  options: { readonly isNewStudy: boolean; readonly log: Log },
): Promise<OpenedStudy> {
  try {
    mkdirSync(plan.dataFolder, { recursive: true });
  } catch (error) {
    throw folderNotWritable(plan.dataFolder, error);
  }
  const journal = (await continued(plan, options)) ?? (await begun(plan));
  const closing = journal.study.trials.flatMap((trial) => closingEvents(trial, options.log));
  if (closing.length > 0) await journal.append(closing);
  return { journal, trialsFolder: journal.file.replace(/\.log$/, '') };
}

async function continued(
  plan: StudyPlan,
  { isNewStudy, log }: { isNewStudy: boolean; log: Log },
): Promise<Journal | null> {
  const file = studyFiles(plan.dataFolder, plan.studyName).at(-1);
  if (file === undefined || isNewStudy) return null;
  const journal = await Journal.open(file);
  const obstacle =
    journal.study.trials.length === 0 ? null : whyIncompatible(journal.study, plan.space, objectiveIn(plan));
  if (obstacle === null) return journal;
  await journal.close();
  log.warn(`${obstacle} A new study begins; ${file} stays as it is.`);
  return null;
}

function begun(plan: StudyPlan): Promise<Journal> {
  return Journal.open(nextStudyFile(plan.dataFolder, plan.studyName));
}

/** Closes a running trial of ours whose host is gone, and ends its process if that survived. Trials of other writers and machines are left alone. */
function closingEvents(trial: Trial, log: Log): readonly StudyEvent[] {
  if (trial.state !== 'running' || trial.facts['host'] !== hostname()) return [];
  const owner = processOf(trial, 'owner_pid', 'owner_start');
  if (owner === null || isAlive(owner.pid, owner.start)) return [];
  const child = processOf(trial, 'pid', 'pid_start');
  if (child !== null && child.start !== null && isAlive(child.pid, child.start)) endGroup(child.pid);
  log.warn(`Trial ${trial.number} was running when its host ended; it is noted as failed.`);
  const facts = { fail_kind: 'killed', fail_reason: 'The host of the trial ended before the trial did.' };
  return [
    ...factEvents(trial.number, facts),
    { kind: 'trialFailed', trial: trial.number, value: null, atMs: Date.now() },
  ];
}

function processOf(trial: Trial, pidName: string, startName: string): { pid: number; start: string | null } | null {
  const pid = trial.facts[pidName];
  const start = trial.facts[startName];
  return typeof pid === 'number' ? { pid, start: typeof start === 'string' ? start : null } : null;
}

function endGroup(pid: number): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It ended by itself in between.
  }
}
