// The vocabulary of a study: what can happen in it, in order. The journal is a list of these and nothing else.
// The `Study` state is folded from them in fold.ts; their form in the file is codec.ts.
import type { Direction, Objective } from '../space/objective.ts';
import type { Params, ParamValue, Space } from '../space/space.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Trials are numbered from 0 in order of creation; times are epoch milliseconds; values are the user's own numbers, never negated. */
export type StudyEvent =
  | { readonly kind: 'studyCreated'; readonly study: string; readonly direction: Direction }
  | {
      readonly kind: 'studyDescribed';
      readonly space: Space;
      readonly objective: Objective;
      readonly seed: number;
      readonly atMs: number;
    }
  /** Only other writers delete; the file stays, and a study created after it takes its place. */
  | { readonly kind: 'studyDeleted' }
  | { readonly kind: 'trialQueued'; readonly trial: number; readonly params: Params }
  /** `params` is null for a queued trial (as queued). */
  | { readonly kind: 'trialStarted'; readonly trial: number; readonly params: Params | null; readonly atMs: number }
  /** Only other writers set parameters one by one. */
  | { readonly kind: 'paramSet'; readonly trial: number; readonly name: string; readonly value: ParamValue }
  | { readonly kind: 'valueReported'; readonly trial: number; readonly step: number; readonly value: number }
  /** A user attribute of the study (`trial` null) or of a trial: why it failed, seed, commit, … */
  | { readonly kind: 'factNoted'; readonly trial: number | null; readonly name: string; readonly fact: Json }
  /** What the user says of a trial, also after its end, when Optuna lets no attribute of the trial change. An empty note takes it away. */
  | { readonly kind: 'noteWritten'; readonly trial: number; readonly note: string }
  | { readonly kind: 'trialStarred'; readonly trial: number; readonly isStarred: boolean }
  /** `trialFinished` always has a value that is not NaN; `trialFailed` has null. */
  | {
      readonly kind: 'trialFinished' | 'trialPruned' | 'trialFailed';
      readonly trial: number;
      readonly value: number | null;
      readonly atMs: number;
    };
