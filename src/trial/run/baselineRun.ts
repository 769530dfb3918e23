// The trial of the user's own values. It comes first and alone: it shows whether the program runs at all, and what it reports.
import type { UserError } from '../../errors.ts';
import { objectiveIn } from '../../program/plan.ts';
import { literalsOf } from '../../space/activity.ts';
import type { Params, Space } from '../../space/space.ts';
import type { Json } from '../../study/event.ts';
import { isFinished, isSameParams, type Study } from '../../study/study.ts';
import { baselineFailure, objectiveOf } from './baseline.ts';
import { isMachineFault } from './failure.ts';
import type { NextParams } from './nextTrial.ts';
import type { Recorder } from './recorder.ts';
import { endingEvents, factEvents, messageEvents } from './trialEvents.ts';
import type { TrialRunner } from './trialRunner.ts';
import { judge, type TrialOutcome } from './trialRun.ts';
import type { Slot } from '../local/slots.ts';
import type { TuneOptions } from './tuneOptions.ts';

/** Whether the user's current values have still to be measured in this study. */
export function needsBaseline(study: Pick<Study, 'trials'>, space: Space): boolean {
  const literals = ownValues(space);
  return !study.trials.some(
    (trial) => (isFinished(trial) || trial.state === 'running') && isSameParams(trial.params, literals),
  );
}

export type BaselineOptions = {
  readonly options: TuneOptions;
  readonly slot: Slot;
  /** Called with the number of a trial that has ended and is in the journal. */
  readonly onEnded: (number: number) => void;
};

/** Measures them. Resolves to the error that ends the run, or to null; rejects with a UserError when no objective can be found. */
export async function runBaseline(
  runner: TrialRunner,
  recorder: Recorder,
  { options, slot, onEnded }: BaselineOptions,
): Promise<UserError | null> {
  const params = ownValues(options.plan.space);
  let next: NextParams = { params, source: 'literals', queued: null, retryOf: null };
  const objective = objectiveIn(options.plan) ?? runner.study.objective;
  if (objective === null) return describeByBaseline(runner, recorder, { options, slot, next, onEnded });
  for (;;) {
    const claimed = await runner.claim(next, objective, slot);
    if (claimed === null) return null;
    const outcome = await runner.follow(claimed, false);
    if (outcome.end.kind === 'detached') return null;
    const { number } = claimed;
    recorder.add(endingEvents(number, outcome));
    await recorder.settled();
    onEnded(number);
    if (next.retryOf !== null || !deservesRetry(outcome, runner)) return whyOver(outcome, options);
    options.log.warn(`The own values are tried once more. ${outcome.failure?.reason ?? ''}`);
    next = { ...next, retryOf: number };
  }
}

/** As for any other trial: where the machine broke it, and nobody has stopped the run. */
function deservesRetry({ failure }: TrialOutcome, runner: TrialRunner): boolean {
  return failure !== null && isMachineFault(failure) && !runner.isStopped;
}

type Unnamed = BaselineOptions & { readonly next: NextParams };

/** Optuna cannot change a direction later, so a study whose objective nobody named is created by what its first trial has shown. */
async function describeByBaseline(
  runner: TrialRunner,
  recorder: Recorder,
  unnamed: Unnamed,
): Promise<UserError | null> {
  const number = runner.study.trials.length;
  const { outcome, facts } = await measure(runner, number, unnamed);
  if (outcome.end.kind === 'detached') return null;
  try {
    const error = await describe(runner, recorder, { ...unnamed, number, outcome, facts });
    unnamed.onEnded(number);
    return error;
  } finally {
    // Until here a host that dies leaves the trial, its end included, to the next one.
    runner.forget(number);
  }
}

type Measured = { readonly outcome: TrialOutcome; readonly facts: Readonly<Record<string, Json>> };

/** A trial that an earlier host has left is taken over if it comes to a good end, and else begun anew; one that the machine broke is, too, once. */
async function measure(runner: TrialRunner, number: number, { options, slot, next }: Unnamed): Promise<Measured> {
  const trial = { number, params: next.params, slot, objective: null };
  if (runner.isLeftBehind(number, next.params)) {
    options.log.info(`Taken over from a host that is gone: trial ${number}.`);
    const outcome = await runner.follow(trial, true);
    const { failure } = outcome;
    if (failure === null || failure.kind === 'stopped') return { outcome, facts: { taken_over: true } };
    options.log.warn(`Trial ${number} is begun anew. ${failure.reason}`);
  }
  const first = await runner.follow(trial, false);
  if (!deservesRetry(first, runner)) return { outcome: first, facts: {} };
  options.log.warn(`Trial ${number} is begun anew. ${first.failure?.reason ?? ''}`);
  return { outcome: await runner.follow(trial, false), facts: {} };
}

async function describe(
  runner: TrialRunner,
  recorder: Recorder,
  { options, slot, next, number, outcome, facts }: Unnamed & Measured & { readonly number: number },
): Promise<UserError | null> {
  const { plan, chooseObjective, fitValue, log } = options;
  if (outcome.failure?.kind === 'stopped') return null;
  if (outcome.failure !== null) return baselineFailure(outcome, outcome.failure, plan);
  const objective = await objectiveOf(outcome, plan, chooseObjective);
  log.info(`Objective: ${objective.direction} ${objective.metric}, as the program reports it.`);
  await recorder.transact((study) => [
    ...runner.describing(study, objective),
    ...runner.starting(number, next, slot, outcome.startedAtMs),
    ...factEvents(number, facts),
    ...outcome.messages.flatMap((message) => messageEvents(message, number, objective)),
    ...endingEvents(number, { ...outcome, ...judge(outcome, objective, fitValue) }),
  ]);
  return null;
}

/** Values that make training diverge are a bad start, not a broken program. */
function whyOver(outcome: TrialOutcome, { plan }: TuneOptions): UserError | null {
  const { failure } = outcome;
  if (failure === null || failure.kind === 'diverged' || failure.kind === 'stopped') return null;
  return baselineFailure(outcome, failure, plan);
}

/** An annotated parameter always has a value. */
function ownValues(space: Space): Params {
  return literalsOf(space) ?? {};
}
