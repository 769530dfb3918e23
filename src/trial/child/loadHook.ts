// Runs in the child: serves the request's texts in place of the files on disk, at the files' own paths and URLs, for require and import alike, and
// finds what Node would not by itself. CommonJS goes through Node's Module; ES modules through load hooks, in this thread where that leaves CommonJS to
// Module, else in Node's hook thread (loadHookThread.ts).
import Module from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import type { SourceText, TrialRequest } from '../trialProtocol.ts';

export type Served = Pick<TrialRequest, 'sources' | 'aliases'>;

/** What the load hooks of Node pass on; everything else in it stays as it is. */
export type Loaded = { readonly format?: unknown; readonly source?: unknown; readonly shortCircuit?: boolean };
export type Resolved = { readonly url: string; readonly shortCircuit?: boolean };
export type ResolveContext = { readonly parentURL?: string | undefined };

/**
 * Does ahead what takes time: where Node wants a thread for load hooks, that thread starts, and no ES module is loaded until it is told its sources.
 * Resolves to what swaps the sources in this thread; modules that were loaded before keep their text.
 */
export async function prepareLoadHook(): Promise<(served: Served) => void> {
  if (hasSyncHooks(Module) && (await leavesCommonJsToModule(Module))) {
    const hooks = Module;
    return (served) => {
      swapInCommonJs(served);
      installSyncHooks(hooks, served);
    };
  }
  const { port1, port2 } = new MessageChannel();
  // Only the built child meets such a Node, so the file beside it is built, too.
  Module.register('./loadHookThread.js', import.meta.url, { data: port2, transferList: [port2] });
  return (served) => {
    swapInCommonJs(served);
    port1.postMessage(served);
    port1.close();
  };
}

/**
 * Whether a CommonJS file that an ES module imports still goes through Node's Module while a synchronous load hook is registered. In many versions
 * (22.15 to 22.22, 23.11, 24.0 to 24.8) it does not: another loader evaluates it, which nothing can watch, and whose `require` lacks `cache` and
 * `extensions`. Node's documentation names no versions, so it is tried.
 */
async function leavesCommonJsToModule(hooks: SyncHooks): Promise<boolean> {
  const internals: unknown = Module;
  if (!hasInternals(internals)) return false;
  const file = new URL('importedCommonJs.cjs', import.meta.url).href;
  const { prototype } = internals;
  const compile = prototype._compile;
  let isCompiled = false;
  prototype._compile = function (content, ...rest) {
    isCompiled = true;
    return compile.call(this, content, ...rest);
  };
  const registered = hooks.registerHooks({ load: (url, context, nextLoad) => nextLoad(url, context) });
  try {
    await import(file);
  } finally {
    registered.deregister();
    prototype._compile = compile;
  }
  return isCompiled;
}

function installSyncHooks(hooks: SyncHooks, served: Served): void {
  hooks.registerHooks({
    resolve: (specifier, context, nextResolve) =>
      resolvedAlias(specifier, context, served) ?? nextResolve(specifier, context),
    load: (url, context, nextLoad) => {
      const source = sourceOf(url, served);
      if (source === undefined) return nextLoad(url, context);
      return servedAlone(context, source) ?? swapped(nextLoad(url, context), source);
    },
  });
}

/** What to serve for `url`; undefined when it is not among the sources. A query or hash, which tells two copies apart, is not looked at. */
export function sourceOf(url: string, { sources }: Served): SourceText | undefined {
  const path = pathOf(url);
  return path === null || !Object.hasOwn(sources, path) ? undefined : sources[path];
}

/** The file that a name means by the request; null where Node is to find it. */
export function resolvedAlias(specifier: string, { parentURL }: ResolveContext, { aliases }: Served): Resolved | null {
  const parent = parentURL === undefined ? null : pathOf(parentURL);
  const target = parent === null || !Object.hasOwn(aliases, parent) ? undefined : aliases[parent]?.[specifier];
  return target === undefined ? null : { url: pathToFileURL(target).href, shortCircuit: true };
}

