// The combinations of a grid, in a fixed order: nested loops over the parameters in the order of their source, the last one innermost.
import { holds } from '../space/activity.ts';
import { axisOf } from '../space/axis.ts';
import { isAllowed } from '../space/constraint.ts';
import { nValues, valueAt } from '../space/domain.ts';
import type { Domain, Params, ParamValue, RangeDomain, Space } from '../space/space.ts';

/** How many values stand for a range: both ends, and between them at equal distances in its scale. */
export const nGridValues = 5;

/**
 * Every combination once, each parameter's values in their own order; a parameter is looped over only where it is active. What breaks a
 * constraint is passed over; a million refusals in a row are taken for the end.
 */
export function gridParams(space: Space): Generator<Params> {
  const levels = space.parameters.map(({ domain }) => gridLevels(domain));
  return combinations({ space, levels, nRefused: 0 }, 0, {});
}

/** The values of one parameter, counted but not listed: a stepped range may have very many. */
export type GridLevels = { readonly count: number; readonly at: (index: number) => ParamValue };

/**
 * All values of a choice and of a stepped range (numbers rising, choices as listed); five of a range without a step, or of whole numbers
 * in steps of 1 where those are more than 16. Special values beside a range come after it.
 */
export function gridLevels(domain: Domain): GridLevels {
  if (domain.kind === 'choice') return { count: nValues(domain), at: (index) => valueAt(domain, index) };
  if (domain.kind !== 'mixed') return rangeLevels(domain);
  const { count, at } = rangeLevels(domain.range);
  const specials = domain.specials;
  return {
    count: count + specials.length,
    at: (index) => (index < count ? at(index) : (specials[index - count] ?? null)),
  };
}

/** Whole numbers above this many are a continuous range in all but name. */
const nListed = 16;

function rangeLevels(range: RangeDomain): GridLevels {
  const count = nValues(range);
  const isListed = range.kind === 'int' && range.step === 1 ? count <= nListed : count < Infinity;
  if (isListed) return { count, at: (index) => valueAt(range, index) };
  const { toValue } = axisOf(range);
  const values = [...new Set(Array.from({ length: nGridValues }, (_, i) => toValue(i / (nGridValues - 1))))];
  return { count: values.length, at: (index) => values[index] ?? null };
}

type Search = {
  readonly space: Space;
  readonly levels: readonly GridLevels[];
  /** Partial combinations that broke a constraint since the last whole one. */
  nRefused: number;
};

const maxRefused = 1e6;

/** What continues `chosen`, the values of the active parameters before the one at index `k`. */
function* combinations(search: Search, k: number, chosen: Params): Generator<Params> {
  const parameter = search.space.parameters[k];
  const levels = search.levels[k];
  if (parameter === undefined || levels === undefined) {
    search.nRefused = 0;
    yield chosen;
    return;
  }
  if (!parameter.conditions.every((condition) => holds(condition, chosen[condition.param]))) {
    yield* combinations(search, k + 1, chosen);
    return;
  }
  for (let index = 0; index < levels.count && search.nRefused < maxRefused; index++) {
    const params = { ...chosen, [parameter.name]: levels.at(index) };
    // A constraint does not apply before all its values are there, so whatever breaks one here breaks it for good.
    if (isAllowed(search.space, params)) yield* combinations(search, k + 1, params);
    else search.nRefused++;
  }
}
