// Watches the values that running trials report, and ends a trial that has diverged or is not worth its remaining steps.
import type { PruneDecision } from '../../study/prune.ts';
import type { Study } from '../../study/study.ts';
import type { Asker } from '../engine/asker.ts';
import type { StopReason } from '../executor.ts';
import { keptFact } from './control.ts';

export type SupervisorOptions = {
  readonly asker: Asker;
  readonly study: () => Study;
  readonly nTrialsPlanned: number;
  /** False: only diverged trials are ended. */
  readonly isPruning: boolean;
  /** Whether the user wants the trial to run to its end. */
  readonly isKept: (trial: number) => boolean;
  /** Called once for a trial that is to be pruned, before it is told. */
  readonly onDecision: (trial: number, decision: PruneDecision) => void;
  /** An error of the engine. */
  readonly onError: (error: unknown) => void;
};

export type Supervisor = {
  /** A trial has reported a value, which the study holds. `end` ends it. Of reports that come faster than the engine answers only the newest is judged. */
  reported(trial: number, end: (reason: StopReason) => void): void;
};

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const asking = new Set<number>();
  const again = new Set<number>();
  const look = async (trial: number, end: (reason: StopReason) => void): Promise<void> => {
    do {
      again.delete(trial);
      const reason = await whyEnd(trial, options);
      if (reason === null) continue;
      end(reason);
      return;
    } while (again.has(trial));
  };
  return {
    reported(trial, end) {
      again.add(trial);
      if (asking.has(trial)) return;
      asking.add(trial);
      look(trial, end)
        .catch(options.onError)
        .finally(() => asking.delete(trial));
    },
  };
}

/** Null where the trial may go on. */
async function whyEnd(number: number, options: SupervisorOptions): Promise<StopReason | null> {
  const { asker, study, nTrialsPlanned, isPruning, isKept, onDecision } = options;
  const { direction, trials } = study();
  const trial = trials[number];
  const newest = trial?.reports.at(-1);
  if (trial?.state !== 'running' || newest === undefined) return null;
  // The engine need not be asked about what everybody sees.
  if (!Number.isFinite(newest.value)) return 'diverged';
  if (!isPruning || isKept(number) || trial.facts[keptFact] === true) return null;
  const decision = await asker.judge({ study: { direction, trials }, trial, options: { nTrialsPlanned } });
  // Meanwhile it may have ended, or the user may have spoken for it.
  const isOpen = study().trials[number]?.state === 'running' && !isKept(number);
  if (decision.kind !== 'prune' || !isOpen) return null;
  onDecision(number, decision);
  return 'pruned';
}
