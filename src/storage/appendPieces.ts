// An append in pieces: whatever refers to a study or a trial that the same append makes, or takes, is written when that has been read back and is known to be
// ours. The lock may have been broken meanwhile, and then the next number is another writer's.
import { createsTrial, factsOfNewTrial } from '../study/encode.ts';
import type { StudyEvent } from '../study/event.ts';
import type { Trial } from '../study/study.ts';

/** `events` in order, each piece as long as it can be. */
export function piecesOf(events: readonly StudyEvent[]): readonly (readonly StudyEvent[])[] {
  const pieces: StudyEvent[][] = [];
  let piece: StudyEvent[] = [];
  let claimed = new Set<number | 'study'>();
  const end = (): void => {
    if (piece.length > 0) pieces.push(piece);
    piece = [];
    claimed = new Set();
  };
  for (let i = 0; i < events.length; i++) {
    const event = events[i]!;
    if (claimed.has('study') || claimed.has(trialOf(event))) end();
    // What its own record holds refers to nothing.
    const facts = factsOfNewTrial(events, i);
    piece.push(event, ...facts);
    i += facts.length;
    if (isClaim(event)) claimed.add(trialOf(event));
  }
  end();
  return pieces;
}

/**
 * Trials get their numbers in the order of the file, and one that waits is taken once: the first number that another writer has, which would be confused with
 * that one for ever. Null where all are free.
 */
export function takenNumber(events: readonly StudyEvent[], trials: readonly Trial[]): number | null {
  let nTrials = trials.length;
  const isFree = (trial: number, isNew: boolean): boolean =>
    isNew ? trial === nTrials : (trials[trial]?.state ?? 'queued') === 'queued';
  for (const event of events) {
    if (event.kind !== 'trialQueued' && event.kind !== 'trialStarted') continue;
    const isNew = createsTrial(event);
    if (!isFree(event.trial, isNew)) return event.trial;
    if (isNew) nTrials++;
  }
  return null;
}

/** What makes a study or a trial, or takes one that waits. */
export type Claim = Extract<StudyEvent, { kind: 'studyCreated' | 'trialQueued' | 'trialStarted' }>;

/** The first of the claims in `piece` that the file does not show; `told` is what the records of the piece mean where they stand. Null where all are there. */
export function missedClaim(piece: readonly StudyEvent[], told: readonly StudyEvent[]): Claim | null {
  const met = new Set(told.filter(isClaim).map(keyOf));
  return piece.filter(isClaim).find((claim) => !met.has(keyOf(claim))) ?? null;
}

/** The trials that came to be under numbers that nobody counts on: they end at once, with the reason. */
export function endStrays(told: readonly StudyEvent[], atMs: number): readonly StudyEvent[] {
  return told.filter(createsTrial).flatMap(({ trial }): readonly StudyEvent[] => [
    { kind: 'factNoted', trial, name: 'fail_kind', fact: 'stopped' },
    { kind: 'factNoted', trial, name: 'fail_reason', fact: 'Another program took its number in the same moment.' },
    { kind: 'trialFailed', trial, value: null, atMs },
  ]);
}

function isClaim(event: StudyEvent): event is Claim {
  return event.kind === 'studyCreated' || event.kind === 'trialQueued' || event.kind === 'trialStarted';
}

function trialOf(event: StudyEvent): number | 'study' {
  return 'trial' in event && event.trial !== null ? event.trial : 'study';
}

function keyOf(claim: Claim): string {
  return `${claim.kind} ${trialOf(claim)}`;
}
