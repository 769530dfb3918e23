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
import type { MessagePort } from 'node:worker_threads';

/** Settles with the one message that the thread of the program sends. */
let told: Promise<Served> | null = null;

/** Called by Node once, with what `module.register` was given. */
export function initialize(port: MessagePort): void {
  told = new Promise((resolve) => port.once('message', resolve));
}

async function servedOnceTold(): Promise<Served> {
  return (await told) ?? { sources: {}, aliases: {} };
}

/** Node's resolve hook. */
export async function resolve(
  specifier: string,
  context: ResolveContext,
  nextResolve: (specifier: string, context: ResolveContext) => Promise<Resolved>,
): Promise<Resolved> {
  return resolvedAlias(specifier, context, await servedOnceTold()) ?? nextResolve(specifier, context);
}

/** Node's load hook. */
export async function load(
  url: string,
  context: Loaded,
  nextLoad: (url: string, context: Loaded) => Promise<Loaded>,
): Promise<Loaded> {
  const source = sourceOf(url, await servedOnceTold());
  if (source === undefined) return nextLoad(url, context);
  return servedAlone(context, source) ?? swapped(await nextLoad(url, context), source);
}
