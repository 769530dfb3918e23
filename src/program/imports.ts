// Which local files a source text loads, as far as the text itself says: import, export and require with a fixed name or a fixed beginning, and
// texts that name a source file (a worker's, for one).
import { readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { SyntaxNode } from '@lezer/common';
import { endOf, parseTree } from '../annotation/syntaxTree.ts';
import { realFile } from './location.ts';
import { resolveSpecifier, type ImportKind } from './resolve.ts';
import { readSourceBytes, sourceTextOf } from './sourceBytes.ts';
import { importsAsModule, sourcePattern } from './sourceKind.ts';

export type LocalImport = {
  /** Real path of a source file or a JSON file, outside of every node_modules folder. */
  readonly file: string;
  /** The name by which the text loads it, where Node itself would not find the file by that; else null. */
  readonly alias: string | null;
};

/** The local files that `text`, the content of `file` (real path), names; each once. Files that are not there are left out. */
export function localImports(file: string, text: string): readonly LocalImport[] {
  const found = new Map<string, LocalImport>();
  for (const specifier of specifiersOf(file, text)) {
    for (const one of resolved(specifier, file)) found.set(`${one.alias ?? ''}\0${one.file}`, one);
  }
  return [...found.values()];
}

/** The packages that `text` loads by a fixed name, as written (`@scope/name/file`); each once. Node's own modules count, too. */
export function packageSpecifiers(file: string, text: string): readonly string[] {
  const loaded = specifiersOf(file, text).filter(({ kind }) => kind === 'import' || kind === 'require');
  return [...new Set(loaded.map((specifier) => specifier.text).filter((name) => /^[@\w]/.test(name)))];
}

/** The text of a file as Node reads it; null where it cannot be read, or is no regular file: a pipe would not end. */
export function readText(file: string): string | null {
  try {
    return sourceTextOf(readSourceBytes(file));
  } catch {
    return null;
  }
}

type Specifier = { readonly text: string; readonly kind: ImportKind | 'beginning' | 'mention' };

function specifiersOf(file: string, text: string): readonly Specifier[] {
  if (!/\b(import|export|require)\b|\.[mc]?[jt]sx?['"`]/.test(text)) return [];
  const isModule = importsAsModule(file, text);
  const specifiers: Specifier[] = [];
  parseTree(file, text).iterate({
    enter: ({ name, from, to, node }) => {
      if (name !== 'String' && name !== 'TemplateString') return;
      const written = text.slice(from + 1, to - 1);
      const kind = kindOf(node, text, isModule);
      const beginning = kind === 'import' || kind === 'require' ? beginningOf(node, text) : null;
      if (beginning !== null) specifiers.push({ text: beginning, kind: 'beginning' });
      else if (kind !== null) specifiers.push({ text: written, kind });
      else if (sourcePattern.test(written) && !/[\s\\$]/.test(written))
        specifiers.push({ text: written, kind: 'mention' });
    },
  });
  return specifiers;
}

/** How a text is used: to load a module, or (null) otherwise. */
function kindOf(node: SyntaxNode, text: string, isModule: boolean): ImportKind | null {
  let parent = node.parent;
  if (parent?.name === 'ImportDeclaration' || parent?.name === 'ExportDeclaration') {
    return isModule ? 'import' : 'require';
  }
  // './models/' + name
  if (parent?.name === 'BinaryExpression' && parent.firstChild?.from === node.from) parent = parent.parent;
  const callee =
    parent?.name === 'ArgList'
      ? parent.parent?.firstChild
      : parent?.name === 'DynamicImport'
        ? parent.firstChild
        : null;
  const name = callee === null || callee === undefined ? '' : text.slice(callee.from, endOf(callee));
  return name === 'import' || name === 'require' ? name : null;
}

/** The fixed beginning of a name that is put together when the program runs; null for a fixed name. */
function beginningOf(node: SyntaxNode, text: string): string | null {
  const written = text.slice(node.from + 1, node.to - 1);
  if (node.name === 'TemplateString' && written.includes('${')) return written.slice(0, written.indexOf('${'));
  return node.parent?.name === 'BinaryExpression' ? written : null;
}

function resolved({ text, kind }: Specifier, from: string): readonly LocalImport[] {
  if (kind === 'beginning')
    return filesBeginning(resolve(dirname(from), text), text).map((file) => ({ file, alias: null }));
  if (kind === 'mention') {
    const file = realFile(resolve(dirname(from), text));
    return file === null || !isLocal(file) ? [] : [{ file, alias: null }];
  }
  const found = resolveSpecifier(text, kind, from);
  if (found === null || !isLocal(found.file)) return [];
  return [{ file: found.file, alias: found.isNodes ? null : text }];
}

/** The source files whose path begins so: what a computed name can mean, one folder deep. */
function filesBeginning(path: string, written: string): readonly string[] {
  if (!/^\.{1,2}\//.test(written)) return [];
  const [folder, start] = written.endsWith('/') ? [path, ''] : [dirname(path), basename(path)];
  try {
    return readdirSync(folder)
      .filter((name) => name.startsWith(start) && sourcePattern.test(name))
      .flatMap((name) => realFile(join(folder, name)) ?? [])
      .filter(isLocal);
  } catch {
    return [];
  }
}

function isLocal(file: string): boolean {
  return (sourcePattern.test(file) || file.endsWith('.json')) && !file.includes(join('/', 'node_modules', '/'));
}
