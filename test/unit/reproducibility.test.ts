// The engine gives the same numbers on every Node and editor: it uses nothing whose last digit depends on the version of V8.
// Measured on Node 20.19, 22.23 and 24.21: exp, expm1, log, log1p, log2, log10, sin, cos, tanh, atan, cbrt and sqrt agree to the bit;
// powers agree for the exponents 2 and 0.5 and for the base 2 only.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..', '..');

/** Without comments. */
function sourceLines(folder: string): readonly { readonly place: string; readonly code: string }[] {
  return readdirSync(join(root, 'src', folder))
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => {
      const text = readFileSync(join(root, 'src', folder, name), 'utf8');
      const blank = (comment: string): string => comment.replace(/[^\n]/g, '');
      const code = text.replace(/\/\*[\s\S]*?\*\//g, blank).replace(/\/\/.*$/gm, '');
      return code.split('\n').map((line, i) => ({ place: `src/${folder}/${name}:${i + 1}`, code: line }));
    });
}

const lines = ['math', 'space', 'gp', 'study'].flatMap(sourceLines);

test('the engine raises to the power of 2 only, or 2 to a whole power: all else differs by the version of V8', () => {
  const isSafe = (power: RegExpMatchArray): boolean =>
    /(^|[^\w.)\]])2 $/.test(power[1] ?? '') || /^ 2\b(?!\.)/.test(power[2] ?? '');
  const found = lines.flatMap(({ place, code }) =>
    [...code.matchAll(/(.*?)\*\*(?=(.*))/g)].filter((power) => !isSafe(power)).map(() => `${place} ${code.trim()}`),
  );
  assert.ok(lines.length > 1000, 'the sources were found');
  assert.deepEqual(found, []);
});

test('the engine reads no clock and no randomness but its own', () => {
  const found = lines.filter(({ code }) =>
    /\bMath\.(random|pow)\b|\bDate\.now\b|\bnew Date\(\)|\bperformance\b|\bcrypto\b/.test(code),
  );
  assert.deepEqual(
    found.map(({ place, code }) => `${place} ${code.trim()}`),
    [],
  );
});
