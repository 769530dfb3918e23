// Where a learning curve will end: freeze-thaw (Swersky, Snoek and Adams 2014), seen from the last step. Sees numbers only, and either direction.
//   y(t) = F + c psi(t) + h(t) + e,   t = 1..T,   F ~ N(prior mean, prior variance) the value at T,   e ~ N(0, s2 r),
//   phi(s) = (B / (s + B))^A,   psi(t) = (phi(t) - phi(T)) / (phi(1) - phi(T)),
//   cov(h(t), h(t')) = s2 H,   H = (phi(t + t') - phi(t + T) - phi(t' + T) + phi(2 T)) / (the same at t = t' = 1).
// The kernel phi(t + t') is a mixture of exponential decays; c psi is its mean, so that curves which all fall tell the next one to fall.
// F is the value at T, not the asymptote, because final values are what the main model has seen: h and psi are 0 at T. R = H + r I below.
import { factorise, solveLower } from '../math/cholesky.ts';

/** Reports of one trial: times rising, the first step of training at 1; values finite. At least one. */
export type Curve = { readonly times: readonly number[]; readonly values: readonly number[] };

/** How curves decay, and how noisy they are. */
type Form = {
  /** A: small, a long tail; large, an exponential. */
  readonly power: number;
  /** B, in steps. */
  readonly delay: number;
  /** T, the step at which training ends. */
  readonly nSteps: number;
  /** r: the variance of one report's noise, as a part of s2. */
  readonly noise: number;
};

/** What the curves of a study have in common. */
export type CurveModel = Form & {
  /** c: by how much the first step is above the last, on average. */
  readonly drift: number;
  /** s2: the variance of that difference about c. Each curve's own is estimated with this as its prior. */
  readonly scale: number;
};

/** Of the value at the last step without its noise; `noise` is the variance of one report. */
export type FinalValue = { readonly mean: number; readonly variance: number; readonly noise: number };

/** At most `limit` of the reports, evenly spaced in the logarithm of their number; the first and the last among them. */
export function thinCurve({ times, values }: Curve, limit = 32): Curve {
  const n = times.length;
  if (n <= limit) return { times, values };
  const kept = Array.from({ length: limit }, (_, i) => Math.round(Math.exp((Math.log(n) * i) / (limit - 1))) - 1);
  const indices = [...new Set(kept)];
  return { times: indices.map((i) => times[i]!), values: indices.map((i) => values[i]!) };
}

/**
 * The most probable model of the curves (thin ones; at least one of three reports): A, B and r by a grid and steps from its best, under weak
 * priors; F is left open (a flat prior), c is the weighted median of the curves' own, and each curve has an s2 of its own about the common
 * one, so that one that diverges cannot spoil the others'. Null where there is nothing to learn: no such curve, no two values that differ,
 * or one step only.
 */
export function fitCurves(curves: readonly Curve[], nSteps: number): CurveModel | null {
  const long = curves.filter(({ times }) => times.length >= 3);
  const values = long.flatMap((curve) => curve.values);
  const range = values.reduce((a, b) => Math.max(a, b), -Infinity) - values.reduce((a, b) => Math.min(a, b), Infinity);
  if (nSteps < 2 || !(range > 0)) return null;
  const fit = (at: FormPoint): Fit => fitForm(long, formAt(at, nSteps), range);
  let best: Fit & { readonly at: FormPoint } = { at: grid[0]!, ...fit(grid[0]!) };
  const consider = (at: FormPoint): void => {
    const found = fit(at);
    if (found.penalty < best.penalty) best = { at, ...found };
  };
  grid.slice(1).forEach(consider);
  for (const part of [1, 0.5, 0.25]) {
    for (const [k, length] of gridSteps.entries()) {
      const from = best.at;
      for (const way of [-0.5, 0.5]) consider(from.map((value, i) => (i === k ? value + way * part * length : value)));
    }
  }
  return best.model;
}

/**
 * The final value of a curve, given what the main model expects of it; a prior variance of Infinity lets the curve speak alone. `whiteners`
 * keeps work between curves of one model.
 */
