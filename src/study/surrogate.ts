// The Gaussian process of a study's finished trials, shared by ask.ts (what to try next) and model.ts (what has been learned).
// The model minimises: a maximised objective changes sign here, once, by `sign`.
import { fitHyper } from '../gp/fit.ts';
import type { Hyper, Inputs } from '../gp/kernel.ts';
import { conditionOn, type Posterior } from '../gp/posterior.ts';
import { chooseWarp, createWarp, type Warp } from '../gp/warp.ts';
import { hashOf } from '../math/hash.ts';
import type { Direction } from '../space/objective.ts';
import type { Encoding, UnitPoint } from '../space/encode.ts';
import { isFinished, type FinishedTrial, type Study, type Trial } from './study.ts';

export type Surrogate = {
  readonly posterior: Posterior;
  readonly warp: Warp;
  /** 1, or -1 when the study maximises. */
  readonly sign: number;
  /** The trials of the posterior's points, in the same order. */
  readonly trials: readonly FinishedTrial[];
};

/** plain: outputs as they are, but for wild bad ones. stretched: a power of them, which spreads what is near the best. */
export type View = 'plain' | 'stretched';

/**
 * Null below two finished trials that the space can place. Trials without a finite value, and pruned ones, stay out. Hyper-parameters and
 * warp are those of the trials at the last of `checkpoints`, so they hold for a few trials; they follow from the trials alone.
 */
export function fitSurrogate(
  study: Pick<Study, 'direction' | 'trials'>,
  encoding: Encoding,
  view: View = 'plain',
): Surrogate | null {
  const observed = placed(study.trials.filter(isObserved), encoding);
  if (observed.length < 2) return null;
  const sign = signOf(study.direction);
  const points = observed.map(({ point }) => point);
  const outputs = observed.map(({ trial }) => sign * trial.value);
  const nFitted = nFittedOf(outputs);
  const fittedPoints = points.slice(0, nFitted);
  const fittedOutputs = outputs.slice(0, nFitted);
  const warp = warpOf(view, fittedOutputs, spreadOutputs(fittedPoints, fittedOutputs, encoding));
  const y = Float64Array.from(outputs, warp.toModel);
  const hyper = rememberedHyper(inputsOf(fittedPoints, encoding), y.slice(0, nFitted), encoding.nActive);
  const posterior = conditionOn(inputsOf(points, encoding), y, hyper);
  return { posterior, warp, sign, trials: observed.map(({ trial }) => trial) };
}

/** Whether the trial's value can teach the model. */
export function isObserved(trial: Trial): trial is FinishedTrial {
  return isFinished(trial) && Number.isFinite(trial.value);
}

/** Each trial with its point; those that lack an active parameter (other writers') are left out. */
export function placed<T extends Trial>(
  trials: readonly T[],
  encoding: Encoding,
): readonly { trial: T; point: UnitPoint }[] {
  return trials.flatMap((trial) => {
    const point = encoding.encode(trial.params);
    return point === null ? [] : [{ trial, point }];
  });
}

/** The points as the kernel takes them. */
export function inputsOf(points: readonly UnitPoint[], { coordinates }: Encoding): Inputs {
  const d = coordinates.length;
  const x = new Float64Array(points.length * d);
  for (const [i, point] of points.entries()) x.set(point, i * d);
  return {
    n: points.length,
    d,
    x,
    isCategory: Uint8Array.from(coordinates, ({ kind }) => (kind === 'category' ? 1 : 0)),
  };
}

/** Up to this many trials every one refits the hyper-parameters; beyond, those of every 16th part more. */
const nEachFits = 20;

/** How many of the first outputs the fit sees: all, if one behind the last checkpoint is worse than any before it. */
function nFittedOf(outputs: readonly number[]): number {
  let checkpoint = Math.min(outputs.length, nEachFits);
  for (let next = checkpoint; next <= outputs.length; next += Math.max(1, next >> 4)) checkpoint = next;
  const worst = outputs.slice(0, checkpoint).reduce((a, b) => Math.max(a, b), -Infinity);
  return outputs.slice(checkpoint).some((output) => output > worst) ? outputs.length : checkpoint;
}

