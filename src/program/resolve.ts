// From the name in an import to a file: as Node does and, in TypeScript and JSX files, as their compilers do beyond that (left-out extensions,
// ".js" for a ".ts" file, the "paths" of tsconfig.json).
import { realpathSync, statSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createPathsMatcher, getTsconfig } from 'get-tsconfig';
import { resolve as resolveAsNode } from 'import-meta-resolve';
import { isTranspiled } from './sourceKind.ts';

export type ImportKind = 'import' | 'require';

export type Resolution = {
  /** Real path. */
  readonly file: string;
  /** Whether Node finds the same file by itself. */
  readonly isNodes: boolean;
};

/** The file that `specifier` means in the file `from` (real path); null for built-in modules and where nothing is found. */
export function resolveSpecifier(specifier: string, kind: ImportKind, from: string): Resolution | null {
  if (specifier === '' || isBuiltin(specifier)) return null;
  const plain = withoutQuery(specifier);
  const mapped = isTranspiled(from) ? firstFile(tsconfigPaths(plain, from)) : null;
  const nodes = mapped === null ? (kind === 'import' ? byImport(specifier, from) : byRequire(plain, from)) : null;
  if (nodes !== null) return { file: nodes, isNodes: true };
  const file =
    mapped ?? (isTranspiled(from) && /^\.{0,2}(\/|$)/.test(plain) ? firstFile([resolve(dirname(from), plain)]) : null);
  return file === null ? null : { file, isNodes: false };
}

function byImport(specifier: string, from: string): string | null {
  try {
    const url = resolveAsNode(specifier, pathToFileURL(from).href);
    return url.startsWith('file:') ? existing(fileURLToPath(withoutQuery(url))) : null;
  } catch {
    return null;
  }
}

function byRequire(specifier: string, from: string): string | null {
  try {
    return existing(createRequire(from).resolve(specifier));
  } catch {
    return null;
  }
}

function withoutQuery(name: string): string {
  return name.split(/[?#]/, 1)[0] ?? '';
}

const endings = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'] as const;
const sources: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};

/** The first of `paths` that names a file as TypeScript allows: itself, the source behind a ".js", without extension, or a folder's index. */
function firstFile(paths: readonly string[]): string | null {
  for (const path of paths) {
    const ending = /\.[mc]?jsx?$/.exec(path)?.[0] ?? '';
    const behind = (sources[ending] ?? []).map((source) => path.slice(0, path.length - ending.length) + source);
    const candidates = [
      path,
      ...behind,
      ...endings.map((one) => path + one),
      ...endings.map((one) => join(path, `index${one}`)),
    ];
    for (const candidate of candidates) {
      const file = existing(candidate);
      if (file !== null) return file;
    }
  }
  return null;
}

function existing(path: string): string | null {
  try {
    const real = realpathSync.native(path);
    return statSync(real).isFile() ? real : null;
  } catch {
    return null;
  }
}

type Tsconfig = { readonly match: (specifier: string) => string[]; readonly jsx: JsxSettings };

/** How JSX is compiled, by the names of tsconfig.json. */
export type JsxSettings = {
  readonly jsx?: string;
  readonly jsxFactory?: string;
  readonly jsxFragmentFactory?: string;
  readonly jsxImportSource?: string;
};

/** A file is read at each call of a plan, so that an edit of it is seen; within one call the same folder is asked for again and again. */
const known = new Map<string, { readonly atMs: number; readonly tsconfig: Tsconfig }>();
const knownMs = 1000;

function tsconfigOf(file: string): Tsconfig {
  const folder = dirname(file);
  const before = known.get(folder);
  if (before !== undefined && Date.now() - before.atMs < knownMs) return before.tsconfig;
  const tsconfig = readTsconfig(folder);
  known.set(folder, { atMs: Date.now(), tsconfig });
  return tsconfig;
}

function readTsconfig(folder: string): Tsconfig {
  try {
    const found = getTsconfig(folder);
    if (found === null) return { match: () => [], jsx: {} };
    return { match: createPathsMatcher(found) ?? (() => []), jsx: jsxOf(found.config.compilerOptions ?? {}) };
  } catch {
    // A tsconfig.json that cannot be read maps nothing; the program that needs it fails on its import.
    return { match: () => [], jsx: {} };
  }
}

function jsxOf({
  jsx,
  jsxFactory,
  jsxFragmentFactory,
  jsxImportSource,
}: Partial<Record<keyof JsxSettings, string>>): JsxSettings {
  return {
    ...(jsx === undefined ? {} : { jsx }),
    ...(jsxFactory === undefined ? {} : { jsxFactory }),
    ...(jsxFragmentFactory === undefined ? {} : { jsxFragmentFactory }),
    ...(jsxImportSource === undefined ? {} : { jsxImportSource }),
  };
}

function tsconfigPaths(specifier: string, from: string): readonly string[] {
  return /^\.{0,2}\//.test(specifier) ? [] : tsconfigOf(from).match(specifier);
}

/** What the tsconfig.json of a file says about JSX. */
export function jsxSettings(file: string): JsxSettings {
  return tsconfigOf(file).jsx;
}
