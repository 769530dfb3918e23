// Builds everything that ships into dist/: the extension, the command line, what runs inside a trial's child, the engine's worker and the results page.
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { build } from 'esbuild';
import { writeTypes } from './scripts/libraryTypes.mjs';
import { writeNotices } from './scripts/notices.mjs';

const common = {
  bundle: true,
  sourcemap: true,
  logLevel: 'warning',
  legalComments: 'external',
  outdir: 'dist',
  metafile: true,
};
const node = { ...common, platform: 'node', target: 'node20.19' };

/** Bundled CommonJS packages ask for Node's own modules by require. */
const requireBanner =
  "import { createRequire as tunelensCreateRequire } from 'node:module';\nconst require = tunelensCreateRequire(import.meta.url);";

/** The results page starts its worker from text, so the page's bundle holds the worker's. */
const page = { ...common, platform: 'browser', target: 'es2022', format: 'iife', minify: true };
const worker = await build({ ...page, entryPoints: ['webview/modelWorker.ts'], write: false, sourcemap: false });
const workerText = worker.outputFiles.find(({ path }) => path.endsWith('.js')).text;

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
// Imported at run time as it is, see loadHook.ts.
copyFileSync('src/trial/child/importedCommonJs.cjs', 'dist/importedCommonJs.cjs');
const built = await Promise.all([
  build({
    ...node,
    // In pieces: what a dynamic import names is read when it is first needed.
    entryPoints: { extension: 'src/extension.ts' },
    format: 'esm',
    splitting: true,
    external: ['vscode'],
    minify: true,
    keepNames: true,
    banner: { js: requireBanner },
  }),
  build({
    ...node,
    // In pieces likewise: a command reads what it needs. They have names of their own for the npm package, which holds them alone.
    entryPoints: { cli: 'src/cli/main.ts' },
    chunkNames: 'cliPart-[hash]',
    format: 'esm',
    splitting: true,
    minify: true,
    keepNames: true,
    banner: { js: requireBanner },
  }),
  build({
    ...node,
    entryPoints: {
      child: 'src/trial/child/child.ts',
      probeChild: 'src/doctor/probeChild.ts',
      loadHookThread: 'src/trial/child/loadHookThread.ts',
      askWorker: 'src/trial/engine/askWorker.ts',
    },
    format: 'esm',
  }),
  build({
    ...node,
    // In a folder of its own, which the extension's package does not hold.
    entryPoints: { 'library/library': 'src/library/library.ts' },
    format: 'esm',
    minify: true,
    keepNames: true,
    banner: { js: requireBanner },
  }),
  build({
    ...node,
    entryPoints: { insightWorker: 'src/editor/insights/insightWorker.ts' },
    format: 'esm',
    minify: true,
    keepNames: true,
  }),
  build({
    ...page,
    entryPoints: { webview: 'webview/main.ts' },
    define: { MODEL_WORKER_SOURCE: JSON.stringify(workerText) },
  }),
]);
writeTypes('src/library/library.ts', 'dist/library/types');
writeNotices(
  [worker, ...built].map(({ metafile }) => metafile),
  'dist/THIRD_PARTY_NOTICES.txt',
);
