// TypeScript and JSX to the JavaScript that a trial runs, line by line the same.
import type { SyntaxNode } from '@lezer/common';
import { decode } from '@jridgewell/sourcemap-codec';
import { transform, type Options, type Transform } from 'sucrase';
import { parseTree } from '../annotation/syntaxTree.ts';
import { jsxSettings } from './resolve.ts';
import type { ModuleFormat } from './sourceKind.ts';

/** `columns`: in each line, which column of `text` was which in the original: [line, column, original column], 0-based and rising. */
export type Transpiled = { readonly text: string; readonly columns: readonly ColumnPlace[] };
export type ColumnPlace = readonly [line: number, column: number, original: number];

/**
 * `text` as JavaScript of the given format. Never throws: what cannot be translated becomes a module that throws a SyntaxError at its line when it is
 * loaded, as Node's own would be.
 */
export function transpile(file: string, text: string, format: ModuleFormat): Transpiled {
  const namespace = firstNamespace(file, text);
  if (namespace !== null) {
    return thrower(
      lineAt(text, namespace),
      'A TypeScript namespace that holds values cannot be run by TuneLens. Use a module, or compile the program and name its output by "@tune run".',
    );
  }
  try {
    // Of a hashbang line the translator knows one end only; as a comment it is as long, and nobody needs it any more.
    const { code, sourceMap } = transform(text.replace(/^#!/, '//'), optionsFor(file, format));
    return { text: code, columns: sourceMap === undefined ? [] : shiftsOf(sourceMap.mappings) };
  } catch (error) {
    return thrower(lineOf(error), error instanceof Error ? error.message : String(error));
  }
}

function optionsFor(file: string, format: ModuleFormat): Options {
  const { jsx = '', jsxFactory, jsxFragmentFactory, jsxImportSource } = jsxSettings(file);
  const transforms: Transform[] = [];
  if (/\.[mc]?tsx?$/i.test(file)) transforms.push('typescript');
  if (/x$/i.test(file)) transforms.push('jsx');
  if (format === 'commonjs') transforms.push('imports');
  return {
    transforms,
    filePath: file,
    production: true,
    disableESTransforms: true,
    preserveDynamicImport: true,
    enableLegacyTypeScriptModuleInterop: false,
    jsxRuntime: jsx.startsWith('react-jsx') ? 'automatic' : 'classic',
    ...(jsxFactory === undefined ? {} : { jsxPragma: jsxFactory }),
    ...(jsxFragmentFactory === undefined ? {} : { jsxFragmentPragma: jsxFragmentFactory }),
    ...(jsxImportSource === undefined ? {} : { jsxImportSource }),
    sourceMapOptions: { compiledFilename: file },
  };
}

/** Where in each line the distance to the original column changes. */
function shiftsOf(mappings: string): readonly ColumnPlace[] {
  return decode(mappings).flatMap((segments, line) => {
    let shift = 0;
    const places: ColumnPlace[] = [];
    for (const [column, , originalLine, original] of segments) {
      if (original === undefined || originalLine !== line || original - column === shift) continue;
      shift = original - column;
      places.push([line, column, original]);
    }
    return places;
  });
}

/** The offset of the first namespace with a body that is more than types; null where there is none. The translator would drop it in silence. */
function firstNamespace(file: string, text: string): number | null {
  if (!/\b(?:namespace|module)\s/.test(text)) return null;
  let first: number | null = null;
  parseTree(file, text).iterate({
    enter: ({ name, from, node }) => {
      if (name === 'AmbientDeclaration') return false;
      if (name === 'NamespaceDeclaration' && hasValues(node.getChild('Block') ?? node)) first ??= from;
      return true;
    },
  });
  return first;
}

function hasValues(block: SyntaxNode): boolean {
  for (let node = block.firstChild; node !== null; node = node.nextSibling) {
    const inner = node.name === 'ExportDeclaration' ? (node.firstChild?.nextSibling ?? node) : node;
    if (/^(Variable|Function|Class|Enum)Declaration$|Statement$/.test(inner.name)) return true;
  }
  return false;
}

function thrower(line: number, message: string): Transpiled {
  return { text: `${'\n'.repeat(line)}throw new SyntaxError(${JSON.stringify(message)});`, columns: [] };
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length - 1;
}

/** sucrase tells the place as `loc`, with lines from 1. */
function lineOf(error: unknown): number {
  const loc = typeof error === 'object' && error !== null && 'loc' in error ? error.loc : null;
  const line = typeof loc === 'object' && loc !== null && 'line' in loc ? loc.line : 1;
  return typeof line === 'number' ? line - 1 : 0;
}
