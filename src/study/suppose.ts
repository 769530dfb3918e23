// What the model is to suppose of trials that have no value of their own: those that run or wait, and those that were pruned.
import { addPoint, createJoint } from '../gp/joint.ts';
import { extend, extendBy, predict, type Posterior } from '../gp/posterior.ts';
import type { Encoding, UnitPoint } from '../space/encode.ts';
import type { Trial } from './study.ts';
import { placed, type Surrogate } from './surrogate.ts';
import { isPending } from './taken.ts';

/** Even; few do, since each is averaged over in closed form. */
const nFantasies = 8;

/** Of more trials that run, the newest: the next suggestion is likelier to fall beside them, and the work grows with the cube of their number. */
const nMostPending = 256;

/**
 * The posterior as it may be once all trials have ended; the average over these is what to act on. A pruned trial would have ended between what the
 * model expects and what its curve told when it was pruned (facts `predicted_value`, `predicted_sd`), each by its certainty, and no better than the best:
 * of another program's pruned trial, which has no such facts, the last report counts, give or take half a standard deviation of the outputs. A
 * trial that runs or waits (the newest 256 of them) may end as any of 8 joint draws has it (Snoek et al. 2012, section 3.2).
 */
export function fantasiesOf(
  trials: readonly Trial[],
  surrogate: Surrogate,
  { encoding, seed }: { readonly encoding: Encoding; readonly seed: number },
): readonly Posterior[] {
  const { posterior } = surrogate;
  const pruned = placed(
    trials.filter(({ state }) => state === 'pruned'),
    encoding,
  );
  const told = pruned.map(({ trial, point }) => prunedOutput(trial, point, surrogate));
  const base = pruned.length === 0 ? posterior : extend(posterior, pointsOf(pruned), told);
  const pending = pointsOf(placed(trials.filter(isPending).slice(-nMostPending), encoding));
  return pending.length === 0 ? [base] : extendBy(base, pending, drawsAt(base, pending, seed));
}

function pointsOf(trials: readonly { readonly point: UnitPoint }[]): readonly UnitPoint[] {
  return trials.map(({ point }) => point);
}

function drawsAt(posterior: Posterior, points: readonly UnitPoint[], seed: number): readonly (readonly number[])[] {
  const joint = createJoint(posterior, { capacity: points.length, nDraws: nFantasies, seed });
  for (const point of points) addPoint(joint, point);
  return Array.from({ length: nFantasies }, (_, s) => points.map((_point, i) => joint.draws[i * nFantasies + s]!));
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
