// Runs in the hook thread of a Node without synchronous load hooks (before 22.15): the ES module half of loadHook.ts.
import {
  resolvedAlias,
  servedAlone,
  sourceOf,
  swapped,
  type Loaded,
  type ResolveContext,
  type Resolved,
  type Served,
} from './loadHook.ts';

let served: Served = { sources: {}, aliases: {} };

/** Called by Node once, with what `module.register` was given. */
export function initialize(data: Served): void {
  served = data;
}

/** Node's resolve hook. */
export async function resolve(
  specifier: string,
  context: ResolveContext,
  nextResolve: (specifier: string, context: ResolveContext) => Promise<Resolved>,
): Promise<Resolved> {
  return resolvedAlias(specifier, context, served) ?? nextResolve(specifier, context);
}

/** Node's load hook. */
export async function load(
  url: string,
  context: Loaded,
  nextLoad: (url: string, context: Loaded) => Promise<Loaded>,
): Promise<Loaded> {
  const source = sourceOf(url, served);
  if (source === undefined) return nextLoad(url, context);
  return servedAlone(context, source) ?? swapped(await nextLoad(url, context), source);
}
