// Which literals were changed by hand between the moment a diff was shown and the moment it was accepted. Pure.
import type { Annotations } from '../annotation/annotation.ts';
import type { Params } from '../space/space.ts';

/** The text of each parameter's literal, by the parameter's name. */
export type LiteralTexts = ReadonlyMap<string, string>;

export function literalTexts(annotations: Iterable<Annotations>): LiteralTexts {
  const all = [...annotations].flatMap(({ parameters }) => parameters);
  return new Map(all.map(({ parameter, literal }) => [parameter.name, literal.text]));
}

export type LiteralChange = { readonly name: string; readonly before: string; readonly now: string };

/** The parameters of `params` whose literal is another one `now`; those that are gone are left out. */
export function literalChanges(before: LiteralTexts, now: LiteralTexts, params: Params): readonly LiteralChange[] {
  return Object.keys(params).flatMap((name) => {
    const [old, current] = [before.get(name), now.get(name)];
    return old === undefined || current === undefined || old === current ? [] : [{ name, before: old, now: current }];
  });
}

/** `params` without the parameters of `changes`: what can still be written without losing anybody's edit. */
export function withoutChanged(params: Params, changes: readonly LiteralChange[]): Params {
  const names = new Set(changes.map(({ name }) => name));
  return Object.fromEntries(Object.entries(params).filter(([name]) => !names.has(name)));
}
