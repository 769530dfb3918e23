// The convergence of a study as one row of blocks: the best value so far, trial by trial.
import { isBetter, isObserved, type Study } from '../study/study.ts';

const blocks = '▁▂▃▄▅▆▇█';

/** At most `width` blocks, the last for now; empty below two finished trials. Where no trial was better than the first all are low. */
export function sparkline(study: Pick<Study, 'trials' | 'direction'>, width: number): string {
  const bests = bestsOf(study);
  if (bests.length < 2 || width < 2) return '';
  const shown =
    bests.length <= width
      ? bests
      : Array.from({ length: width }, (_, i) => bests[Math.round((i * (bests.length - 1)) / (width - 1))]!);
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  const level = (value: number): number => (high === low ? 0 : Math.round(((value - low) / (high - low)) * 7));
  return shown.map((value) => blocks[level(value)]).join('');
}

/** The best value after each finished trial. */
function bestsOf({ trials, direction }: Pick<Study, 'trials' | 'direction'>): readonly number[] {
  const bests: number[] = [];
  for (const { value } of trials.filter(isObserved)) {
    const last = bests.at(-1);
    bests.push(last === undefined || isBetter(value, last, direction) ? value : last);
  }
  return bests;
}
