// Trials that run, or ran, while their host was gone: this host takes them over, one host each.
import type { Log } from '../../log.ts';
import type { StudyEvent } from '../../study/event.ts';
import type { Study, Trial } from '../../study/study.ts';
import { isAlive } from '../../system/processIdentity.ts';
import type { Recorder } from './recorder.ts';
import { factEvents, ownerFacts, ownerOf } from './trialEvents.ts';
import { ownOf } from '../../space/own.ts';

/**
 * Makes this host the owner of every running trial of this machine that no host watches, and returns their numbers. Trials of other writers and
 * machines, and of living hosts, are left alone. Under the journal's lock, so that of two hosts only one gets a trial.
 */
export async function adoptTrials(recorder: Recorder, log: Log): Promise<readonly number[]> {
  let adopted: readonly number[] = [];
  await recorder.transact(({ trials }) => {
    adopted = trials.filter(isOrphan).map(({ number }) => number);
    return adopted.flatMap((number) => factEvents(number, { ...ownerFacts(), taken_over: true }));
  });
  if (adopted.length > 0) log.info(`Taken over from a host that is gone: trial ${adopted.join(', ')}.`);
  return adopted;
}

/** A trial of this very process is one, too: an earlier run of it had to let go, and a process has one run of a study at a time. */
function isOrphan(trial: Trial): boolean {
  if (trial.state !== 'running') return false;
  const owner = ownerOf(trial);
  return owner !== null && (owner.pid === process.pid || !isAlive(owner));
}

/**
 * Passes on those of a resumed trial's events that the journal of `study` does not hold yet. They come from the trial's beginning, in the order in
 * which an earlier host wrote them down.
 */
export function skipKnown(
  study: Pick<Study, 'trials'>,
  number: number,
): (events: readonly StudyEvent[]) => readonly StudyEvent[] {
  const known = study.trials[number];
  const reports = new Map(known?.reports.map(({ step, value }) => [step, value]));
  const facts = { ...known?.facts };
  return (events) =>
    events.filter((event) => {
      if (event.kind === 'valueReported') return !Object.is(reports.get(event.step), event.value);
      return event.kind !== 'factNoted' || ownOf(facts, event.name) !== event.fact;
    });
}
