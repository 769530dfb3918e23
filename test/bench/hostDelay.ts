// Whether the extension host stays quick while the engine thinks: the delay of its event loop, idle and while the worker thread answers asks
// at n = 1000. And how long the first answer of a fresh worker takes.
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { parseRequest } from '../../src/cli/optimizerRequest.ts';
import { createRandom } from '../../src/math/random.ts';
import type { Space } from '../../src/space/space.ts';
import type { Trial } from '../../src/study/study.ts';
import { createAskWorker, type AskQuestion, type Asker } from '../../src/trial/engine/asker.ts';
import { valueOf } from './latency.ts';
import { drawParams, floats } from './problems/wire.ts';
import { quantile } from './results.ts';

const wire = floats(10, 0, 1);
const nTrials = 1000;
const nReports = 20;
const nAsks = 15;
/** No ask begins later than this after the first. */
const limitMs = 60_000;

/** The section of RESULTS.md. Throws where the engine's worker is not built. */
export async function benchHostDelay(): Promise<string> {
  const idle = await delayDuring(() => sleep(3000));
  const [starts, emptyStarts]: [number[], number[]] = [[], []];
  for (let i = 0; i < 9; i++) {
    emptyStarts.push(await emptyThreadMs());
    starts.push(await firstAnswerMs());
  }
  const asker = startWorker();
  const question = questionOf(nTrials);
  await asker.ask(questionOf(25));
  const times: number[] = [];
  const busy = await delayDuring(async () => {
    const endMs = performance.now() + limitMs;
    while (times.length < nAsks && performance.now() < endMs) times.push(await answerMs(asker, question));
  });
  await asker.close();
  return `Made by \`npm run bench -- hostDelay\` on ${cpus().length} shared cores, Node ${process.version}: the event loop of the thread that asks, sampled every millisecond (so about 1 ms is no delay),
while it does nothing and while the engine's worker thread answers ${times.length} asks in a row about a study of ${nTrials} trials with ${nReports} reports each (10 floats).

| the host | p50, ms | p99, ms | longest, ms |
|---|---|---|---|
| idle | ${cellsOf(idle)} |
| while the worker answers | ${cellsOf(busy)} |

One such answer takes ${quantile(times, 0.5).toFixed(0)} ms (median). A fresh worker's first answer, thread start included, about 25 trials: ${quantile(starts, 0.5).toFixed(0)} ms
(median of ${starts.length}); a thread that does nothing but answer takes ${quantile(emptyStarts, 0.5).toFixed(0)} ms of that. A run starts its worker long before its first question.`;
}

type Delay = { readonly p50Ms: number; readonly p99Ms: number; readonly longestMs: number };

async function delayDuring(work: () => Promise<unknown>): Promise<Delay> {
  const monitor = monitorEventLoopDelay({ resolution: 1 });
  monitor.enable();
  await work();
  monitor.disable();
  return { p50Ms: monitor.percentile(50) / 1e6, p99Ms: monitor.percentile(99) / 1e6, longestMs: monitor.max / 1e6 };
}

function cellsOf({ p50Ms, p99Ms, longestMs }: Delay): string {
  return [p50Ms, p99Ms, longestMs].map((ms) => ms.toFixed(1)).join(' | ');
}

async function firstAnswerMs(): Promise<number> {
  const question = questionOf(25);
  const startedAtMs = performance.now();
  const asker = startWorker();
  await asker.ask(question);
  const ms = performance.now() - startedAtMs;
  await asker.close();
  return ms;
}

/** The start of a thread that answers at once. */
async function emptyThreadMs(): Promise<number> {
  const startedAtMs = performance.now();
  const worker = new Worker("require('node:worker_threads').parentPort.postMessage(0)", { eval: true });
  await once(worker, 'message');
  const ms = performance.now() - startedAtMs;
  await worker.terminate();
  return ms;
}

async function answerMs(asker: Asker, question: AskQuestion): Promise<number> {
  const startedAtMs = performance.now();
  await asker.ask(question);
  return performance.now() - startedAtMs;
}

function startWorker(): Asker {
  const file = join(import.meta.dirname, '../../dist/askWorker.js');
  if (!existsSync(file)) throw new Error('dist/askWorker.js is not built: run "npm run build".');
  return createAskWorker(file);
}

function questionOf(count: number): AskQuestion {
  const random = createRandom(count, 5);
  const trials = Array.from({ length: count }, (_, number): Trial => {
    const params = drawParams(wire, random);
    const value = valueOf(wire, params);
    const reports = Array.from({ length: nReports }, (_, i) => ({ step: i + 1, value: value + 1 / (i + 1) }));
    return { number, state: 'finished', params, value, reports, startedAtMs: null, endedAtMs: null, facts: {} };
  });
  return {
    study: { direction: 'minimize', seed: 1, trials },
    space: spaceOfWire(),
    nTrialsPlanned: 2 * count,
    timeLeft: 0,
    sampler: 'gp',
  };
}

function spaceOfWire(): Space {
  const request = parseRequest(JSON.stringify({ type: 'create', space: wire }));
  if (request.type !== 'create') throw new Error('The space is refused.');
  return request.space;
}
