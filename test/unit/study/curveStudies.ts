// Studies of simulated learning curves, for the tests of curves.ts and prune.ts.
import { createRandom } from '../../../src/math/random.ts';
import type { Direction } from '../../../src/space/objective.ts';
import type { Study, Trial } from '../../../src/study/study.ts';

/** 20 values that fall from `end + height` to `end`, fast first. */
export function falling({ end = 0.3, height = 1, sd = 0.01, seed = 1, nSteps = 20 }): readonly number[] {
  const random = createRandom(seed, Math.round(1000 * end));
  const psi = (t: number): number => (1 / (t + 2) - 1 / (nSteps + 2)) / (1 / 3 - 1 / (nSteps + 2));
  return Array.from({ length: nSteps }, (_, i) => end + height * psi(i + 1) + sd * random.gaussian());
}

/** A running trial after its first `nReports` values, at steps from 0. */
export function trialOf(number: number, values: readonly number[], nReports = values.length): Trial {
  const reports = values.slice(0, nReports).map((value, step) => ({ step, value }));
  const facts = { source: number === 0 ? 'literals' : 'model' };
  return { number, state: 'running', params: {}, value: null, reports, startedAtMs: 0, endedAtMs: null, facts };
}

export function finishedTrial(number: number, values: readonly number[]): Trial {
  return { ...trialOf(number, values), state: 'finished', value: values.at(-1) ?? NaN };
}

/** One finished trial for each end; maximised ones are the same, negated. */
export function curveStudy({
  ends,
  direction = 'minimize',
  ...form
}: {
  readonly ends: readonly number[];
  readonly direction?: Direction;
  readonly height?: number;
  readonly sd?: number;
}): Pick<Study, 'direction' | 'trials'> {
  const sign = direction === 'maximize' ? -1 : 1;
  return {
    direction,
    trials: ends.map((end, i) =>
      finishedTrial(
        i,
        falling({ ...form, end, seed: i }).map((value) => sign * value),
      ),
    ),
  };
}
