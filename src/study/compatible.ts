// Whether a study can go on with the parameters that the file declares now. Within one Optuna study a name keeps its kind, its scale
// and (for choices) its exact choices; numeric bounds and steps may change.
import type { Objective } from '../space/objective.ts';
import type { Domain, Space } from '../space/space.ts';
import type { Study } from './study.ts';

/** Null when `study` can go on with `space` and `objective` (null: not named); else why not, in one sentence. */
export function whyIncompatible(study: Study, space: Space, objective: Objective | null): string | null {
  if (objective !== null && study.direction !== objective.direction)
    return 'The direction of the objective has changed.';
  if (objective !== null && study.objective !== null && isOtherObjective(study.objective, objective)) {
    return `The objective has changed from ${study.objective.metric} to ${objective.metric}.`;
  }
  if (study.space === null) return null;
  const before = new Map(study.space.parameters.map((parameter) => [parameter.name, parameter.domain]));
  for (const { name, domain } of space.parameters) {
    const earlier = before.get(name);
    if (earlier === undefined) return `The parameter ${name} is new.`;
    if (!isSameKind(earlier, domain)) return `The scale or the choices of ${name} have changed.`;
    before.delete(name);
  }
  const [gone] = before.keys();
  return gone === undefined ? null : `The parameter ${gone} is no longer tuned.`;
}

function isOtherObjective(a: Objective, b: Objective): boolean {
  return a.metric !== b.metric || (a.isExpression === true) !== (b.isExpression === true);
}

function isSameKind(a: Domain, b: Domain): boolean {
  if (a.kind === 'choice') return b.kind === 'choice' && JSON.stringify(a.choices) === JSON.stringify(b.choices);
  if (a.kind === 'mixed') {
    return (
      b.kind === 'mixed' && isSameKind(a.range, b.range) && JSON.stringify(a.specials) === JSON.stringify(b.specials)
    );
  }
  return a.kind === b.kind && a.scale === b.scale;
}
