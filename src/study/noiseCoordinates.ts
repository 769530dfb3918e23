// A model with coordinates of pure noise beside the real ones: what it credits them with is what a parameter without any effect looks like.
import { lengthscalePenalty } from '../gp/fit.ts';
import { conditionOn, type Posterior } from '../gp/posterior.ts';
import { negativeLogEvidence } from '../gp/sampleHyper.ts';
import { createRandom } from '../math/random.ts';

export type NoiseOptions = {
  /** How many. */
  readonly count: number;
  /** As in the fit of the posterior. */
  readonly nActive: number;
  readonly seed: number;
};

/**
 * The posterior with `count` coordinates in 0..1 added behind the others, even and in random order over the observations. Their lengthscales
 * are fitted one after the other, all other hyper-parameters held.
 */
export function withNoiseCoordinates(posterior: Posterior, { count, nActive, seed }: NoiseOptions): Posterior {
  const random = createRandom(seed, 7);
  let extended = posterior;
  for (let k = 0; k < count; k++) {
    const places = shuffledPlaces(posterior.inputs.n, () => random.uniform());
    extended = mostProbable(
      longerScales.map((factor) => withCoordinate(extended, places, factor * Math.sqrt(nActive))),
    );
  }
  return extended;

  function mostProbable(candidates: readonly Posterior[]): Posterior {
    const costs = candidates.map((candidate) => negativeLogPosterior(candidate, nActive));
    return candidates[costs.indexOf(Math.min(...costs))]!;
  }
}

/** From the prior's mode to no effect at all. */
const longerScales = [0.205, 0.6, 2, 8, 100];

/** (i + 1/2) / n in random order. */
function shuffledPlaces(n: number, uniform: () => number): Float64Array {
  const order = Array.from({ length: n }, (_, i) => ({ i, key: uniform() })).sort((a, b) => a.key - b.key);
  return Float64Array.from(order, ({ i }) => (i + 0.5) / n);
}

function withCoordinate({ inputs, y, hyper }: Posterior, places: Float64Array, lengthscale: number): Posterior {
  const { n, d } = inputs;
  const x = new Float64Array(n * (d + 1));
  for (let i = 0; i < n; i++) {
    x.set(inputs.x.subarray(i * d, (i + 1) * d), i * (d + 1));
    x[i * (d + 1) + d] = places[i]!;
  }
  const isCategory = Uint8Array.of(...inputs.isCategory, 0);
  const lengthscales = Float64Array.of(...hyper.lengthscales, lengthscale);
  return conditionOn({ n, d: d + 1, x, isCategory }, y, { ...hyper, lengthscales });
}

/** Of the newest lengthscale, up to a constant. */
function negativeLogPosterior(posterior: Posterior, nActive: number): number {
  const { lengthscales } = posterior.hyper;
  const newest = Math.log(lengthscales[lengthscales.length - 1]!);
  return negativeLogEvidence(posterior) + lengthscalePenalty(newest, nActive).value;
}
