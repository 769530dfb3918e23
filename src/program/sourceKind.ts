// What kind of module a source file is, as Node and the TypeScript compiler see it: by its extension, its package and its text.
import { dirname, join } from 'node:path';
import type { SyntaxNode } from '@lezer/common';
import { parseTree } from '../annotation/syntaxTree.ts';
import { readRegular } from '../system/openFile.ts';

/** Extensions of the files that can have annotations and be served to a trial. */
export const sourcePattern = /\.[mc]?[jt]s$|\.[jt]sx$/i;

/** Whether a file needs to be turned into JavaScript before Node runs it. */
export function isTranspiled(file: string): boolean {
  return /\.[mc]?ts$|\.[jt]sx$/i.test(file);
}

export type ModuleFormat = 'module' | 'commonjs';

/**
 * The format of a file that is transpiled: by extension, by the package's "type", and else CommonJS, as the TypeScript compiler makes it,
 * but for a text that only an ES module can have. `file` is a real path.
 */
export function transpiledFormat(file: string, text: string): ModuleFormat {
  if (/\.mts$/i.test(file)) return 'module';
  if (/\.cts$/i.test(file)) return 'commonjs';
  return isModulePackage(dirname(file)) || needsModule(file, text) ? 'module' : 'commonjs';
}

/** Whether `import` in this file asks for what ES modules are given (else: what `require` is). */
export function importsAsModule(file: string, text: string): boolean {
  return !isTranspiled(file) || transpiledFormat(file, text) === 'module';
}

function isModulePackage(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    const manifest = readManifest(join(at, 'package.json'));
    if (manifest !== null) return manifest['type'] === 'module';
    if (at === dirname(at)) return false;
  }
}

const maxManifestBytes = 16 << 20;

/** The content of a package.json; null where there is none, an empty one where it cannot be read. */
export function readManifest(file: string): Readonly<Record<string, unknown>> | null {
  let text: string;
  try {
    text = readRegular(file, { maxBytes: maxManifestBytes }).toString('utf8');
  } catch {
    return null;
  }
  try {
    const parsed: unknown = JSON.parse(text);
    return isRecord(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

/** Top-level await, or import.meta. */
function needsModule(file: string, text: string): boolean {
  if (!/\bawait\b|\bimport\s*\.\s*meta\b/.test(text)) return false;
  let isNeeded = false;
  parseTree(file, text).iterate({
    enter: ({ name, node }) => {
      isNeeded ||= name === 'ImportMeta' || (name === 'await' && !isInFunction(node));
    },
  });
  return isNeeded;
}

const functions = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunction',
  'MethodDeclaration',
  'ClassBody',
]);

function isInFunction(node: SyntaxNode): boolean {
  for (let at = node.parent; at !== null; at = at.parent) if (functions.has(at.name)) return true;
  return false;
}

function isRecord(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}
