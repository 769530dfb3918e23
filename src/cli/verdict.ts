// What a run came to, in words: the best against the file's own values, and no more than was measured.
import { visible } from '../markup.ts';
import { ownOf } from '../space/own.ts';
import { baselineTrial, bestTrial, isFinished, type Study } from '../study/study.ts';
import { formatNumber, formatParams } from '../study/words.ts';

/** A few lines of plain text. */
export function verdictOf(study: Study): string {
  const best = bestTrial(study);
  const metric = visible(study.objective?.metric ?? 'the objective');
  if (best === null) return withoutBest(study);
  const found = `Best ${metric} ${formatNumber(best.value)} (trial ${best.number}): ${formatParams(best.params)}.`;
  const baseline = baselineTrial(study);
  if (baseline === null || !isFinished(baseline))
    return `${found}\nThe file's own values have no result to compare with.`;
  if (best.value === baseline.value) {
    return `${found}\nNo trial was better than the file's own values (${formatNumber(baseline.value)}).`;
  }
  const gain = formatNumber(Math.abs(best.value - baseline.value));
  return (
    `${found}\n${gain} better than the file's own values (${formatNumber(baseline.value)}). ` +
    'Each was trained once, so part of the difference may be chance.'
  );
}

/** What most trials failed of, where none has a value. */
function withoutBest({ trials }: Study): string {
  const reasons = trials.flatMap(({ state, facts }) => (state === 'failed' ? [ownOf(facts, 'fail_reason')] : []));
  const counts = new Map<string, number>();
  for (const reason of reasons) if (typeof reason === 'string') counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const [first] = [...counts].toSorted(([, a], [, b]) => b - a);
  const why = first === undefined ? '' : ` ${first[1]} of ${trials.length} trials failed: ${visible(first[0])}`;
  return `No trial has a value, so there is no best one.${why}`;
}
