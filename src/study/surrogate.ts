// The Gaussian process of a study's finished trials, shared by ask.ts (what to try next) and model.ts (what has been learned).
// The model minimises: a maximised objective changes sign here, once, by `sign`.
import { fitHyper, type FitOptions } from '../gp/fit.ts';
import type { Hyper, Inputs } from '../gp/inputs.ts';
import { conditionOn, type Posterior } from '../gp/posterior.ts';
import { chooseWarp, createWarp, type Warp } from '../gp/warp.ts';
import { hashOf } from '../math/hash.ts';
import type { Direction } from '../space/objective.ts';
import type { Encoding, UnitPoint } from '../space/encode.ts';
import { isObserved, type FinishedTrial, type Study, type Trial } from './study.ts';
import { failedAlike } from './taken.ts';

export type Surrogate = {
  readonly posterior: Posterior;
  readonly warp: Warp;
  /** 1, or -1 when the study maximises. */
  readonly sign: number;
  /** The trials of the posterior's points, in the same order. */
  readonly trials: readonly FinishedTrial[];
};

/**
 * plain: outputs as they are, but for wild bad ones. stretched: a power of them, which spreads what is near the best; of more than ten parameters it
 * expects that few matter.
 */
export type View = 'plain' | 'stretched';

/** More trials than this would cost time in every answer and tell little more about where to look. */
const nModelled = 512;

/**
 * Null below two finished trials that the space can place. Trials without a finite value, and pruned ones, stay out; of more than 512 the best,
 * the newest and an even choice of the others are in, 449 to 512 altogether. Hyper-parameters and warp are those of the trials at the last checkpoint, so they
 * hold for a few trials; all follows from the trials alone.
 */
