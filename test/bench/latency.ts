// How long a suggestion takes as observations grow: TuneLens and the peers with a Gaussian process, each told n observations that it never
// asked for, over the same pipe in one run. A peer that takes more than 20 s for one is asked no further.
import { cpus } from 'node:os';
import { createRandom, type Random } from '../../src/math/random.ts';
import type { Params } from '../../src/space/space.ts';
import { commandOf, isInstalled, ours, titleOf } from './optimizers.ts';
import {
  OptimizerFailure,
  startOptimizer,
  suggestionOf,
  type OptimizerCommand,
  type OptimizerProcess,
} from './optimizerProcess.ts';
import { choice, drawParams, flag, float, floats, int, logFloat, logInt, type WireParameter } from './problems/wire.ts';
import { quantile } from './results.ts';

export const latencySizes: readonly number[] = [25, 50, 100, 200, 500, 1000, 2000];
const capMs = 20_000;

/** TuneLens and the peers with a Gaussian process, as far as they are installed. */
export const latencyOptimizers: readonly string[] = [ours, 'optuna-gp', 'botorch', 'ax', 'skopt', 'hebo'].filter(
  isInstalled,
);

export const spaces: Readonly<Record<string, readonly WireParameter[]>> = {
  '10 floats': floats(10, 0, 1),
  '10 of all kinds': [
    logFloat('rate', 1e-5, 1),
    logFloat('decay', 1e-8, 1e-1),
    float('dropout', 0, 0.8),
    float('momentum', 0, 0.99),
    logInt('batch', 8, 512),
    int('units', 16, 512, 16),
    int('layers', 1, 8),
    choice('activation', 'relu', 'tanh', 'elu', 'selu'),
    choice('optimizer', 'sgd', 'adam', 'rmsprop'),
    flag('norm'),
  ],
};

/** Milliseconds of the asks (with their tells) at one count of observations; an error ends the row. */
type Point = { readonly n: number; readonly times: readonly number[]; readonly error: string | null };

/** The section of RESULTS.md, after running everything. */
export async function benchLatency(names: readonly string[], sizes: readonly number[]): Promise<string> {
  const starts: string[] = [];
  for (const name of names) starts.push(`${titleOf(name)} ${(await startMs(name)).toFixed(0)}`);
  const tables: string[] = [];
  for (const [title, space] of Object.entries(spaces)) {
    const rows: string[] = [];
    for (const name of names) rows.push(lineOf(name, sizes, await pointsOf(name, space, sizes)));
    tables.push(tableOf(title, sizes, rows));
  }
  return `Made by \`npm run bench -- latency\` on ${cpus().length} shared cores, Node ${process.version}, one thread each: milliseconds of one ask with its tell over a pipe, median / 95th percentile, after n observations that the
optimiser was told in advance (15 asks of TuneLens, 3 to 5 of the others). *Growth* is the exponent of n in the medians from n = 200 on. A row ends where an ask took over ${capMs / 1000} s.

${tables.join('\n\n')}

Milliseconds from the start of the process to its first suggestion: ${starts.join(', ')}.`;
}

async function startMs(name: string): Promise<number> {
  const startedAtMs = performance.now();
  const optimizer = startOptimizer(commandOf(name));
  await create(optimizer, spaces['10 floats']!, 50);
  await optimizer.call({ type: 'ask', n: 1 });
  optimizer.close();
  return performance.now() - startedAtMs;
}

async function pointsOf(
  name: string,
  space: readonly WireParameter[],
  sizes: readonly number[],
): Promise<readonly Point[]> {
  const points: Point[] = [];
  for (const n of sizes) {
    const point = await pointOf(name, space, n);
    points.push(point);
    process.stderr.write(`${name} n ${n}: ${point.error ?? quantile(point.times, 0.5).toFixed(1)}\n`);
    if (point.error !== null) break;
  }
  return points;
}

async function pointOf(name: string, space: readonly WireParameter[], n: number): Promise<Point> {
  const nAsks = name === ours ? 15 : n <= 200 ? 5 : 3;
  const times: number[] = [];
  try {
    for await (const ms of askTimes(commandOf(name), space, { n, nAsks })) times.push(ms);
    return { n, times, error: null };
  } catch (error) {
    if (!(error instanceof OptimizerFailure)) throw error;
    return { n, times, error: error.message };
  }
}

