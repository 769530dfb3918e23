// Whether more trials are likely to pay. It advises and never stops anything. Numbers are in the objective's own units; improvements are
// positive whichever way is better.
import { gainOf } from './gain.ts';
import type { StudyModel } from './model.ts';
import { trustOf, type Verdict } from './trust.ts';
import { formatDuration, formatNumber } from './words.ts';

/** Why a stop is advised (`enough`) or is not: the first of these that holds. */
export type StopReason = 'tooFewTrials' | 'gainLeft' | 'gainJustFell' | 'boundTooWide' | 'modelUnreliable' | 'enough';

export type StopAdvice = {
  readonly isAdvised: boolean;
  readonly reason: StopReason;
  /** How much better than now the best value is expected to get in the end; 90 % of what the model thinks possible stays below `remainingHigh`. */
  readonly remaining: number;
  readonly remainingHigh: number;
  /** What the next trial is expected to gain. */
  readonly nextStep: number;
  /** What the gain can hardly exceed. */
  readonly bound: number;
  /** The gain that is not worth a trial: `remaining` below it for three results running is what advises a stop. */
  readonly tolerance: number;
  /** The noise-free objective at the best trial, as the model sees it, in the user's sign. */
  readonly best: number;
  readonly confidence: Verdict;
  /** The mean square of error over predicted sd when each trial is foretold by the others: 1 is right. */
  readonly calibration: number;
  readonly nTrials: number;
};

export type StopOptions = {
  /** The study's. */
  readonly seed: number;
  /** The gain that the user would not wait for. Default 0: the noise, and a thousandth of the first trials' good half, decide. */
  readonly tolerance?: number;
};

/** Null while all values are equal: nothing then tells how large a gain could be. Deterministic. */
export function adviseStop(model: StudyModel, { seed, tolerance: wanted = 0 }: StopOptions): StopAdvice | null {
  const trust = trustOf(model);
  if (trust.r2 === null) return null;
  const nTrials = model.surrogate.trials.length;
  const { history, ...gain } = gainOf(model, { seed });
  const tolerance = Math.max(wanted, noiseOf(model) / 2, goodRangeOf(model) / 1000);
  const calibration = trust.meanSquareZ;
  const reason = ((): StopReason => {
    if (nTrials < leastTrials(model.encoding.nActive)) return 'tooFewTrials';
    if (!(gain.remaining < tolerance)) return 'gainLeft';
    if (history.length < 3 || history.some((remaining) => !(remaining < tolerance))) return 'gainJustFell';
    if (!(gain.bound < 10 * tolerance)) return 'boundTooWide';
    // Ranges that are too wide (below 1/2) overstate what is left, so they need no guard.
    return calibration > 2 ? 'modelUnreliable' : 'enough';
  })();
  return {
    isAdvised: reason === 'enough',
    reason,
    ...gain,
    tolerance,
    confidence: trust.verdict,
    calibration,
    nTrials,
  };
}

export type StopWords = {
  /** What the objective is called. */
  readonly metric: string;
  /** How long a trial takes, where it is known. */
  readonly trialMs?: number;
};

/** The advice in plain English. */
export function stopSentence(advice: StopAdvice | null, { metric, trialMs }: StopWords): string {
  if (advice === null) return `All values of ${metric} are equal so far: what more trials could gain is unknown.`;
  const { remaining, remainingHigh, nextStep, confidence, nTrials, calibration } = advice;
  const cost = trialMs === undefined ? '' : ` for about ${formatDuration(trialMs)}`;
  const numbers = `Expected remaining improvement ${formatGain(remaining)} (90 %: below ${formatGain(remainingHigh)}) of ${metric}; next trial +${formatGain(nextStep)}${cost}`;
  const basis = `confidence ${confidence} (n=${nTrials}, calibration ${calibration.toFixed(1)})`;
  return `${numbers}; ${basis}. ${reasonSentences[advice.reason]}`;
}

const reasonSentences: Readonly<Record<StopReason, string>> = {
  tooFewTrials: 'There are too few trials to advise a stop.',
  gainLeft: 'More trials are likely to pay.',
  gainJustFell: 'The last results have changed the picture; a few more will tell.',
  boundTooWide: 'A larger gain cannot be ruled out yet.',
  modelUnreliable: 'The model does not foretell the trials well enough to advise a stop.',
  enough: 'More trials are unlikely to pay.',
};

/** Two digits: it is an estimate. */
function formatGain(value: number): string {
  return formatNumber(Number(value.toPrecision(2)));
}

/** 20, twice the parameters, and three times the initial design. */
function leastTrials(nActive: number): number {
  const nInitial = Math.min(10, Math.max(3, Math.ceil(nActive / 2) + 2));
  return Math.max(20, 2 * nActive, 3 * nInitial);
}

/** The sd of a repeated trial's value at the best trial, by the model. */
function noiseOf({ surrogate }: StudyModel): number {
  const { posterior, warp } = surrogate;
  const sd = Math.sqrt(posterior.hyper.noise);
  const at = posterior.y.reduce((least, value) => Math.min(least, value), Infinity);
  return (warp.toOutput(at + sd) - warp.toOutput(at - sd)) / 2;
}

/** The median of the first ten values less the best of all: later the search has gathered round the best, and a median says nothing. */
function goodRangeOf({ surrogate }: StudyModel): number {
  const outputs = surrogate.trials.map(({ value }) => surrogate.sign * value);
  const first = outputs.slice(0, 10).sort((a, b) => a - b);
  return first[first.length >> 1]! - Math.min(...outputs);
}
