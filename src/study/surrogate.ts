// The Gaussian process of a study's finished trials, shared by ask.ts (what to try next) and model.ts (what has been learned).
// The model minimises: a maximised objective changes sign here, once, by `sign`.
import { fitHyper } from '../gp/fit.ts';
import type { Inputs } from '../gp/kernel.ts';
import { conditionOn, type Posterior } from '../gp/posterior.ts';
import { chooseWarp, type Warp } from '../gp/warp.ts';
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

/** Null below two finished trials that the space can place. Trials without a finite value, and pruned ones, stay out. */
export function fitSurrogate(study: Pick<Study, 'direction' | 'trials'>, encoding: Encoding): Surrogate | null {
  const observed = placed(study.trials.filter(isObserved), encoding);
  if (observed.length < 2) return null;
  const sign = signOf(study.direction);
  const outputs = observed.map(({ trial }) => sign * trial.value);
  const warp = chooseWarp(
    outputs,
    spreadOutputs(
      observed.map(({ point }) => point),
      outputs,
      encoding,
    ),
  );
  const y = Float64Array.from(outputs, warp.toModel);
  const inputs = inputsOf(
    observed.map(({ point }) => point),
    encoding,
  );
  // Few outputs cannot tell a large signal from short lengthscales.
  const held = observed.length < 8 ? { outputscale: 1 } : {};
  const hyper = fitHyper(inputs, y, { nActive: encoding.nActive, ...held });
  return { posterior: conditionOn(inputs, y, hyper), warp, sign, trials: observed.map(({ trial }) => trial) };
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

/** The least output of each neighbourhood (a tenth of the range in every number, the same categories), so that a cluster counts once. */
function spreadOutputs(
  points: readonly UnitPoint[],
  outputs: readonly number[],
  { coordinates }: Encoding,
): readonly number[] {
  const centres: { point: UnitPoint; output: number }[] = [];
  for (const [i, point] of points.entries()) {
    const near = centres.find((centre) =>
      coordinates.every(({ kind }, k) => Math.abs(centre.point[k]! - point[k]!) <= (kind === 'category' ? 0 : 0.1)),
    );
    if (near === undefined) centres.push({ point, output: outputs[i]! });
    else near.output = Math.min(near.output, outputs[i]!);
  }
  return centres.map(({ output }) => output);
}

function signOf(direction: Direction): number {
  return direction === 'maximize' ? -1 : 1;
}
