// What the charts need to know of a study that takes time to work out. Plain data: the page has it made by a worker, the report by itself.
import { importancesOf, type Importances } from '../study/importance.ts';
import { gainOf } from '../study/gain.ts';
import { fitModel, slice, type StudyModel } from '../study/model.ts';
import { pairDependence, partialDependence, type PairDependence } from '../study/partialDependence.ts';
import { adviseStop, type StopAdvice } from '../study/stop.ts';
import { isFinished, type Study } from '../study/study.ts';
import { trustOf, type Trust } from '../study/trust.ts';
import type { Space } from '../space/space.ts';

export type CurvePoint = ReturnType<typeof slice>['points'][number];
/** Of each parameter, in the user's units; no entry while it is not worked out. */
export type Curves = Readonly<Record<string, readonly CurvePoint[]>>;

/** What was expected to be left to gain after `trial`, improvements positive. */
export type GainPoint = { readonly trial: number; readonly remaining: number; readonly remainingHigh: number };

export type Learned = {
  /** Through the best trial, and averaged over the space. */
  readonly slices: Curves;
  readonly averages: Curves;
  readonly importances: Importances | null;
  readonly trust: Trust | null;
  readonly advice: StopAdvice | null;
  /** In the order of the trials. */
  readonly gains: readonly GainPoint[];
  readonly pair: PairDependence | null;
};

export const nothingLearned: Learned = {
  slices: {},
  averages: {},
  importances: null,
  trust: null,
  advice: null,
  gains: [],
  pair: null,
};

/** The curve of a parameter; undefined while it is not worked out (and not what every object has by that name). */
export function curveNamed(curves: Curves, name: string): readonly CurvePoint[] | undefined {
  return Object.hasOwn(curves, name) ? curves[name] : undefined;
}

/** What a model is made of. */
export type LearningStudy = Pick<Study, 'direction' | 'trials' | 'space' | 'seed'>;

/** The model behind the charts; null while there are too few values for one. Costs time that grows with the cube of the trials. */
export function modelOf(study: LearningStudy): StudyModel | null {
  const hasValues = study.trials.filter(isFinished).length >= 2;
  return study.space === null || !hasValues ? null : fitModel(study, study.space);
}

/** Fewer results than this say nothing that would hold. */
const nLeast = 6;

/** All of it at once; the averages, which take long, only where wanted. `pair`: null for the two parameters that matter most. */
export function learn(
  study: LearningStudy,
  model: StudyModel | null,
  options: { readonly pair: readonly [string, string] | null; readonly hasAverages: boolean },
): Learned {
  if (model === null) return nothingLearned;
  const importances = importancesIn(study, model);
  const pair = options.pair ?? leadingPair(model.space, importances);
  return {
    slices: slicesOf(model),
    averages: options.hasAverages ? averagesOf(model) : {},
    importances,
    ...verdictsOf(study, model),
    gains: gainsOf(study, model.space),
    pair: pair === null ? null : pairDependence(model, pair),
  };
}

export function slicesOf(model: StudyModel): Curves {
  return curvesOf(model, (name) => slice(model, name).points);
}

export function averagesOf(model: StudyModel): Curves {
  return curvesOf(model, (name) => partialDependence(model, name).points);
}

function curvesOf(model: StudyModel, pointsOf: (name: string) => readonly CurvePoint[]): Curves {
  return Object.fromEntries(model.space.parameters.map(({ name }) => [name, pointsOf(name)]));
}

/** Null below six results. */
export function importancesIn({ seed }: Pick<Study, 'seed'>, model: StudyModel): Importances | null {
  return model.surrogate.trials.length < nLeast ? null : importancesOf(model, { seed });
}

/** Null below six results. */
export function verdictsOf({ seed }: Pick<Study, 'seed'>, model: StudyModel): Pick<Learned, 'trust' | 'advice'> {
  if (model.surrogate.trials.length < nLeast) return { trust: null, advice: null };
  return { trust: trustOf(model), advice: adviseStop(model, { seed }) };
}

/** The parameters that matter most, or the first two; null where there are no two to choose. */
export function leadingPair(space: Space, importances: Importances | null): readonly [string, string] | null {
  const names =
    importances === null
      ? space.parameters.map(({ name }) => name)
      : importances.parameters.toSorted((a, b) => b.total.value - a.total.value).map(({ parameter }) => parameter);
  const [first, second] = names;
  return first === undefined || second === undefined ? null : [first, second];
}

/** How many points the band of the remaining gain has, and how many results it looks back over. */
const nGains = 8;
const nSeen = 240;

/** What was left to gain after the last trial, and after fewer: a refit each. None below six results, or beyond 240 but for the last. */
export function gainsOf(study: LearningStudy, space: Space): readonly GainPoint[] {
  const finished = study.trials.filter(isFinished);
  const n = finished.length;
  if (n < nLeast) return [];
  const counts = Array.from({ length: nGains }, (_, i) => Math.round(nLeast + ((n - nLeast) * i) / (nGains - 1)));
  return [...new Set(n > nSeen ? [n] : counts)].flatMap((count) => {
    const last = finished[count - 1]!;
    const model = fitModel({ direction: study.direction, trials: finished.slice(0, count) }, space);
    if (model === null) return [];
    const { remaining, remainingHigh } = gainOf(model, { seed: study.seed, nModels: 2 });
    return [{ trial: last.number, remaining, remainingHigh }];
  });
}
