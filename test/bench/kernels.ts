// What WebAssembly gains on the engine's hottest loops.
import { cpus } from 'node:os';
import { createCovarianceKernels, type CovarianceKernels } from '../../src/gp/covarianceKernels.ts';
import type { Hyper, Inputs } from '../../src/gp/inputs.ts';
import {
  addCovarianceSlope,
  addLengthscaleSlopes,
  covarianceBelow,
  covarianceWithSlopes,
} from '../../src/gp/kernel.ts';
import { factorise, invertFromFactor, solveLower, solveLowerTransposed } from '../../src/math/cholesky.ts';
import { createCholeskyKernels, type CholeskyKernels } from '../../src/math/choleskyKernels.ts';
import { createRandom } from '../../src/math/random.ts';
import { askTimes, spaces } from './latency.ts';
import { commandOf, ours } from './optimizers.ts';
import { quantile } from './results.ts';

const sizes = [16, 50, 100, 200, 512];
const nRounds = 15;

const plain: CholeskyKernels = { factorise, solveLower, solveLowerTransposed, invertFromFactor };

/**
 * The section of RESULTS.md; `other` is the command line of a build without these loops, whose asks are timed in turn with ours (null: none). Throws where
 * there is no WebAssembly with vectors.
 */
export async function benchKernels(other: string | null): Promise<string> {
  const fast = createCholeskyKernels();
  const covariances = createCovarianceKernels();
  if (fast === null || covariances === null) throw new Error('This Node has no WebAssembly with vectors.');
  const rows = sizes.flatMap((n) => [
    ...(['factorise', 'invertFromFactor', 'solveLower', 'solveLowerTransposed'] as const).map((name) =>
      rowOf(name, n, measure(runOf(plain, name, n), runOf(fast, name, n))),
    ),
    ...covarianceRuns(covariances, n).map(({ name, slow, quick }) => rowOf(name, n, measure(slow, quick))),
  ]);
  return `Made by \`npm run bench -- kernels\` on ${cpus().length} shared cores, Node ${process.version}: the loops of src/math/cholesky.ts and src/gp/kernel.ts (there of 8 numbers and 2 categories), and the same in WebAssembly by two lanes of doubles at a time, which add in the same order and give the same bits (a test).
Microseconds, the least and the median of ${nRounds} rounds taken in turn; what WebAssembly's memory costs is in (a factor is brought there once for all its right sides, and points once for all questions about them).

| loop | n | JavaScript | WebAssembly | ratio of the least |
|---|---|---|---|---|
${rows.join('\n')}${other === null ? '' : `\n\n${await builds(other)}`}`;
}

const asksAt = [50, 200, 1000];
const nAsks = 15;
const nTurns = 5;

/** Whole asks of both builds. */
async function builds(other: string): Promise<string> {
  const rows: string[] = [];
  for (const [title, space] of Object.entries(spaces)) {
    for (const n of asksAt) {
      const times: readonly [number[], number[]] = [[], []];
      for (let turn = 0; turn < nTurns; turn++) {
        for (const [i, command] of [commandOf(ours, other), commandOf(ours)].entries())
          for await (const ms of askTimes(command, space, { n, nAsks })) times[i]?.push(ms);
      }
      const [before = NaN, after = NaN] = times.map((list) => quantile(list, 0.5));
      rows.push(`| ${[title, n, before.toFixed(1), after.toFixed(1), (before / after).toFixed(2)].join(' | ')} |`);
    }
  }
  return `With \`--cli <the command line of a build without them>\`: one ask with its tell over a pipe, milliseconds, the median of ${nAsks} asks in each of ${nTurns} fresh processes of both builds in turn.

| space | n | without | with | ratio |
|---|---|---|---|---|
${rows.join('\n')}`;
}

function rowOf(name: string, n: number, [slow, quick]: ReturnType<typeof measure>): string {
  const cells = [slow, quick].map((times) => `${Math.min(...times).toFixed(1)}, ${quantile(times, 0.5).toFixed(1)}`);
  return `| ${[name, n, ...cells, (Math.min(...slow) / Math.min(...quick)).toFixed(1)].join(' | ')} |`;
}