export function predictFinal(
  curve: Curve,
  model: CurveModel,
  prior: { readonly mean: number; readonly variance: number },
  whiteners: Whiteners = new Map(),
): FinalValue {
  const origin = curve.values.at(-1)!;
  const products = innerProducts(curve, model, whiteners);
  const { sum, precision: perScale, square, n } = residualOf(products, model.drift);
  // The mean of the scaled inverse chi-square that the curve's own residuals leave.
  const scale = (scaleWeight * model.scale + square) / (scaleWeight + n - 1);
  // How much the curve counts against the prior; written so that variances of 0 and of Infinity are no exceptions.
  const ratio = (prior.variance * perScale) / scale;
  const share = ratio === Infinity ? 1 : ratio / (1 + ratio);
  const mean = origin + (1 - share) * (prior.mean - origin) + (share * sum) / perScale;
  return { mean, variance: (share * scale) / perScale, noise: model.noise * scale };
}

/**
 * How much wider than `predictFinal` says the errors are at this time, as a factor of the variance, at least 1: from complete curves cut
 * there, each predicted without a prior, and two imagined ones that were predicted as well as promised.
 */
export function errorInflation(complete: readonly Curve[], model: CurveModel, time: number): number {
  const whiteners: Whiteners = new Map();
  const squares = complete.flatMap(({ times, values }) => {
    const nSeen = times.filter((t) => t <= time).length;
    if (nSeen === 0 || nSeen === times.length) return [];
    const seen = { times: times.slice(0, nSeen), values: values.slice(0, nSeen) };
    const { mean, variance, noise } = predictFinal(seen, model, { mean: 0, variance: Infinity }, whiteners);
    return [(values.at(-1)! - mean) ** 2 / (variance + noise)];
  });
  const sum = squares.reduce((a, b) => a + b, 2);
  return Math.max(1, sum / (squares.length + 2));
}

/** How many reports' worth the study's s2 is when a curve's own is estimated. */
const scaleWeight = 4;

/** ln A, ln (B / A / T) and ln r. B / A is the time constant of the decay's start; A = 8 is an exponential for all purposes. */
type FormPoint = readonly number[];

const grid: readonly FormPoint[] = [0.5, 2, 8].flatMap((power) =>
  [0.02, 0.06, 0.18, 0.54].flatMap((tau) => [3e-4, 3e-3, 0.03, 0.3].map((noise) => [power, tau, noise].map(Math.log))),
);
const gridSteps = [Math.log(4), Math.log(3), Math.log(10)];

function formAt(at: FormPoint, nSteps: number): Form {
  const [power, tau, noise] = at.map(Math.exp);
  return { power: power!, delay: power! * tau! * nSteps, nSteps, noise: noise! };
}

/** ln A ~ N(0, 1.5^2), ln (B / A / T) ~ N(ln 0.15, 1.5^2), ln r ~ N(ln 0.01, 2.5^2). */
function priorPenalty({ power, delay, nSteps, noise }: Form): number {
  const tau = delay / power / nSteps;
  const z = [Math.log(power) / 1.5, Math.log(tau / 0.15) / 1.5, Math.log(noise / 0.01) / 2.5];
  return z.reduce((sum, value) => sum + (value * value) / 2, 0);
}

/** A model, and the negative logarithm of its probability but for a constant. */
type Fit = { readonly model: CurveModel; readonly penalty: number };

/** c and s2 of one form, by its likelihood and priors: each curve a Student t about F + c psi, F flat. */
function fitForm(curves: readonly Curve[], form: Form, range: number): Fit {
  const whiteners: Whiteners = new Map();
  const all = curves.map((curve) => innerProducts(curve, form, whiteners));
  const drift = weightedMedian(all.map(ownDrift));
  const residuals = all.map((products) => residualOf(products, drift));
  const typical = weightedMedian(residuals.map(({ square, n }) => ({ value: square / (n - 1), weight: 1 })));
  // Curves that fit to the last digit would claim to know everything.
  const scale = Math.max(typical, 1e-10 * range * range);
  let penalty = priorPenalty(form);
  for (const { square, n, precision, logDeterminant } of residuals) {
    const tail = (scaleWeight + n - 1) * Math.log(scaleWeight * scale + square);
    penalty += (logDeterminant + Math.log(precision) + tail - scaleWeight * Math.log(scaleWeight * scale)) / 2;
  }
  return { model: { ...form, drift, scale }, penalty };
}

