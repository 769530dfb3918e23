// Ranges with special values beside them as Optuna can hold them: two parameters, `l2?` (a category: the range, or a special value) and `l2` (a
// number, only where the range was chosen). An Optuna user would write it just so.
import type { Domain, Parameter, Params, Space } from '../space/space.ts';

type Mixed = Extract<Domain, { kind: 'mixed' }>;

/** The same space with two parameters for each mixed one; itself where there is none. */
export function splitSpace(space: Space): Space {
  if (!space.parameters.some(({ domain }) => domain.kind === 'mixed')) return space;
  return { parameters: space.parameters.flatMap((parameter) => splitParameter(parameter)) };
}

function splitParameter(parameter: Parameter): readonly Parameter[] {
  const { name, domain, conditions } = parameter;
  if (domain.kind !== 'mixed') return [parameter];
  return [
    {
      name: kindName(name),
      domain: { kind: 'choice', choices: [rangeChoice(domain), ...domain.specials] },
      conditions,
    },
    { name, domain: domain.range, conditions },
  ];
}

/** The values of a trial under the names of the split space. A literal that is neither in the range nor special keeps its name. */
export function splitParams({ parameters }: Space, params: Params): Params {
  const mixed = mixedIn(parameters);
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) => {
      const domain = mixed.get(name);
      if (domain === undefined) return [[name, value]];
      if (domain.specials.includes(value)) return [[kindName(name), value]];
      const own = [name, value] as const;
      return typeof value === 'number' ? [[kindName(name), rangeChoice(domain)], own] : [own];
    }),
  );
}

/** The values of a trial from those of the split space. */
export function joinParams({ parameters }: Space, params: Params): Params {
  if (!parameters.some(({ domain }) => domain.kind === 'mixed')) return params;
  const mixed = mixedIn(parameters);
  const owners = new Map([...mixed.keys()].map((name) => [kindName(name), name]));
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) => {
      const owner = owners.get(name);
      if (owner === undefined) return [[name, value]];
      const domain = mixed.get(owner);
      return domain === undefined || value === rangeChoice(domain) ? [] : [[owner, value]];
    }),
  );
}

function mixedIn(parameters: Space['parameters']): ReadonlyMap<string, Mixed> {
  return new Map(parameters.flatMap(({ name, domain }) => (domain.kind === 'mixed' ? [[name, domain]] : [])));
}

function kindName(name: string): string {
  return `${name}?`;
}

/** The word for the range; another where a special value is that very word. */
function rangeChoice({ specials }: Mixed): string {
  return specials.includes('range') ? 'the range' : 'range';
}