function covarianceRuns(kernels: CovarianceKernels, n: number) {
  const { inputs, hyper } = pointsOf(n);
  const point = inputs.x.slice(0, inputs.d).map((u) => u / 2);
  const [column, slopes, coefficients] = [1, 2, 3].map(() => new Float64Array(n).fill(0.1));
  const [k, matrixSlopes, gradient] = [new Float64Array(n * n), new Float64Array(n * n), new Float64Array(inputs.d)];
  const at = { point, coefficients: coefficients!, slopes: slopes! };
  const held = () => kernels.hold(inputs, hyper);
  const pairs = {
    covarianceWithSlopes: [
      () => covarianceWithSlopes(inputs, hyper, point, { column: column!, slopes }),
      () => held().covariances(point, column!, slopes),
    ],
    addCovarianceSlope: [() => addCovarianceSlope(inputs, hyper, at, gradient), () => held().addSlope(at, gradient)],
    covarianceBelow: [
      () => covarianceBelow(inputs, hyper, k, { slopes: matrixSlopes }),
      () => held().covarianceBelow(k, 0, matrixSlopes),
    ],
    addLengthscaleSlopes: [
      () => addLengthscaleSlopes(inputs, hyper, matrixSlopes, gradient),
      () => held().addLengthscaleSlopes(matrixSlopes, gradient),
    ],
  } as const;
  return Object.entries(pairs).map(([name, [slow, quick]]) => {
    const isOfMatrix = name === 'covarianceBelow' || name === 'addLengthscaleSlopes';
    const nTimes = Math.max(3, Math.round((isOfMatrix ? 2e5 : 2e4) / (isOfMatrix ? n * n : n)));
    return { name, slow: { nTimes, run: slow }, quick: { nTimes, run: quick } };
  });
}

function pointsOf(n: number): { readonly inputs: Inputs; readonly hyper: Hyper } {
  const random = createRandom(n, 2);
  const isCategory = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1, 1);
  const d = isCategory.length;
  const x = new Float64Array(n * d).map((_, i) => (isCategory[i % d] === 1 ? random.below(3) : random.uniform()));
  return {
    inputs: { n, d, x, isCategory },
    hyper: { lengthscales: new Float64Array(d).fill(0.8), outputscale: 1, noise: 1e-2 },
  };
}

function runOf(kernels: CholeskyKernels, name: keyof CholeskyKernels, n: number): { nTimes: number; run: () => void } {
  const { matrix, b } = systemOf(n);
  const l = matrix.slice();
  factorise(l, n);
  const x = b.slice();
  const work = new Float64Array(n * n);
  if (name === 'factorise') {
    const run = (): void => {
      work.set(matrix);
      kernels.factorise(work, n, 0);
    };
    return { nTimes: Math.max(3, Math.round(2e6 / n ** 2.5)), run };
  }
  if (name === 'invertFromFactor')
    return { nTimes: Math.max(2, Math.round(1e6 / n ** 2.5)), run: () => kernels.invertFromFactor(l, n, work) };
  const run = (): void => {
    x.set(b);
    kernels[name](l, n, x);
  };
  return { nTimes: Math.max(3, Math.round(1e6 / (n * n))), run };
}

type Run = ReturnType<typeof runOf>;

function measure(slow: Run, quick: Run): readonly [readonly number[], readonly number[]] {
  const times: readonly [number[], number[]] = [[], []];
  for (let round = 0; round < nRounds; round++) {
    for (const [i, { nTimes, run }] of [slow, quick].entries()) {
      const startMs = performance.now();
      for (let k = 0; k < nTimes; k++) run();
      times[i]?.push(((performance.now() - startMs) * 1000) / nTimes);
    }
  }
  return times;
}

function systemOf(n: number): { readonly matrix: Float64Array; readonly b: Float64Array } {
  const random = createRandom(n);
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) matrix[i * n + j] = random.gaussian() / (2 * n);
    matrix[i * n + i] = 2;
  }
  return { matrix, b: Float64Array.from({ length: n }, () => random.gaussian()) };
}
