// Which local files a source text loads, as far as the text itself says: declarations and calls of import, export and require with a fixed name.
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/javascript';

/** Extensions of the files that can have annotations and be served to a trial. */
export const sourcePattern = /\.[mc]?[jt]s$|\.[jt]sx$/i;

const suffixes = [
  '',
  '.js',
  '.mjs',
  '.cjs',
  '.ts',
  '.mts',
  '.cts',
  '.jsx',
  '.tsx',
  '/index.js',
  '/index.cjs',
  '/index.mjs',
  '/index.ts',
];

/** Real paths of the local source files that `text`, the content of `file`, names. Packages and files that are not there are left out. */
export function localImports(file: string, text: string): readonly string[] {
  const files = specifiersOf(file, text).flatMap((specifier) => resolveLocal(specifier, file) ?? []);
  return [...new Set(files)];
}

/** The real path of a file; null where there is none. */
export function realFile(path: string): string | null {
  try {
    const real = realpathSync.native(path);
    return statSync(real).isFile() ? real : null;
  } catch {
    return null;
  }
}

/** The text of a file; null where it cannot be read. */
export function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function specifiersOf(file: string, text: string): readonly string[] {
  if (!/\b(import|export|require)\b/.test(text)) return [];
  const dialect = /\.[mc]?ts$/i.test(file) ? 'ts' : /\.tsx$/i.test(file) ? 'ts jsx' : 'jsx';
  const specifiers: string[] = [];
  parser
    .configure({ dialect })
    .parse(text)
    .iterate({
      enter: ({ name, from, to, node }) => {
        if (name === 'String' && isSpecifier(node, text)) specifiers.push(text.slice(from + 1, to - 1));
      },
    });
  return specifiers;
}

function isSpecifier(node: SyntaxNode, text: string): boolean {
  const parent = node.parent;
  if (parent?.name === 'ImportDeclaration' || parent?.name === 'ExportDeclaration') return true;
  const callee = parent?.name === 'ArgList' ? parent.parent?.firstChild : null;
  return callee !== null && callee !== undefined && /^(import|require)$/.test(text.slice(callee.from, callee.to));
}

function resolveLocal(specifier: string, from: string): string | null {
  const path = pathOf(specifier, from);
  if (path === null) return null;
  for (const suffix of suffixes) {
    const file = realFile(`${path}${suffix}`);
    if (file !== null) return sourcePattern.test(file) && !file.includes(join('/', 'node_modules', '/')) ? file : null;
  }
  return null;
}

function pathOf(specifier: string, from: string): string | null {
  const plain = specifier.replace(/[?#].*$/, '');
  if (/^\.{0,2}\//.test(plain) || plain === '.' || plain === '..') return resolve(dirname(from), plain);
  if (!plain.startsWith('file:')) return null;
  try {
    return fileURLToPath(plain);
  } catch {
    return null;
  }
}
