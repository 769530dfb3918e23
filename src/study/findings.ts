// What a study has taught, in sentences of plain English: what matters, what more trials may bring, and how far the model can be trusted.
import { visible } from '../markup.ts';
import type { Importance, Importances } from './importance.ts';
import { stopSentence, type StopAdvice } from './stop.ts';
import { isObserved, type Study, type Trial } from './study.ts';
import { trustSentence, type Trust } from './trust.ts';

/** A few sentences of what has been worked out of a study; none where anything is missing. */
export function findingsOf(
  { objective, trials }: Pick<Study, 'objective' | 'trials'>,
  { importances, advice, trust }: { importances: Importances | null; advice: StopAdvice | null; trust: Trust | null },
): readonly string[] {
  if (importances === null || trust === null) return [];
  const trialMs = meanDurationMs(trials);
  const metric = visible(objective?.metric ?? 'the objective');
  return [
    ...importanceSentence(importances.parameters),
    stopSentence(advice, { metric, ...(trialMs === null ? {} : { trialMs }) }),
    trustSentence(trust),
  ];
}

function importanceSentence(importances: readonly Importance[]): readonly string[] {
  const ranked = importances.toSorted((a, b) => b.total.value - a.total.value);
  const distinct = ranked.filter(({ isDistinct }) => isDistinct);
  const others = ranked.filter(({ isDistinct }) => !isDistinct).map(({ parameter }) => visible(parameter));
  if (ranked.length === 0) return [];
  const percent = (share: number): string => `${Math.round(100 * Math.min(1, share))} %`;
  const parts = distinct.map(
    ({ parameter, total }) =>
      `${visible(parameter)} ${percent(total.value)} (${percent(total.low)} to ${percent(total.high)})`,
  );
  const rest = others.length === 0 ? '' : `${others.join(', ')} cannot be told from nothing yet`;
  if (parts.length === 0) return ['Which parameters matter cannot be told yet.'];
  return [`What matters, as part of the variation: ${parts.join(', ')}${rest === '' ? '' : `; ${rest}`}.`];
}

/** Of the finished trials whose beginning and end are known; null where there are none. */
function meanDurationMs(trials: readonly Trial[]): number | null {
  const durations = trials
    .filter(isObserved)
    .flatMap(({ startedAtMs, endedAtMs }) =>
      startedAtMs === null || endedAtMs === null ? [] : [endedAtMs - startedAtMs],
    );
  return durations.length === 0 ? null : durations.reduce((sum, ms) => sum + ms, 0) / durations.length;
}
