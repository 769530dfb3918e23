// The programs of the matrix: small trainings with real TensorFlow.js, one for each way in which a program can load it.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export type MatrixProgram = {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly entry: string;
};

const training = (tf: string): string => `
const model = ${tf}.sequential({ layers: [${tf}.layers.dense({ units: 1, inputShape: [1] })] });
model.compile({ loss: 'meanSquaredError', optimizer: ${tf}.train.sgd(rate) });
const [xs, ys] = [${tf}.tensor2d([[1], [2], [3]]), ${tf}.tensor2d([[2], [4], [6]])];
`;
const fit = 'model.fit(xs, ys, { epochs: 2, verbose: 0 })';
const rate = 'const rate = 0.1; // @tune log 1e-3..0.2\n';

export const matrixPrograms: readonly MatrixProgram[] = [
  {
    name: 'ES module',
    entry: 'main.js',
    files: {
      'package.json': '{"type":"module"}',
      'main.js': `import * as tf from '@tensorflow/tfjs';\n${rate}${training('tf')}await ${fit};\n`,
    },
  },
  {
    name: 'CommonJS',
    entry: 'main.js',
    files: {
      'package.json': '{}',
      'main.js': `const tf = require('@tensorflow/tfjs');\n${rate}${training('tf')}${fit};\n`,
    },
  },
  {
    name: 'TypeScript',
    entry: 'main.ts',
    files: {
      'package.json': '{"type":"module"}',
      'rate.ts': `enum Step { small = 1 }\nexport ${rate}export const steps: number = Step.small;\n`,
      'main.ts': `import * as tf from '@tensorflow/tfjs';\nimport { rate } from './rate';\n${training('tf')}await ${fit};\n`,
    },
  },
  {
    name: 'two copies of tfjs',
    entry: 'main.js',
    files: {
      'package.json': '{"type":"module"}',
      'other/package.json': '{"type":"commonjs"}',
      'other/index.js': `const tf = require('@tensorflow/tfjs');\nexports.train = (rate) => {${training('tf')}return ${fit};\n};\n`,
      'main.js': `import '@tensorflow/tfjs';\nimport other from './other/index.js';\n${rate}await other.train(rate);\n`,
    },
  },
];

/** A copy of the program that finds the TensorFlow.js of `packages` (a node_modules folder); its real path. */
export function makeProgram({ files }: MatrixProgram, packages: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tunelens-matrix-')));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  symlinkSync(packages, join(folder, 'node_modules'), 'junction');
  if (files['other/package.json'] !== undefined) copyTfjs(packages, join(folder, 'other/node_modules'));
  return folder;
}

/** A second copy is one at another real path; what it loads of other packages it finds beside the first. */
function copyTfjs(packages: string, target: string): void {
  for (const name of ['tfjs', 'tfjs-core', 'tfjs-layers', 'tfjs-backend-cpu', 'tfjs-data', 'tfjs-converter']) {
    const [from, to] = [join(packages, '@tensorflow', name), join(target, '@tensorflow', name)];
    mkdirSync(join(to, 'dist'), { recursive: true });
    cpSync(join(from, 'package.json'), join(to, 'package.json'));
    for (const file of readdirSync(join(from, 'dist')).filter((one) => one.endsWith('.node.js')))
      cpSync(join(from, 'dist', file), join(to, 'dist', file));
  }
}
