// Small projects, whole and broken, for the doctor to look at; their folders go when the test is over.
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'node:test';
import { examine, type DoctorOptions } from '../../../src/doctor/doctor.ts';
import type { Finding, FindingId } from '../../../src/doctor/finding.ts';

const root = join(import.meta.dirname, '../../..');
const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

/** Text of a file, or its bytes. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Writes the files into a folder of their own and returns its real path. */
export function projectOf(files: Files): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tunelens-doctor-test-')));
  made.push(folder);
  for (const [path, content] of Object.entries({ 'package.json': '{"type":"module"}', ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** An annotated file that is its own program and loads these packages. */
export function modelLoading(...packages: readonly string[]): string {
  const imports = packages.map((name) => `import '${name}';`).join('\n');
  return `// @tune maximize acc\nconst rate = 0.5; // @tune 0.1..0.9\n${imports}\n`;
}

/** As much of TensorFlow.js as the doctor's operation needs, and its core in a folder of its own. */
export function tfjs(version: string, coreVersion = version): Files {
  return {
    ...packageFiles('@tensorflow/tfjs', version, wholePackage('cpu'), {
      dependencies: { '@tensorflow/tfjs-core': coreVersion },
    }),
    ...packageFiles('@tensorflow/tfjs-core', coreVersion, ''),
  };
}

/** Code of a package whose operations run on `backend`. `more` is put into the object that backend() gives. */
export function wholePackage(backend: string, more = ''): string {
  return `module.exports = {
    ready: async () => {},
    getBackend: () => '${backend}',
    backend: () => ({ ${more} }),
    tensor1d: (values) => ({ data: async () => values }),
    topk: (tensor, k) => ({ values: { data: async () => (await tensor.data()).toSorted((a, b) => b - a).slice(0, k) } }),
  };`;
}

/** The files of a CommonJS package in node_modules (or below `parent`). */
export function packageFiles(
  name: string,
  version: string,
  code: string,
  {
    dependencies = {},
    parent = 'node_modules',
  }: { dependencies?: Readonly<Record<string, string>>; parent?: string } = {},
): Files {
  return {
    [`${parent}/${name}/package.json`]: JSON.stringify({ name, version, dependencies, main: 'index.js' }),
    [`${parent}/${name}/index.js`]: code,
  };
}

/** A program of the shell in a folder that can be put on the PATH. */
export function shellCommand(folder: string, name: string, script: string): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
  return bin;
}

/** What the doctor finds about `model.js` of the project, by id. */
export async function findingsIn(
  folder: string,
  options: Partial<DoctorOptions> = {},
): Promise<Readonly<Partial<Record<FindingId, Finding>>>> {
  const findings = await examine({
    file: join(folder, 'model.js'),
    folder,
    plan: {},
    node: process.execPath,
    nParallel: 1,
    isTrusted: null,
    findGpus: () => Promise.resolve({ gpus: [], nHidden: 0, problem: null }),
    childFile: join(root, 'src/trial/child/child.ts'),
    probeFile: join(root, 'src/doctor/probeChild.ts'),
    gpuScript: join(root, 'media/example/mnist/gpu.js'),
    signal: new AbortController().signal,
    ...options,
  });
  return Object.fromEntries(findings.map((finding) => [finding.id, finding]));
}
