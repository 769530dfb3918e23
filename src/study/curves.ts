// The learning curves of a study: what its finished trials teach, where another trial's curve will end, and how a pruned trial enters the main
// model. Values keep the user's own sign. Time counts steps from 1 at the least step that the study has reported.
import {
  errorInflation,
  fitCurves,
  predictFinal,
  thinCurve,
  type Curve,
  type CurveModel,
} from '../gp/learningCurve.ts';
import type { Warp } from '../gp/warp.ts';
import { bestTrial, isBetter, isFinished, type FinishedTrial, type Study, type Trial } from './study.ts';

export type CurveStudy = Pick<Study, 'direction' | 'trials'>;

/** What the finished trials of a study teach about its curves. */
export type StudyCurves = {
  readonly model: CurveModel;
  /** Of the finished trials, thinned. */
  readonly complete: readonly Curve[];
  /** The step that is time 1. */
  readonly firstStep: number;
  /** By how much a trial's value is above its last report: 0 where the objective is the last report, else of evaluating once more, say. */
  readonly offset: { readonly mean: number; readonly variance: number };
};

/** The value that a trial will have: a mean, and the standard deviations without and with the noise of a last report. */
export type ExpectedValue = { readonly mean: number; readonly sd: number; readonly sdOfReport: number };

/** A later time counts no steps: another writer may report at any number, and the differences of such times are lost in rounding. */
const maxTime = 1e9;

/** More curves than this hardly move what they have in common, and each report would wait for them. */
const nLearned = 256;

/**
 * What the finished trials (the newest 256) teach, with `nSteps` steps to a trial (null: as many as one of them had). Null below two finished trials
 * with three reports or more, and where all values are equal. Milliseconds; ask again when a trial has ended.
 */
export function learnCurves(study: CurveStudy, nSteps: number | null = null): StudyCurves | null {
  const firstStep = firstStepOf(study);
  const finished = study.trials.filter(isFinished).filter(({ value }) => Number.isFinite(value));
  const curved = finished.filter(({ reports }) => reports.length >= 3).slice(-nLearned);
  const pairs = curved.flatMap((trial) => {
    const curve = curveOf(trial, firstStep);
    return curve.times.length >= 3 && curve.times.at(-1)! <= maxTime ? [{ trial, curve }] : [];
  });
  if (pairs.length < 2) return null;
  const complete = pairs.map(({ curve }) => thinCurve(curve));
  const longest = Math.max(...complete.map(({ times }) => times.at(-1)!));
  const model = fitCurves(complete, Math.max(longest, nSteps ?? 0));
  return model === null ? null : { model, complete, firstStep, offset: offsetOf(pairs) };
}

/** The least step of all reports; 0 where there are none. */
export function firstStepOf({ trials }: CurveStudy): number {
  let first = Infinity;
  for (const { reports } of trials) for (const { step } of reports) first = Math.min(first, step);
  return Number.isFinite(first) ? first : 0;
}

/** A trial's finite reports by time; of two at the same step the later counts. */
export function curveOf({ reports }: Pick<Trial, 'reports'>, firstStep: number): Curve {
  const byTime = new Map<number, number>();
  for (const { step, value } of reports) if (Number.isFinite(value)) byTime.set(step - firstStep + 1, value);
  const points = [...byTime].sort(([a], [b]) => a - b);
  return { times: points.map(([time]) => time), values: points.map(([, value]) => value) };
}

/**
 * The value that a trial will end with, by its curve so far and what the main model expects of its params (`prior`, of the value, without
 * noise; null: the curve alone). Null without a finite report. At the last step the newest report is the answer.
 */
export function expectValue(
  trial: Pick<Trial, 'reports'>,
  { model, complete, firstStep, offset }: StudyCurves,
  prior: { readonly mean: number; readonly sd: number } | null = null,
): ExpectedValue | null {
  const curve = thinCurve(curveOf(trial, firstStep));
  const time = curve.times.at(-1);
  if (time === undefined || time > maxTime) return null;
  const expected = prior === null ? flat : { mean: prior.mean - offset.mean, variance: prior.sd * prior.sd };
  const { mean, variance, noise } = predictFinal(curve, model, expected);
  const inflation = errorInflation(complete, model, time);
  const sd = Math.sqrt(variance * inflation + offset.variance);
  return { mean: mean + offset.mean, sd, sdOfReport: Math.sqrt((variance + noise) * inflation + offset.variance) };
}

const flat = { mean: 0, variance: Infinity };

/**
 * What a pruned trial tells the main model: the value it would have had by its curve alone (the model knows its params already), no better
 * than the best trial's, and the standard deviation of that. Null where the curves cannot tell; the trial then stays out.
 */
export function prunedValue(study: CurveStudy, trial: Trial, curves: StudyCurves): ExpectedValue | null {
  const expected = expectValue(trial, curves);
  const best = bestTrial(study);
  if (expected === null || best === null || !isBetter(expected.mean, best.value, study.direction)) return expected;
  return { ...expected, mean: best.value };
}

/**
 * The same in the main model's units (`warp` and `sign` as in `Surrogate`): the output, and the variance to add to its noise, half the distance
 * between both ends of one standard deviation, squared.
 */
export function asObservation(
  { mean, sd }: ExpectedValue,
  { warp, sign }: { readonly warp: Warp; readonly sign: number },
): { readonly y: number; readonly extraNoise: number } {
  const half = (warp.toModel(sign * mean + sd) - warp.toModel(sign * mean - sd)) / 2;
  return { y: warp.toModel(sign * mean), extraNoise: half * half };
}

function offsetOf(pairs: readonly { readonly trial: FinishedTrial; readonly curve: Curve }[]): StudyCurves['offset'] {
  const n = pairs.length;
  const offsets = pairs.map(({ trial, curve }) => trial.value - curve.values.at(-1)!);
  const mean = offsets.reduce((sum, offset) => sum + offset / n, 0);
  const squares = offsets.reduce((sum, offset) => sum + (offset - mean) ** 2, 0);
  // Of one more trial: the mean is uncertain, too.
  return { mean, variance: (squares / (n - 1)) * (1 + 1 / n) };
}
