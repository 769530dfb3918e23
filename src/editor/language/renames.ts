// Parameters whose name has changed since the study was made: the program's variable was renamed, and the study knows the old name. Pure.
import type { AnnotatedParameter } from '../../annotation/annotation.ts';
import { isWord } from '../../annotation/tokens.ts';
import type { Parameter, Space } from '../../space/space.ts';

export type Renamed = { readonly parameter: AnnotatedParameter; readonly formerName: string };

/** Those that the study plainly knows under another name: same literal and same domain, and only one that it could be. */
export function renamedIn(parameters: readonly AnnotatedParameter[], space: Space): readonly Renamed[] {
  const names = new Set(parameters.map(({ parameter }) => parameter.name));
  const known = new Set(space.parameters.map(({ name }) => name));
  // A name goes into the source: one that is no word could close the comment.
  const gone = space.parameters.filter(({ name }) => !names.has(name) && isWord(name));
  const added = parameters.filter(({ parameter, isHeld }) => !isHeld && !known.has(parameter.name));
  return added.flatMap((parameter) => {
    const former = gone.filter((one) => isSame(one, parameter.parameter));
    const others = added.filter((one) => former.some((other) => isSame(other, one.parameter)));
    return former.length === 1 && others.length === 1 ? [{ parameter, formerName: former[0]!.name }] : [];
  });
}

function isSame(a: Parameter, b: Parameter): boolean {
  return a.initial === b.initial && JSON.stringify(a.domain) === JSON.stringify(b.domain);
}
