// Runs in the hook thread of a Node without synchronous load hooks (before 22.15): the ES module half of loadHook.ts.
import { servedAsModule, swapped, textOf, type Loaded, type Sources } from './loadHook.ts';

let sources: Sources = new Map();

/** Called by Node once, with what `module.register` was given. */
export function initialize(data: Sources): void {
  sources = data;
}

/** Node's load hook. */
export async function load(
  url: string,
  context: Loaded,
  nextLoad: (url: string, context: Loaded) => Promise<Loaded>,
): Promise<Loaded> {
  const text = textOf(url, sources);
  if (text === undefined) return nextLoad(url, context);
  return servedAsModule(context, text) ?? swapped(await nextLoad(url, context), text);
}
