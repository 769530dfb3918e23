// What to try next: the user's literals, then a few well-spread points, then the point that promises most by the model.
// Pure: the same study, space and seed give the same answer, from the journal alone.
import { createAcquisition } from '../gp/acquisition.ts';
import { maximise } from '../gp/maximize.ts';
import { spreadPoints } from '../gp/searchSpace.ts';
import { observedByMean, type Posterior } from '../gp/posterior.ts';
import { createRandom } from '../math/random.ts';
import { literalsOf } from '../space/activity.ts';
import { encodingOf, type Encoding, type UnitPoint } from '../space/encode.ts';
import type { Params, Space } from '../space/space.ts';
import { fitCost } from './cost.ts';
import { failedAlike, isPending, paramsKey, takenKeys } from './taken.ts';
import { allPoints, firstFree } from './finiteSpace.ts';
import { constrained, type ConstrainedEncoding } from './slots.ts';
import { fantasiesOf } from './suppose.ts';
import { isObserved, type Study } from './study.ts';
import { fitFeasibility, fitSurrogate, placed, type Surrogate, type View } from './surrogate.ts';

export type Ask = {
  readonly params: Params;
  /** Where they come from: the user's file, the initial design, or the model. */
  readonly source: 'literals' | 'initial' | 'model';
};

export type AskOptions = {
  /** The budget of the study; a quarter of it at most goes to the initial design. */
  readonly nTrialsPlanned?: number;
  /**
   * Under a time budget: the share of it that is left, 0..1. Where durations follow from the params, cheap trials are preferred in the beginning,
   * by as much; at 0, as without a budget, durations do not count.
   */
  readonly timeLeft?: number;
};

type AskStudy = Pick<Study, 'direction' | 'seed' | 'trials'>;

/**
 * The params of the next trial; null when the space is finite and each of its values has been tried or is running. Running and queued
 * trials are taken to end as the model expects. Never repeats a trial, save one that ended for a reason outside the program (once).
 */
export function ask(study: AskStudy, space: Space, options: AskOptions = {}): Ask | null {
  if (study.trials.length === 0) {
    const literals = literalsOf(space);
    if (literals !== null) return { params: literals, source: 'literals' };
  }
  const question = questionOf(study, space);
  if (question.choices !== null && question.choices.length === 0) return null;
  const surrogate = isInitial(question, options) ? null : fitSurrogate(study, question.encoding, viewOf(study));
  const ranked = surrogate === null ? spread(question) : promising(question, surrogate, options);
  const params = firstUntaken(question, ranked);
  return params === null ? null : { params, source: surrogate === null ? 'initial' : 'model' };
}

type Question = {
  readonly study: AskStudy;
  readonly space: Space;
  readonly encoding: ConstrainedEncoding;
  readonly taken: ReadonlySet<string>;
  /** Every point left, of a small finite space; else null. */
  readonly choices: readonly UnitPoint[] | null;
  /** Another for each trial: seeds the draws of this ask. */
  readonly seed: number;
};

/** More choices than this are searched, not listed. */
const nListed = 1024;

function questionOf(study: AskStudy, space: Space): Question {
  const encoding = constrained(encodingOf(space), space);
  const taken = takenKeys(study.trials, space);
  const isLeft = (point: UnitPoint): boolean =>
    !taken.has(paramsKey(encoding.decode(point))) && (encoding.isAllowed?.(point) ?? true);
  const choices = allPoints(encoding, nListed)?.filter(isLeft) ?? null;
  const seed = createRandom(study.seed, study.trials.length).bits();
  return { study, space, encoding, taken, choices, seed };
}

/** Whether the initial design is still short of its ten points, or of a quarter of the budget. */
function isInitial({ study, space }: Question, { nTrialsPlanned = Infinity }: AskOptions): boolean {
  const nInitial = Math.max(1, Math.min(10, Math.floor(nTrialsPlanned / 4)));
  const nLiterals = literalsOf(space) === null ? 0 : 1;
  const nUsed = study.trials.filter(
    (trial) => isObserved(trial) || isPending(trial) || failedAlike(trial) || trial.state === 'pruned',
  ).length;
  return nUsed < nInitial + nLiterals;
}

/** Of evenly spread points, the one farthest from all trials so far first. */
function spread({ study, encoding, choices, seed }: Question): readonly UnitPoint[] {
  const known = placed(study.trials, encoding).map(({ point }) => point);
  const points = choices ?? spreadPoints(encoding, 64, seed);
  if (known.length === 0) return choices === null ? points : [points[createRandom(seed).below(points.length)]!];
  const distances = new Map(
    points.map((point) => [point, Math.min(...known.map((other) => squareDistance(encoding, point, other)))]),
  );
  return [...points].sort((a, b) => distances.get(b)! - distances.get(a)!);
}

function squareDistance({ coordinates }: Encoding, a: UnitPoint, b: UnitPoint): number {
  return coordinates.reduce((sum, { kind }, k) => {
    const t = a[k]! - b[k]!;
    return sum + (kind === 'category' ? Number(t !== 0) : t * t);
  }, 0);
}

/**
 * Every second question takes the other view of the outputs and asks for more than a small gain, so that no one reading of the data
 * decides everything, and a search that has settled on a local best looks elsewhere too.
 */
function viewOf({ trials }: AskStudy): View {
  return trials.length % 2 === 1 ? 'stretched' : 'plain';
}

/** The gain that counts in the stretched view, in standard deviations of the outputs. */
const margin = 0.05;

/** Points by falling promise under the model, its hyper-parameters fitted to the finished trials. */
function promising(
  { study, encoding, choices, seed }: Question,
  surrogate: Surrogate,
  { timeLeft = 0 }: AskOptions,
): readonly UnitPoint[] {
  const { posterior } = surrogate;
  const fantasies = fantasiesOf(study.trials, surrogate, { encoding, seed });
  const feasibility = fitFeasibility(study.trials, encoding);
  const cost = timeLeft > 0 ? fitCost(study.trials, encoding) : null;
  const acquisition = createAcquisition(fantasies, {
    feasibility,
    cost: cost === null ? null : { posterior: cost.posterior, weight: timeLeft * cost.scale },
    // Where trials fail, what is unknown is not to be sought for its own sake.
    margin: feasibility === null && viewOf(study) === 'stretched' ? margin : 0,
  });
  if (choices !== null) {
    const values = new Map(choices.map((point) => [point, acquisition.evaluate(point)]));
    return [...choices].sort((a, b) => values.get(b)! - values.get(a)!);
  }
  const { lengthscales } = posterior.hyper;
  return maximise(acquisition, encoding, {
    ...{ seed, lengthscales, incumbents: bestPoints(posterior, 5) },
    ...{ nPool: 256, nStarts: 3 },
  }).map(({ point }) => point);
}

/** The observed points of least posterior mean, the least first. */
function bestPoints(posterior: Posterior, count: number): readonly UnitPoint[] {
  const { x, d } = posterior.inputs;
  return observedByMean(posterior)
    .slice(0, count)
    .map((i) => x.slice(i * d, (i + 1) * d));
}

/** The first that is no repeat; then anything that is none; null where all there is has been tried. */
function firstUntaken({ encoding, taken, seed }: Question, ranked: readonly UnitPoint[]): Params | null {
  for (const points of [ranked, spreadPoints(encoding, 256, seed + 1)]) {
    for (const point of points) {
      const params = encoding.decode(point);
      if (!taken.has(paramsKey(params))) return params;
    }
  }
  return firstFree(encoding, taken);
}