/** Milliseconds of each of `nAsks` asks with their tells, in a process that was told `n` observations before. Throws an OptimizerFailure. */
export async function* askTimes(
  command: OptimizerCommand,
  space: readonly WireParameter[],
  { n, nAsks }: { readonly n: number; readonly nAsks: number },
): AsyncGenerator<number> {
  const optimizer = startOptimizer(command);
  try {
    await create(optimizer, space, n + nAsks);
    await tellForeign(optimizer, space, n);
    for (let i = 0; i < nAsks; i++) yield await askMs(optimizer, space);
  } finally {
    optimizer.close();
  }
}

async function create(optimizer: OptimizerProcess, space: readonly WireParameter[], budget: number): Promise<void> {
  await optimizer.call({ type: 'create', space, direction: 'minimize', seed: 1, budget, batch: 1 });
}

async function tellForeign(optimizer: OptimizerProcess, space: readonly WireParameter[], n: number): Promise<void> {
  const random: Random = createRandom(n, 3);
  for (let i = 0; i < n; i++) {
    const params = drawParams(space, random);
    await optimizer.call({ type: 'tell', id: `x${i}`, params, value: valueOf(space, params), state: 'complete' });
  }
}

async function askMs(optimizer: OptimizerProcess, space: readonly WireParameter[]): Promise<number> {
  const startedAtMs = performance.now();
  const { id, params } = suggestionOf(await optimizer.call({ type: 'ask', n: 1 }, capMs));
  await optimizer.call({ type: 'tell', id, value: valueOf(space, params), state: 'complete' }, capMs);
  return performance.now() - startedAtMs;
}

/** A bowl whose axes interact, over the shares of the ranges. */
export function valueOf(space: readonly WireParameter[], params: Params): number {
  const shares = space.map((parameter) => shareOf(parameter, params));
  return shares.reduce((sum, u, i) => sum + (u - 0.2 - 0.06 * i) ** 2 + 0.3 * u * (shares[i - 1] ?? 0), 0);
}

function shareOf(parameter: WireParameter, params: Params): number {
  const value = params[parameter.name];
  if (parameter.type === 'categorical') {
    return parameter.choices.findIndex((choice) => choice === value) / (parameter.choices.length - 1);
  }
  const { low, high, log } = parameter;
  if (typeof value !== 'number') return 0;
  return log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
}

function tableOf(title: string, sizes: readonly number[], rows: readonly string[]): string {
  return `| ${title}: n = | ${sizes.join(' | ')} | growth |
|---|${sizes.map(() => '---|').join('')}---|
${rows.join('\n')}`;
}

function lineOf(name: string, sizes: readonly number[], points: readonly Point[]): string {
  const cells = sizes.map((n) => {
    const point = points.find((one) => one.n === n);
    if (point === undefined) return '';
    if (point.error !== null) return point.error.startsWith('no answer') ? `over ${capMs}` : 'error';
    return `${shown(quantile(point.times, 0.5))} / ${shown(quantile(point.times, 0.95))}`;
  });
  const grown = points.filter((point) => point.error === null && point.n >= 200);
  const growth = growthExponent(grown.map(({ n, times }) => [n, quantile(times, 0.5)]));
  return `| ${titleOf(name)} | ${cells.join(' | ')} | ${growth === null ? '' : growth.toFixed(1)} |`;
}

function shown(ms: number): string {
  return ms < 10 ? ms.toFixed(1) : ms.toFixed(0);
}

/** The slope of ln y over ln x by least squares; null for fewer than two points. */
export function growthExponent(points: readonly (readonly [x: number, y: number])[]): number | null {
  if (points.length < 2) return null;
  const xs = points.map(([x]) => Math.log(x));
  const ys = points.map(([, y]) => Math.log(y));
  const [meanX, meanY] = [xs, ys].map((list) => list.reduce((sum, value) => sum + value, 0) / list.length);
  const covariance = xs.reduce((sum, x, i) => sum + (x - meanX!) * (ys[i]! - meanY!), 0);
  return covariance / xs.reduce((sum, x) => sum + (x - meanX!) ** 2, 0);
}
