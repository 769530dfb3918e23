// A trial once more, with its values and its seed: does the same value come out? Nothing of it goes into the journal.
import { join } from 'node:path';
import type { Log } from '../../log.ts';
import type { StudyPlan } from '../../program/plan.ts';
import { isFinished, type Study, type Trial } from '../../study/study.ts';
import { emptyTrialFolder, trialFolderOf } from '../trialFolder.ts';
import { isFitValue, type FitValue } from './objective.ts';
import { trialsFolderOf } from './studyOpening.ts';
import { runOf } from './runRecord.ts';
import { requestOf } from './trialRunner.ts';
import { runTrial, type TrialOutcome } from './trialRun.ts';
import type { Engine, MachineSettings } from './places.ts';
import { setUpTuning } from './tuneSetup.ts';

export type ReplayOptions = {
  readonly plan: StudyPlan;
  readonly study: Study;
  readonly journalFile: string;
  /** `place`: where trials of a cluster are run again; those of this machine are run on it again, whatever it says. */
  readonly machine: Pick<MachineSettings, 'nodePath' | 'heapMb' | 'place'>;
  /** For trials that do not note which epoch counted. */
  readonly fitValue: FitValue;
  readonly engine: Engine;
  readonly log: Log;
  /** Aborted: the trial is stopped, and the outcome says so. */
  readonly signal: AbortSignal;
};

export type Replayed = {
  readonly outcome: TrialOutcome;
  /** Whether the trial had a value and it came out again, to the last bit. */
  readonly isSame: boolean;
  /** Whether the program's sources are those of then; true where nobody has noted them. */
  readonly isSameCode: boolean;
};

/** Runs `trial` of `study` again, where the study's latest run had its trials, in a folder beside those of the study. Throws a UserError where no Node can be found. */
export async function replay(trial: Trial, options: ReplayOptions): Promise<Replayed> {
  const { plan, study, journalFile, machine, engine, log, signal } = options;
  const place = runOf(study)?.place.executor === 'slurm' ? machine.place : 'local';
  const setup = await setUpTuning(plan, { ...machine, place, nParallel: 1, isWarm: false }, { engine, log });
  const folder = emptyTrialFolder(trialFolderOf(join(trialsFolderOf(journalFile), 'replay'), trial.number));
  const { params, facts } = trial;
  try {
    const outcome = await runTrial({
      request: requestOf(setup.plan, params, { seed: seedOf(facts), modelFolder: null }),
      ...{ trial: trial.number, folder, startedAtMs: Date.now(), timeoutMs: null, objective: study.objective },
      ...{
        executor: setup.executor,
        signal,
        fitValue: isFitValue(facts['fit_value']) ? facts['fit_value'] : options.fitValue,
      },
      env: { ...setup.slots[0]?.env, ...plan.program.env },
      onMessage: () => undefined,
      onRestart: () => undefined,
      onEvents: () => undefined,
    });
    const hash = facts['sources_sha256'];
    return {
      outcome,
      isSame: isFinished(trial) && outcome.value === trial.value,
      isSameCode: hash === undefined || hash === setup.provenance['sources_sha256'],
    };
  } finally {
    await setup.executor.close();
    await setup.asker.close();
  }
}

function seedOf({ seed }: Trial['facts']): number {
  return typeof seed === 'number' ? seed : 0;
}
