// Who may import whom: the table of ARCHITECTURE.md, checked against every import line of src/ and webview/, packages too.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { test } from 'node:test';

type Layer = {
  readonly folders: readonly string[];
  readonly packages: readonly string[];
  readonly touches: readonly ('node:' | 'vscode')[];
};

const everyone = ['errors.ts', 'fileErrors.ts', 'log.ts', 'markup.ts'];

const layers: Readonly<Record<string, Layer>> = {
  'errors.ts': { folders: [], packages: ['@vscode/l10n'], touches: [] },
  'fileErrors.ts': { folders: [], packages: ['@vscode/l10n'], touches: [] },
  'trialErrors.ts': { folders: [], packages: ['@vscode/l10n'], touches: [] },
  'clusterErrors.ts': { folders: [], packages: ['@vscode/l10n'], touches: [] },
  'log.ts': { folders: [], packages: [], touches: [] },
  'markup.ts': { folders: [], packages: [], touches: [] },
  math: {
    folders: [],
    packages: [
      'ml-matrix',
      'pure-rand',
      '@stdlib/math-base-special-erfcx',
      '@stdlib/math-base-special-erfc',
      '@stdlib/stats-base-dists-normal-quantile',
    ],
    touches: [],
  },
  space: { folders: ['math'], packages: [], touches: [] },
  gp: { folders: ['math'], packages: [], touches: [] },
  annotation: { folders: ['space'], packages: ['@lezer/javascript', '@lezer/common'], touches: [] },
  study: { folders: ['space', 'gp', 'math'], packages: [], touches: [] },
  system: { folders: [], packages: [], touches: ['node:'] },
  storage: { folders: ['study', 'space', 'system', 'program'], packages: [], touches: ['node:'] },
  program: {
    folders: ['annotation', 'space', 'system'],
    packages: ['@lezer/common', 'get-tsconfig', 'import-meta-resolve', 'sucrase', '@jridgewell/sourcemap-codec'],
    touches: ['node:'],
  },
  trial: {
    folders: ['study', 'storage', 'space', 'program', 'system', 'clusterErrors.ts', 'trialErrors.ts'],
    packages: [],
    touches: ['node:'],
  },
  doctor: { folders: ['report', 'trial', 'program', 'system'], packages: [], touches: ['node:'] },
  chart: { folders: ['study', 'space', 'gp', 'math'], packages: ['echarts'], touches: [] },
  report: { folders: ['study', 'space', 'chart'], packages: [], touches: [] },
  tools: { folders: ['program', 'space', 'study'], packages: [], touches: [] },
  'webviewProtocol.ts': { folders: ['study', 'space'], packages: [], touches: [] },
  editor: {
    folders: [
      'annotation',
      'chart',
      'doctor',
      'program',
      'report',
      'space',
      'storage',
      'study',
      'system',
      'tools',
      'trial',
      'webviewProtocol.ts',
    ],
    packages: ['@vscode/l10n'],
    touches: ['node:', 'vscode'],
  },
  'extension.ts': { folders: ['editor'], packages: ['@vscode/l10n'], touches: ['node:', 'vscode'] },
  cli: {
    folders: [
      'annotation',
      'chart',
      'doctor',
      'program',
      'report',
      'space',
      'storage',
      'study',
      'system',
      'tools',
      'trial',
    ],
    packages: [],
    touches: ['node:'],
  },
  library: { folders: ['space', 'storage', 'study', 'system', 'trial'], packages: [], touches: ['node:'] },
  webview: {
    folders: ['chart', 'report', 'study', 'space', 'gp', 'math', 'webviewProtocol.ts'],
    packages: ['echarts', '@vscode/webview-ui-toolkit'],
    touches: [],
  },
};

const root = join(import.meta.dirname, '..', '..');

function sourceFiles(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

/** The first folder below src, or the file's own name where it lies in src itself; `webview` for the page. */
function layerOf(file: string): string {
  const parts = file.split('/');
  return parts[0] === 'src' ? (parts[1] ?? '') : (parts[0] ?? '');
}

function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s[^'";]*?from\s*'([^']+)'|(?:^|\n)\s*import\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g;
  return [...text.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function violationsOf(file: string): readonly string[] {
  const from = layerOf(file);
  const layer = layers[from];
  if (layer === undefined) return [`${file} lies in ${from}, which is not in the table`];
  return importsOf(file)
    .filter((specifier) => !isAllowed(specifier, file, layer))
    .map((specifier) => `${file} imports ${specifier}`);
}

function isAllowed(specifier: string, file: string, layer: Layer): boolean {
  if (specifier.startsWith('.')) {
    const to = layerOf(normalize(join(dirname(file), specifier)));
    return to === layerOf(file) || everyone.includes(to) || layer.folders.includes(to);
  }
  if (specifier.startsWith('node:')) return layer.touches.includes('node:');
  if (specifier === 'vscode') return layer.touches.includes('vscode');
  return layer.packages.includes(packageOf(specifier));
}

const files = [...sourceFiles('src'), ...sourceFiles('webview')];

test('every import of the sources is one that the table of layers allows', () => {
  assert.ok(files.length > 50, 'the sources were found');
  assert.deepEqual(files.flatMap(violationsOf), []);
});

test('a file of the study folder may not import node: or the editor', () => {
  const layer = layers['study'];
  assert.ok(layer);
  assert.equal(isAllowed('node:fs', 'src/study/x.ts', layer), false);
  assert.equal(isAllowed('../editor/tree.ts', 'src/study/x.ts', layer), false);
  assert.equal(isAllowed('../space/space.ts', 'src/study/x.ts', layer), true);
});

test('only the editor layer names vscode, even as a type', () => {
  const offenders = files.filter(
    (file) => importsOf(file).includes('vscode') && !/^src\/(editor\/|extension\.ts$)/.test(file),
  );
  assert.deepEqual(offenders, []);
});

test('only controls.ts names the webview toolkit', () => {
  const naming = files.filter((file) => importsOf(file).some((name) => name.startsWith('@vscode/webview-ui-toolkit')));
  assert.deepEqual(naming, ['webview/controls.ts']);
});

test('no file imports itself by a circle of imports', () => {
  const graph = new Map(
    files.map((file) => [
      file,
      importsOf(file)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => relative('.', normalize(join(dirname(file), specifier)))),
    ]),
  );
  assert.deepEqual(findCycle(graph), null);
});

function findCycle(graph: ReadonlyMap<string, readonly string[]>): readonly string[] | null {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): readonly string[] | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return null;
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next, [...path, file]);
      if (cycle !== null) return cycle;
    }
    done.add(file);
    return null;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file, []);
    if (cycle !== null) return cycle;
  }
  return null;
}
