// The type declarations of the library: those of its entry and of every file whose types it shows, one by one, without a compiler run over the whole.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import ts from 'typescript';

/** Writes `<folder>/<path below src>.d.ts` for `entry` and what its declarations import. */
export function writeTypes(entry, folder) {
  for (const [file, text] of declarationsOf(entry)) {
    const target = join(folder, relative('src', file).replace(/\.ts$/, '.d.ts'));
    mkdirSync(dirname(target), { recursive: true });
    // A reader without the sources finds a declaration by the name of the file that it would run.
    writeFileSync(target, text.replaceAll(/(from ')(\.[^']+)\.ts(')/g, '$1$2.js$3'));
  }
}

function declarationsOf(entry) {
  const found = new Map();
  const waiting = [entry];
  while (waiting.length > 0) {
    const file = waiting.pop();
    if (found.has(file)) continue;
    const text = declarationOf(file);
    found.set(file, text);
    for (const [, path] of text.matchAll(/from '(\.[^']+)'/g)) waiting.push(join(dirname(file), path));
  }
  return found;
}

/** The declarations of one source file. Ends the process where an export does not say its type. */
export function declarationOf(file) {
  const { outputText, diagnostics } = ts.transpileDeclaration(readFileSync(file, 'utf8'), {
    fileName: file,
    compilerOptions: {
      isolatedDeclarations: true,
      declaration: true,
      stripInternal: true,
      target: ts.ScriptTarget.ES2023,
    },
  });
  const [problem] = diagnostics ?? [];
  if (problem === undefined) return outputText;
  process.stderr.write(`${file}: ${ts.flattenDiagnosticMessageText(problem.messageText, '\n')}\n`);
  process.exit(1);
}
