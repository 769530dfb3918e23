// What the model is to suppose of trials that have no value of their own: those that run or wait, and those that were pruned.
import { predict } from '../gp/posterior.ts';
import type { Encoding, UnitPoint } from '../space/encode.ts';
import type { Trial } from './study.ts';
import { placed, type Surrogate } from './surrogate.ts';
import { isPending } from './taken.ts';

/** An output in the model's units. */
export type Supposition = { readonly point: UnitPoint; readonly y: number };

/**
 * A trial that runs or waits will end as the model expects ("kriging believer", Ginsbourger et al. 2010). A pruned one would have ended between
 * that and what its curve told when it was pruned (facts `predicted_value`, `predicted_sd`), each by its certainty, and no better than the
 * best: of another program's pruned trial, which has no such facts, the last report counts, give or take half a standard deviation of the outputs.
 */
export function suppositions(
  trials: readonly Trial[],
  encoding: Encoding,
  surrogate: Surrogate,
): readonly Supposition[] {
  const open = placed(
    trials.filter((trial) => isPending(trial) || trial.state === 'pruned'),
    encoding,
  );
  return open.map(({ trial, point }) => ({
    point,
    y: isPending(trial) ? predict(surrogate.posterior, point).mean : prunedOutput(trial, point, surrogate),
  }));
}

function prunedOutput(trial: Trial, point: UnitPoint, { posterior, warp, sign }: Surrogate): number {
  const expected = predict(posterior, point);
  const told = toldBy(trial);
  if (told === null) return expected.mean;
  const y = warp.toModel(sign * told.mean);
  const half = told.sd === null ? 0.5 : Math.abs(warp.toModel(sign * told.mean + told.sd) - y);
  const weight = expected.variance / (expected.variance + half * half);
  const best = posterior.y.reduce((least, value) => Math.min(least, value), Infinity);
  return Math.max(best, expected.mean + weight * (y - expected.mean));
}

/** Null where nothing finite is known. */
function toldBy({ facts, value }: Trial): { readonly mean: number; readonly sd: number | null } | null {
  const { predicted_value: mean, predicted_sd: sd } = facts;
  if (isFinite(mean) && isFinite(sd)) return { mean, sd };
  return isFinite(value) ? { mean: value, sd: null } : null;
}

function isFinite(raw: unknown): raw is number {
  return typeof raw === 'number' && Number.isFinite(raw);
}