export function fitSurrogate(
  study: Pick<Study, 'direction' | 'trials'>,
  encoding: Encoding,
  view: View = 'plain',
): Surrogate | null {
  const observed = placed(study.trials.filter(isObserved), encoding);
  if (observed.length < 2) return null;
  const sign = signOf(study.direction);
  const outputs = observed.map(({ trial }) => sign * trial.value);
  const nFitted = nFittedOf(outputs);
  const fitted = chosen(outputs.slice(0, nFitted), nModelled);
  const fittedPoints = fitted.map((i) => observed[i]!.point);
  const { warp, hyper } = fitView(
    view,
    fittedPoints,
    Float64Array.from(fitted, (i) => outputs[i]!),
    encoding,
  );
  const modelled = modelledOf(outputs).map((i) => observed[i]!);
  const y = Float64Array.from(modelled, ({ trial }) => warp.toModel(sign * trial.value));
  const inputs = inputsOf(
    modelled.map(({ point }) => point),
    encoding,
  );
  return { posterior: conditionOn(inputs, y, hyper), warp, sign, trials: modelled.map(({ trial }) => trial) };
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

/** With no more parameters than this all are expected to matter. */
const nFew = 10;

/** Up to this many trials every one refits the hyper-parameters; beyond, those of every 8th part more. */
const nEachFits = 20;

/** The last count of trials, `n` or a little less, at which hyper-parameters are fitted. */
function checkpoint(n: number): number {
  let last = Math.min(n, nEachFits);
  for (let next = last; next <= n; next += Math.max(1, next >> 3)) last = next;
  return last;
}

/** How many of the first outputs the fit sees: all, if one behind the last checkpoint is worse than any before it. */
function nFittedOf(outputs: readonly number[]): number {
  const last = checkpoint(outputs.length);
  const worst = outputs.slice(0, last).reduce((a, b) => Math.max(a, b), -Infinity);
  return outputs.slice(last).some((output) => output > worst) ? outputs.length : last;
}

type Fit = { readonly warp: Warp; readonly hyper: Hyper };

/** Warp and hyper-parameters of these outputs. */
function fitView(view: View, points: readonly UnitPoint[], outputs: Float64Array, encoding: Encoding): Fit {
  const inputs = inputsOf(points, encoding);
  const { nActive } = encoding;
  // Few outputs cannot tell a large signal from short lengthscales.
  const held = outputs.length < 8 ? { outputscale: 1 } : {};
  const options = { nActive, isSparse: view === 'stretched' && nActive > nFew, ...held };
  return remembered(fits, keyOf({ view, ...options }, inputs, outputs), () => {
    const warp = warpOf(view, points, [...outputs], encoding);
    return { warp, hyper: fitTo(inputs, outputs.map(warp.toModel), options) };
  });
}

function warpOf(view: View, points: readonly UnitPoint[], outputs: readonly number[], encoding: Encoding): Warp {
  // Five outputs show no shape.
  if (view === 'stretched' && outputs.length >= 6) return createWarp('yeoJohnson', outputs);
  return chooseWarp(outputs, spreadOutputs(points, outputs, encoding));
}

/**
 * A model of success (1) and failure (0) over the ended trials, so that regions that fail are left; null while nothing has failed for a
 * reason of its own. Prior mean (nOk + 1/2) / (n + 1); its lengthscales are fitted, variance and noise are those of a label.
 */
export function fitFeasibility(trials: readonly Trial[], encoding: Encoding): Posterior | null {
  const ended = placed(
    trials.filter((trial) => isObserved(trial) || failedAlike(trial)),
    encoding,
  );
  const labels = ended.map(({ trial }) => (isObserved(trial) ? 1 : 0));
  if (!labels.includes(0)) return null;
  const last = checkpoint(labels.length);
  const nFitted = labels.indexOf(0) < last ? last : labels.length;
  const partOf = (n: number): { inputs: Inputs; y: Float64Array; mean: number } => {
    const indices = chosen(labels.slice(0, n), nModelled);
    const points = indices.map((i) => ended[i]!.point);
    const y = Float64Array.from(indices, (i) => labels[i]!);
    return {
      inputs: inputsOf(points, encoding),
      y,
      mean: (y.filter((label) => label === 1).length + 0.5) / (y.length + 1),
    };
  };
  const fitted = partOf(nFitted);
  const fixed = { nActive: encoding.nActive, outputscale: 0.25, noise: 0.01, mean: fitted.mean };
  const hyper = remembered(hypers, keyOf(fixed, fitted.inputs, fitted.y), () => fitTo(fitted.inputs, fitted.y, fixed));
  const { inputs, y, mean } = partOf(labels.length);
  return conditionOn(inputs, y, hyper, mean);
}

/** A fit is the dearest part of an answer, and the next few questions need the same one again. */
const fits = new Map<string, Fit>();
/** Of the models of success and failure. */
const hypers = new Map<string, Hyper>();
const nRemembered = 16;
/** More points than this cost time and hardly move the hyper-parameters. */
const nFitMost = 160;

function keyOf(options: FitOptions & { readonly view?: View }, inputs: Inputs, outputs: Float64Array): string {
  return [JSON.stringify(options), inputs.isCategory.join(''), hashOf(inputs.x), hashOf(outputs)].join(' ');
}

function remembered<T extends object>(known: Map<string, T>, key: string, make: () => T): T {
  const value = known.get(key) ?? make();
  known.delete(key);
  known.set(key, value);
  for (const oldest of [...known.keys()].slice(0, -nRemembered)) known.delete(oldest);
  return value;
}

function fitTo(inputs: Inputs, y: Float64Array, options: FitOptions): Hyper {
  const kept = chosen([...y], nFitMost);
  const { d } = inputs;
  const x = new Float64Array(kept.length * d);
  for (const [row, i] of kept.entries()) x.set(inputs.x.subarray(i * d, (i + 1) * d), row * d);
  return fitHyper(
    { ...inputs, n: kept.length, x },
    Float64Array.from(kept, (i) => y[i]!),
    options,
  );
}

/** So many of the newest trials beyond 512 join those that were chosen before, so that the model grows at its end and need not be made anew. */
const nJoining = 64;

/** The indices of the trials that are modelled. */
function modelledOf(outputs: readonly number[]): readonly number[] {
  const n = outputs.length;
  if (n <= nModelled) return [...outputs.keys()];
  const nBefore = n - ((n - nModelled) % nJoining);
  const newest = Array.from({ length: n - nBefore }, (_, i) => nBefore + i);
  return [...chosen(outputs.slice(0, nBefore), nModelled - nJoining), ...newest];
}

/** The indices of all, or of so many: a third the best, a sixth the newest, the others evenly in time; in their order. */
function chosen(outputs: readonly number[], count: number): readonly number[] {
  const all = [...outputs.keys()];
  if (all.length <= count) return all;
  const best = all.toSorted((a, b) => outputs[a]! - outputs[b]! || a - b).slice(0, Math.floor(count / 3));
  const picked = new Set(best);
  for (let i = all.length - 1; picked.size < count / 2; i--) picked.add(i);
  const others = all.filter((i) => !picked.has(i));
  const nOthers = count - picked.size;
  for (let i = 0; i < nOthers; i++) picked.add(others[Math.floor((i * others.length) / nOthers)]!);
  return [...picked].sort((a, b) => a - b);
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
