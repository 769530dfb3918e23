// Trials measured elsewhere (an earlier study, a table) as trials of this space: which fit, and why the others do not. Pure.
import { activeParams, literalsOf } from '../space/activity.ts';
import { formatConstraint, satisfies } from '../space/constraint.ts';
import { isInDomain } from '../space/domain.ts';
import type { Params, ParamValue, Space } from '../space/space.ts';
import type { StudyEvent } from './event.ts';
import { isSameParams } from './study.ts';
import { formatDomain, formatValue } from './words.ts';
import { ownOf } from '../space/own.ts';

/** What is known of a trial that ran elsewhere. */
export type Prior = { readonly params: Params; readonly value: number };

export type Fitted = { readonly params: Params } | { readonly obstacle: string };

/**
 * The values in this space, or in a sentence why they have no place in it. A parameter that the space has and the trial has not is at the file's
 * literal; one that only the trial has is left out, unless `held` knows the value that the file has for it now: then it must be that one.
 */
export function fitPrior(space: Space, given: Params, held: Params = {}): Fitted {
  const other = Object.entries(held).find(([name, value]) => Object.hasOwn(given, name) && given[name] !== value);
  if (other !== undefined)
    return { obstacle: `${other[0]} is ${formatValue(given[other[0]])}, and ${formatValue(other[1])} in the file.` };
  const initial = new Map(space.parameters.map((parameter) => [parameter.name, parameter.initial]));
  const valueOf = (name: string): ParamValue | undefined =>
    Object.hasOwn(given, name) ? given[name] : initial.get(name);
  const params = activeParams(space, valueOf);
  const missing = Object.keys(activeParams(space, (name) => valueOf(name) ?? null)).find(
    (name) => !Object.hasOwn(params, name),
  );
  if (missing !== undefined) return { obstacle: `${missing} has no value.` };
  for (const { name, domain } of space.parameters) {
    const value = ownOf(params, name);
    if (value !== undefined && !isInDomain(domain, value))
      return { obstacle: `${name} = ${formatValue(value)} is not in ${formatDomain(domain)}.` };
  }
  const broken = (space.constraints ?? []).find((constraint) => !satisfies(constraint, params));
  return broken === undefined ? { params } : { obstacle: `It breaks ${formatConstraint(broken)}.` };
}

/** The priors as finished trials, numbered from `first`. The file's own values are left out: a run measures them anew. */
export function priorEvents(
  priors: readonly Prior[],
  space: Space,
  { first, source, atMs }: { readonly first: number; readonly source: string; readonly atMs: number },
): readonly StudyEvent[] {
  const literals = literalsOf(space);
  const kept = priors.filter(({ params }) => literals === null || !isSameParams(params, literals));
  return kept.flatMap(({ params, value }, i): readonly StudyEvent[] => [
    { kind: 'trialStarted', trial: first + i, params, atMs },
    { kind: 'factNoted', trial: first + i, name: 'source', fact: source },
    { kind: 'trialFinished', trial: first + i, value, atMs },
  ]);
}
