// What a study has learned, for charts: the objective as the model sees it, in the user's own units and sign.
// Fast enough to run in a page (about 200 trials in a blink) and free of everything but numbers.
import { predict as predictStd } from '../gp/posterior.ts';
import { encodingOf, type Encoding } from '../space/encode.ts';
import type { Params, ParamValue, Space } from '../space/space.ts';
import { valuesAlong } from './slots.ts';
import { fitSurrogate, type Surrogate } from './surrogate.ts';
import { isBetter, type FinishedTrial, type Study } from './study.ts';

export type StudyModel = {
  readonly space: Space;
  readonly encoding: Encoding;
  readonly surrogate: Surrogate;
  readonly direction: Study['direction'];
};

/** Of the noise-free objective. `mean` is the median where the outputs were squeezed (the mean elsewhere); `low`..`high` hold 95 %. */
export type Prediction = { readonly mean: number; readonly low: number; readonly high: number };

export type Slice = {
  readonly parameter: string;
  readonly points: readonly (Prediction & { readonly value: ParamValue })[];
};

/** The model of the finished trials; null below two of them. */
export function fitModel(study: Pick<Study, 'direction' | 'trials'>, space: Space): StudyModel | null {
  const encoding = encodingOf(space);
  const surrogate = fitSurrogate(study, encoding);
  return surrogate === null ? null : { space, encoding, surrogate, direction: study.direction };
}

/** The objective at `params`; parameters left out stand at the best trial's values, else anywhere. */
export function predict({ encoding, surrogate, direction }: StudyModel, params: Params): Prediction {
  const best = bestOf(surrogate.trials, direction)?.params;
  const point = encoding.encode({ ...best, ...params }) ?? encoding.snap(new Float64Array(encoding.coordinates.length));
  const { mean, variance } = predictStd(surrogate.posterior, point);
  const { warp, sign } = surrogate;
  const margin = 1.959963984540054 * Math.sqrt(variance);
  const ends = [mean - margin, mean + margin].map((value) => sign * warp.toOutput(value));
  return { mean: sign * warp.toOutput(mean), low: Math.min(...ends), high: Math.max(...ends) };
}

export type SliceOptions = {
  /** How many points a range gets, at most. Default 41. */
  readonly nPoints?: number;
};

/**
 * The objective along one parameter, the others held at the best trial's values (of the trials where the parameter was active).
 * Numbers rise evenly in their scale, choices stand in the user's order. No points when there is no such parameter or trial.
 */
export function slice(model: StudyModel, parameter: string, { nPoints = 41 }: SliceOptions = {}): Slice {
  const domain = model.space.parameters.find(({ name }) => name === parameter)?.domain;
  const trials = model.surrogate.trials.filter(({ params }) => Object.hasOwn(params, parameter));
  const best = bestOf(trials, model.direction);
  if (domain === undefined || best === null) return { parameter, points: [] };
  const points = valuesAlong(domain, nPoints).map((value) => ({
    value,
    ...predict(model, { ...best.params, [parameter]: value }),
  }));
  return { parameter, points };
}

function bestOf(trials: readonly FinishedTrial[], direction: Study['direction']): FinishedTrial | null {
  return trials.reduce<FinishedTrial | null>(
    (best, trial) => (best === null || isBetter(trial.value, best.value, direction) ? trial : best),
    null,
  );
}
