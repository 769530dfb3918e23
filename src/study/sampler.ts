// Which way of choosing the next params: by the model (ask.ts), at random, by an evenly spread sequence, or along a grid.
// Pure, as ask.ts is: the same study, space and sampler give the same answer, from the journal alone.
import { spreadPoints } from '../gp/searchSpace.ts';
import { createRandom } from '../math/random.ts';
import { literalsOf } from '../space/activity.ts';
import { encodingOf } from '../space/encode.ts';
import type { Params, Space } from '../space/space.ts';
import { ask, type Ask, type AskOptions } from './ask.ts';
import { firstFree } from './finiteSpace.ts';
import { gridParams } from './grid.ts';
import type { Sampler } from './samplerName.ts';
import { constrained } from './slots.ts';
import type { Study } from './study.ts';
import { paramsKey, takenKeys } from './taken.ts';

/** The params of a trial and where they come from; what the trial's fact `source` says. */
export type Suggestion = Ask | { readonly params: Params; readonly source: Exclude<Sampler, 'gp'> };

export type SamplerOptions = AskOptions & { readonly sampler: Sampler };

type AskStudy = Pick<Study, 'direction' | 'seed' | 'trials'>;

/**
 * The params of the next trial; null when the space, or the grid, has been tried to its end. Trial 0 is the literals, constraints are
 * kept, and no trial is repeated, save one that ended for a reason outside the program (once). Only `gp` looks at the values.
 */
export function askSampler(study: AskStudy, space: Space, { sampler, ...options }: SamplerOptions): Suggestion | null {
  if (sampler === 'gp') return ask(study, space, options);
  const literals = study.trials.length === 0 ? literalsOf(space) : null;
  if (literals !== null) return { params: literals, source: 'literals' };
  const params = next[sampler](study, space);
  return params === null ? null : { params, source: sampler };
}

const next: Readonly<Record<Exclude<Sampler, 'gp'>, (study: AskStudy, space: Space) => Params | null>> = {
  random: (study, space) => firstNew([freshDraws(study)], study, space),
  sobol: (study, space) => firstNew([ownSequence(study), freshDraws(study)], study, space),
  grid: ({ trials }, space) => firstNewOfGrid(trials, space),
};

/** A scrambled Sobol sequence, and how many of its points are looked at before more are drawn. */
type Sequence = { readonly seed: number; readonly nFirst: number };

/** Another sequence for each trial. The first point of one is uniform, and so the draws of all trials are independent. */
function freshDraws({ seed, trials }: AskStudy): Sequence {
  return { seed: createRandom(seed, 1, trials.length).bits(), nFirst: 1 };
}

/** One for the whole study: where it goes on after a stop, so does the sequence. */
function ownSequence({ seed, trials }: AskStudy): Sequence {
  return { seed: createRandom(seed, 2).bits(), nFirst: trials.length + 1 };
}

/** How many points of a sequence are asked for in the search for a new one, as a multiple of the trials, and at least. */
const searched = { perTrial: 8, least: 4096 };

/**
 * The first point that is allowed and new, of the first sequence that has one; else anything new of a finite space. A sequence runs dry
 * where constraints leave very little of the space, or nearly all of a finite one has been tried.
 */
function firstNew(sequences: readonly Sequence[], { trials }: AskStudy, space: Space): Params | null {
  const encoding = constrained(encodingOf(space), space);
  const taken = takenKeys(trials, space);
  const nMost = Math.max(searched.least, searched.perTrial * trials.length);
  for (const { seed, nFirst } of sequences) {
    for (let count = nFirst; count <= nMost; count *= 8) {
      for (const point of spreadPoints(encoding, count, seed)) {
        const params = encoding.decode(point);
        if (!taken.has(paramsKey(params))) return params;
      }
    }
  }
  return firstFree(encoding, taken);
}

function firstNewOfGrid(trials: Study['trials'], space: Space): Params | null {
  const taken = takenKeys(trials, space);
  for (const params of gridParams(space)) if (!taken.has(paramsKey(params))) return params;
  return null;
}
