// Runs in the child: serves the request's texts in place of the files on disk, at the files' own paths and URLs, for require and import alike.
// CommonJS goes through Module.prototype._compile in every Node; ES modules through load hooks, in this thread where Node can (>= 22.15), else in
// Node's hook thread (loadHookThread.ts).
import Module from 'node:module';
import { fileURLToPath } from 'node:url';

/** Real absolute path -> the text to run. */
export type Sources = ReadonlyMap<string, string>;

/** What the load hooks of Node pass on; everything else in it stays as it is. */
export type Loaded = { readonly format?: unknown; readonly source?: unknown; readonly shortCircuit?: boolean };

/** Swaps the sources in this thread. Modules that were loaded before keep their text. */
export function installLoadHook(sources: Sources): void {
  swapInCommonJs(sources);
  if (hasSyncHooks(Module)) {
    Module.registerHooks({
      load: (url, context, nextLoad) => {
        const text = textOf(url, sources);
        if (text === undefined) return nextLoad(url, context);
        return servedAsModule(context, text) ?? swapped(nextLoad(url, context), text);
      },
    });
  } else {
    // Only the built child meets such a Node, so the file beside it is built, too.
    Module.register('./loadHookThread.js', import.meta.url, { data: sources });
  }
}

/** The text to serve for `url`; undefined when it is not among `sources`. A query or hash, which tells two copies apart, is not looked at. */
export function textOf(url: string, sources: Sources): string | undefined {
  if (!url.startsWith('file:')) return undefined;
  try {
    return sources.get(fileURLToPath(url));
  } catch {
    return undefined;
  }
}

/** The answer for a file that is an ES module by its name or package, without a look at the disk; null when only Node can tell. */
export function servedAsModule(context: Loaded, text: string): Loaded | null {
  return context.format === 'module' ? { format: 'module', source: text, shortCircuit: true } : null;
}

/** What Node loaded, with our text. A CommonJS file without source is left: Node then goes through `_compile`. */
export function swapped(loaded: Loaded, text: string): Loaded {
  const isCommonJsByPath = loaded.source === null || loaded.source === undefined;
  return isCommonJsByPath ? loaded : { ...loaded, source: text };
}

type Load = (url: string, context: Loaded) => Loaded;
type SyncHooks = { registerHooks(hooks: { load: (url: string, context: Loaded, nextLoad: Load) => Loaded }): unknown };
type Compile = (this: unknown, content: string, filename: string, ...rest: unknown[]) => unknown;

function swapInCommonJs(sources: Sources): void {
  const prototype: unknown = Module.prototype;
  if (!hasCompile(prototype)) throw new Error('TuneLens: this Node has no Module.prototype._compile.');
  const compile = prototype._compile;
  prototype._compile = function (content, filename, ...rest) {
    return compile.call(this, sources.get(filename) ?? content, filename, ...rest);
  };
}

function hasCompile(raw: unknown): raw is { _compile: Compile } {
  return typeof raw === 'object' && raw !== null && '_compile' in raw && typeof raw._compile === 'function';
}

function hasSyncHooks(raw: object): raw is SyncHooks {
  return 'registerHooks' in raw && typeof raw.registerHooks === 'function';
}