function warpOf(view: View, outputs: readonly number[], spread: readonly number[]): Warp {
  // Five outputs show no shape.
  if (view === 'stretched' && outputs.length >= 6) return createWarp('yeoJohnson', outputs);
  return chooseWarp(outputs, spread);
}

/** A fit is the dearest part of an answer, and the next few questions need the same one again. */
const remembered = new Map<string, Hyper>();
const nRemembered = 16;

function rememberedHyper(inputs: Inputs, y: Float64Array, nActive: number): Hyper {
  const key = `${nActive} ${inputs.isCategory.join('')} ${hashOf(inputs.x)} ${hashOf(y)}`;
  const hyper = remembered.get(key) ?? fitHyper(...fittedSubset(inputs, y), { nActive, ...heldFor(y.length) });
  remembered.delete(key);
  remembered.set(key, hyper);
  for (const oldest of [...remembered.keys()].slice(0, -nRemembered)) remembered.delete(oldest);
  return hyper;
}

/** Few outputs cannot tell a large signal from short lengthscales. */
function heldFor(n: number): { readonly outputscale?: number } {
  return n < 8 ? { outputscale: 1 } : {};
}

/** More points than this cost time and hardly move the hyper-parameters. */
const nFitMost = 160;

function fittedSubset(inputs: Inputs, y: Float64Array): [Inputs, Float64Array] {
  return inputs.n <= nFitMost ? [inputs, y] : subset(inputs, y, nFitMost);
}

/** A share of the best, of the newest, and of the others evenly in time, in their order. */
export function subset(inputs: Inputs, y: Float64Array, count: number): [Inputs, Float64Array] {
  const { n, d } = inputs;
  const byValue = Array.from(y.keys()).sort((a, b) => y[a]! - y[b]! || a - b);
  const chosen = new Set(byValue.slice(0, Math.floor(count / 3)));
  for (let i = n - 1; chosen.size < count / 2; i--) chosen.add(i);
  const others = Array.from(y.keys()).filter((i) => !chosen.has(i));
  const nOthers = count - chosen.size;
  for (let i = 0; i < nOthers; i++) chosen.add(others[Math.floor((i * others.length) / nOthers)]!);
  const kept = [...chosen].sort((a, b) => a - b);
  const x = new Float64Array(kept.length * d);
  for (const [row, i] of kept.entries()) x.set(inputs.x.subarray(i * d, (i + 1) * d), row * d);
  return [{ ...inputs, n: kept.length, x }, Float64Array.from(kept, (i) => y[i]!)];
}

/** The least output of each neighbourhood (a tenth of the range in every number, the same categories), so that a cluster counts once. */
function spreadOutputs(
  points: readonly UnitPoint[],
  outputs: readonly number[],
  { coordinates }: Encoding,
): readonly number[] {
  // From the least up, so that a new centre holds its least output, whatever the order of the trials.
  const order = [...points.keys()].sort((a, b) => outputs[a]! - outputs[b]! || compare(points[a]!, points[b]!));
  const centres: number[] = [];
  for (const i of order) {
    const isNear = centres.some((j) =>
      coordinates.every(({ kind }, k) => Math.abs(points[j]![k]! - points[i]![k]!) <= (kind === 'category' ? 0 : 0.1)),
    );
    if (!isNear) centres.push(i);
  }
  return centres.map((i) => outputs[i]!);
}

function compare(a: UnitPoint, b: UnitPoint): number {
  const k = a.findIndex((value, i) => value !== b[i]);
  return k === -1 ? 0 : a[k]! - b[k]!;
}

function signOf(direction: Direction): number {
  return direction === 'maximize' ? -1 : 1;
}
