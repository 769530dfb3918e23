import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, test } from 'node:test';
import { planStudy } from '../../../src/program/plan.ts';
import { resolveSpecifier } from '../../../src/program/resolve.ts';
import { transpiledFormat } from '../../../src/program/sourceKind.ts';
import { sourcesFor } from '../../../src/program/sources.ts';
import { transpile } from '../../../src/program/transpile.ts';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

function project(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tunelens-transpile-')));
  made.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

test('types go and lines stay', () => {
  const text = 'type A = {\n  b: number;\n};\nenum E { X = 2 }\nconst a = (b: A): number => b.b as number;\nthrow a;';
  const result = transpile('/nowhere/a.ts', text, 'module');
  assert.equal(result.text.split('\n').length, text.split('\n').length);
  assert.match(result.text.split('\n')[5] ?? '', /throw a/);
  assert.doesNotMatch(result.text, /number/);
});

test('text that is no TypeScript throws at its line when it is loaded, and a namespace with values says so', () => {
  const broken = transpile('/nowhere/a.ts', 'const a = 1;\nconst b = = 2;\n', 'module').text;
  assert.match(broken, /^\nthrow new SyntaxError\(/);
  assert.match(
    transpile('/nowhere/a.ts', '\nnamespace N { export const a = 1; }', 'module').text,
    /^\nthrow .*namespace/,
  );
  assert.doesNotMatch(transpile('/nowhere/a.ts', 'namespace N { export type A = 1; }', 'module').text, /throw/);
});

test('TypeScript is an ES module by extension, package or what only such a module has, and else CommonJS', () => {
  const folder = project({ 'package.json': '{}', 'esm/package.json': '{"type":"module"}' });
  const format = (name: string, text: string): string => transpiledFormat(join(folder, name), text);
  assert.equal(format('a.mts', ''), 'module');
  assert.equal(format('esm/a.cts', ''), 'commonjs');
  assert.equal(format('esm/a.ts', ''), 'module');
  assert.equal(format('a.ts', "import x from 'y'; export async function f() { await x; }"), 'commonjs');
  assert.equal(format('a.ts', 'export {}; const a = await f();'), 'module');
  assert.equal(format('a.tsx', 'console.log(import.meta.url)'), 'module');
});

test('names in imports mean files as Node and the TypeScript compiler have it', () => {
  const folder = project({
    'package.json': '{"imports":{"#own":"./own.js"}}',
    'own.js': '',
    'tsconfig.json': '{"extends":"./base.json"}',
    'base.json': '{"compilerOptions":{"paths":{"@/*":["./src/*"]}}, /* a comment */ }',
    'src/main.ts': '',
    'src/model.ts': '',
    'src/net/index.ts': '',
    'real/package.json': '{"name":"@acme/real","exports":{".":{"import":"./esm.js","require":"./cjs.cjs"}}}',
    'real/esm.js': '',
    'real/cjs.cjs': '',
  });
  mkdirSync(join(folder, 'node_modules/@acme'), { recursive: true });
  symlinkSync(join(folder, 'real'), join(folder, 'node_modules/@acme/real'), 'junction');
  const resolved = (specifier: string, from = 'src/main.ts', kind: 'import' | 'require' = 'import'): string | null => {
    const found = resolveSpecifier(specifier, kind, join(folder, from));
    return found === null ? null : `${found.isNodes ? 'node ' : ''}${found.file.slice(folder.length + 1)}`;
  };
  assert.equal(resolved('./model'), 'src/model.ts');
  assert.equal(resolved('./model.js'), 'src/model.ts');
  assert.equal(resolved('./model.ts'), 'node src/model.ts');
  assert.equal(resolved('./net'), 'src/net/index.ts');
  assert.equal(resolved('@/model'), 'src/model.ts');
  assert.equal(resolved('#own'), 'node own.js');
  assert.equal(resolved('@acme/real'), 'node real/esm.js');
  assert.equal(resolved('@acme/real', 'own.js', 'require'), 'node real/cjs.cjs');
  assert.equal(resolved('./src/model', 'own.js'), null);
  assert.equal(resolved('node:fs'), null);
  assert.equal(resolved('./missing'), null);
});

test('a hashbang line may end as lines of old systems do', () => {
  const text = '#!/usr/bin/env node\rthrow 6\n.toString();\n';
  assert.match(transpile('/nowhere/a.ts', text, 'commonjs').text, /throw 6\n\.toString\(\);\n$/);
});

test('columns lead from the text that runs to the file on disk', () => {
  const text = 'const a: number = 1 /* @tune 1..2000 */, b = f(2 /* @tune 1..2000 */), c = g();\n';
  for (const [name, source] of [
    ['model.ts', text],
    ['model.js', text.replace(': number', '')],
  ] as const) {
    const folder = project({ 'package.json': '{"type":"module"}', [name]: source });
    const plan = planStudy(join(folder, name), {});
    const served = sourcesFor(plan, { a: 1000, b: 2000 })[join(folder, name)];
    const column = served?.text.indexOf('g()') ?? -1;
    const place = served?.columns.findLast(([line, at]) => line === 0 && at <= column);
    assert.equal(place === undefined ? column : column - place[1] + place[2], source.indexOf('g()'), name);
  }
});
