// How long a trial took, by clocks that nobody sets: the wall clock may jump while it runs, by hours, in either direction.
import type { TrialMessage } from '../trialProtocol.ts';

export type DurationEvidence = {
  /** Milliseconds for which this host has followed the trial. */
  readonly followedMs: number;
  /** How old it was when this host began to follow it: 0 for a new one, null where nobody knows. */
  readonly ageMs: number | null;
  /** Of those that wait in a queue: milliseconds since this host heard that the program began; null where it did not, or none waits. */
  readonly sinceBeganMs: number | null;
  /** When it started, by the wall clock, and what that says now. */
  readonly startedAtMs: number;
  readonly nowMs: number;
  readonly messages: readonly TrialMessage[];
};

/** In milliseconds; never negative. */
export function durationOf(evidence: DurationEvidence): number {
  const { followedMs, ageMs, sinceBeganMs, startedAtMs, nowMs, messages } = evidence;
  const said = saidMs(messages);
  // Not less than what was seen of it, and not more than there was time for.
  if (sinceBeganMs !== null) {
    const mostMs = ageMs === null ? Infinity : ageMs + followedMs;
    return Math.min(mostMs, Math.max(sinceBeganMs, said ?? 0));
  }
  if (ageMs !== null) return ageMs + followedMs;
  return said ?? Math.max(followedMs, nowMs - startedAtMs);
}

/** From its beginning to its end by the trial's own clock; null where it has not told of both, or the clock was set back between. */
function saidMs(messages: readonly TrialMessage[]): number | null {
  const started = messages.find((message) => message.kind === 'started');
  const ending = messages.findLast((message) => message.kind === 'ending');
  if (started === undefined || ending === undefined || ending.atMs < started.atMs) return null;
  return ending.atMs - started.atMs;
}