/** The answer for a file whose format is known without a look at the disk; null when only Node can tell. */
export function servedAlone(context: Loaded, { text, format }: SourceText): Loaded | null {
  if (format === 'module' || (format === null && context.format === 'module')) {
    return { format: 'module', source: text, shortCircuit: true };
  }
  // Without source Node goes through Module, which has the text from below.
  if (format === 'commonjs') return { format: 'commonjs', source: null, shortCircuit: true };
  return format === 'json' && context.format === 'json' ? { format, source: text, shortCircuit: true } : null;
}

/** What Node loaded, with our text. A CommonJS file without source is left: Node then goes through `_compile`. */
export function swapped(loaded: Loaded, { text }: SourceText): Loaded {
  const isCommonJsByPath = loaded.source === null || loaded.source === undefined;
  return isCommonJsByPath ? loaded : { ...loaded, source: text };
}

function pathOf(url: string): string | null {
  if (!url.startsWith('file:')) return null;
  try {
    return fileURLToPath(url);
  } catch {
    return null;
  }
}

type Load = (url: string, context: Loaded) => Loaded;
type Resolve = (specifier: string, context: ResolveContext) => Resolved;
type SyncHooks = {
  registerHooks(hooks: {
    resolve?: (specifier: string, context: ResolveContext, nextResolve: Resolve) => Resolved;
    load: (url: string, context: Loaded, nextLoad: Load) => Loaded;
  }): { deregister(): void };
};

type Compile = (this: unknown, content: string, filename: string, ...rest: unknown[]) => unknown;
type Extension = (module: CommonJs, filename: string) => unknown;
type CommonJs = { exports: unknown; _compile: Compile };
type Internals = {
  readonly prototype: { _compile: Compile };
  readonly _extensions: Record<string, Extension>;
  _resolveFilename: (this: unknown, request: string, parent: unknown, ...rest: unknown[]) => unknown;
};

function swapInCommonJs({ sources, aliases }: Served): void {
  const internals: unknown = Module;
  if (!hasInternals(internals)) throw new Error('TuneLens: this Node has no Module.prototype._compile.');
  const { prototype, _extensions: extensions, _resolveFilename: resolveFilename } = internals;
  const compile = prototype._compile;
  const sourceAt = (filename: string): SourceText | undefined =>
    Object.hasOwn(sources, filename) ? sources[filename] : undefined;
  prototype._compile = function (content, filename, ...rest) {
    return compile.call(this, sourceAt(filename)?.text ?? content, filename, ...rest);
  };
  internals._resolveFilename = function (request, parent, ...rest) {
    const from = fileNameOf(parent);
    const target = from === null || !Object.hasOwn(aliases, from) ? undefined : aliases[from]?.[request];
    return target ?? resolveFilename.call(this, request, parent, ...rest);
  };
  for (const ending of ['.ts', '.cts', '.tsx', '.jsx', '.json']) {
    const before = extensions[ending] ?? extensions['.js'];
    extensions[ending] = (module, filename) => {
      const source = sourceAt(filename);
      // An ES module that is required is Node's own affair: it comes to the load hook.
      if (source === undefined || source.format === 'module' || source.format === null)
        return before?.(module, filename);
      if (source.format === 'commonjs') return module._compile(source.text, filename);
      module.exports = JSON.parse(source.text.replace(/^\uFEFF/, ''));
      return undefined;
    };
  }
}

function fileNameOf(parent: unknown): string | null {
  return typeof parent === 'object' && parent !== null && 'filename' in parent && typeof parent.filename === 'string'
    ? parent.filename
    : null;
}

function hasInternals(raw: unknown): raw is Internals {
  if (typeof raw !== 'function' || !('_extensions' in raw) || !('_resolveFilename' in raw)) return false;
  const prototype: unknown = raw.prototype;
  return typeof prototype === 'object' && prototype !== null && '_compile' in prototype;
}

function hasSyncHooks(raw: object): raw is SyncHooks {
  return 'registerHooks' in raw && typeof raw.registerHooks === 'function';
}
