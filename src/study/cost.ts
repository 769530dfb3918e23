// What a trial is expected to take: a Gaussian process of ln(seconds) over the finished trials, for choosing under a time budget.
import { fitHyper } from '../gp/fit.ts';
import { explainedShare, leaveOneOut } from '../gp/leaveOneOut.ts';
import { conditionOn, type Posterior } from '../gp/posterior.ts';
import type { Encoding } from '../space/encode.ts';
import { isObserved, type Trial } from './study.ts';
import { inputsOf, placed } from './surrogate.ts';

export type CostModel = {
  /** Of ln(seconds), standardised. */
  readonly posterior: Posterior;
  /** The standard deviation of ln(seconds) over the trials: what one unit of the posterior stands for. */
  readonly scale: number;
};

/** Fewer trials cannot tell a trend from chance. */
const nLeast = 6;

/** The newest trials tell enough, and the fit grows with the cube of their number. */
const nMost = 100;

/** The share of the variance that the model has to explain of trials it has not seen (R^2, leave one out). */
const leastExplained = 0.5;

/**
 * Null where the durations do not follow from the params: below six finished trials, all about equally long, or R^2 (leave one out) of no more
 * than a half. Pruned and failed trials ended early for other reasons and stay out.
 */
export function fitCost(trials: readonly Trial[], encoding: Encoding): CostModel | null {
  const timed = placed(trials.filter(isObserved), encoding).flatMap(({ trial, point }) => {
    const ms = (trial.endedAtMs ?? NaN) - (trial.startedAtMs ?? NaN);
    return ms > 0 ? [{ point, logSeconds: Math.log(ms / 1000) }] : [];
  });
  const known = timed.slice(-nMost);
  if (known.length < nLeast) return null;
  const { mean, sd } = momentsOf(known.map(({ logSeconds }) => logSeconds));
  if (!(sd > 1e-3)) return null;
  const inputs = inputsOf(
    known.map(({ point }) => point),
    encoding,
  );
  const y = Float64Array.from(known, ({ logSeconds }) => (logSeconds - mean) / sd);
  const posterior = conditionOn(inputs, y, fitHyper(inputs, y, { nActive: encoding.nActive }));
  const explained = explainedShare(y, leaveOneOut(posterior).mean) ?? 0;
  return explained > leastExplained ? { posterior, scale: sd } : null;
}

function momentsOf(values: readonly number[]): { mean: number; sd: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, sd: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
}