/** R = L L' of one set of times, with L^-1 1 and L^-1 psi. */
type Whitener = {
  readonly factor: Float64Array;
  readonly ones: Float64Array;
  readonly psi: Float64Array;
  readonly logDeterminant: number;
};

/** Of one form, by the times: curves of the same times share their factor. */
type Whiteners = Map<string, Whitener>;

/** a'R^-1 b for a, b among 1, psi and y. */
type InnerProducts = {
  readonly n: number;
  readonly logDeterminant: number;
  readonly oneOne: number;
  readonly onePsi: number;
  readonly psiPsi: number;
  readonly oneY: number;
  readonly psiY: number;
  readonly yy: number;
};

function innerProducts({ times, values }: Curve, form: Form, whiteners: Whiteners): InnerProducts {
  const key = times.join();
  const whitener = whiteners.get(key) ?? whitenerOf(times, form);
  whiteners.set(key, whitener);
  const { factor, ones, psi, logDeterminant } = whitener;
  // Seen from its last value, so that large values of small differences keep their digits.
  const origin = values.at(-1)!;
  const y = Float64Array.from(values, (value) => value - origin);
  solveLower(factor, y.length, y);
  const oneOne = dot(ones, ones);
  const psiPsi = dot(psi, psi);
  return {
    n: y.length,
    logDeterminant,
    oneOne,
    onePsi: dot(ones, psi),
    psiPsi,
    oneY: dot(ones, y),
    psiY: dot(psi, y),
    yy: dot(y, y),
  };
}

function whitenerOf(times: readonly number[], form: Form): Whitener {
  const n = times.length;
  const { nSteps, noise } = form;
  const phi = (t: number): number => Math.exp(form.power * Math.log(form.delay / (t + form.delay)));
  const toEnd = times.map((t) => phi(t + nSteps));
  const unit = phi(2) - 2 * phi(1 + nSteps) + phi(2 * nSteps);
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const decay = phi(times[i]! + times[j]!) - toEnd[i]! - toEnd[j]! + phi(2 * nSteps);
      factor[i * n + j] = decay / unit + (i === j ? noise : 0);
    }
  }
  // H is positive semi-definite, and r above 1e-5 of its largest entry.
  if (!factorise(factor, n)) throw new Error('The times of a learning curve are not finite.');
  const ones = new Float64Array(n).fill(1);
  const psi = Float64Array.from(times, (t) => (phi(t) - phi(nSteps)) / (phi(1) - phi(nSteps)));
  solveLower(factor, n, ones);
  solveLower(factor, n, psi);
  let logDeterminant = 0;
  for (let i = 0; i < n; i++) logDeterminant += 2 * Math.log(factor[i * n + i]!);
  return { factor, ones, psi, logDeterminant };
}

/** The c that this curve alone would have, F flat; it weighs nothing where its times tell nothing of c. */
function ownDrift({ oneOne, onePsi, psiPsi, oneY, psiY }: InnerProducts): Weighted {
  const weight = psiPsi - (onePsi * onePsi) / oneOne;
  return weight > 1e-9 * psiPsi
    ? { value: (psiY - (onePsi * oneY) / oneOne) / weight, weight }
    : { value: 0, weight: 0 };
}

/** With F flat: its estimate (`sum` / `precision`) times its precision, both in units of s2, and what is left of the squares. */
function residualOf(
  { n, logDeterminant, oneOne, onePsi, psiPsi, oneY, psiY, yy }: InnerProducts,
  drift: number,
): {
  readonly n: number;
  readonly logDeterminant: number;
  readonly sum: number;
  readonly precision: number;
  readonly square: number;
} {
  const sum = oneY - drift * onePsi;
  const total = yy - 2 * drift * psiY + drift * drift * psiPsi;
  return { n, logDeterminant, sum, precision: oneOne, square: Math.max(0, total - (sum * sum) / oneOne) };
}

type Weighted = { readonly value: number; readonly weight: number };

/** The value that splits the weight in halves; 0 where there is no weight. */
function weightedMedian(items: readonly Weighted[]): number {
  const sorted = items.filter(({ weight }) => weight > 0).sort((a, b) => a.value - b.value);
  const half = sorted.reduce((sum, { weight }) => sum + weight / 2, 0);
  let below = 0;
  for (const { value, weight } of sorted) {
    below += weight;
    if (below >= half) return value;
  }
  return 0;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}
