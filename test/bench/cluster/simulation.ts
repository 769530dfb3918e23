// One process of the bench: a study on the virtual cluster, run by the real scheduler, recorder, journal and engine; prints what it took as JSON.
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createRandom, type Random } from '../../../src/math/random.ts';
import type { StudyPlan } from '../../../src/program/plan.ts';
import type { Sampler } from '../../../src/study/samplerName.ts';
import { createDecoder } from '../../../src/study/codec.ts';
import { encodeEvents } from '../../../src/study/encode.ts';
import type { StudyEvent } from '../../../src/study/event.ts';
import { createAskWorker, type Asker } from '../../../src/trial/engine/asker.ts';
import { createControl } from '../../../src/trial/run/control.ts';
import { tune } from '../../../src/trial/run/scheduler.ts';
import { factEvents, ownerFacts } from '../../../src/trial/run/trialEvents.ts';
import { slurmDefaults } from '../../../src/trial/slurm/slurmSettings.ts';
import { isRecord } from '../../../src/trial/shapes.ts';
import { createVirtualCluster } from './virtualCluster.ts';
import { planOfText } from '../../unit/trial/run/filePlan.ts';

export type SimulationOptions = {
  /** Trials that the journal holds before the host begins. */
  readonly nBefore: number;
  /** Trials that run when it begins, left by an earlier host. */
  readonly nLeft: number;
  /** Trials that it is to start. Where there are some before, it leaves those that run then to the next host. */
  readonly nTrials: number;
  readonly nJobs: number;
  readonly sampler: Sampler;
  readonly isPruning: boolean;
};

export type SimulationResult = {
  /** Of the cluster's time, from the first question on. */
  readonly seconds: number;
  readonly nEnded: number;
  readonly nPruned: number;
  readonly nReports: number;
  readonly looksPerMinute: number;
  /** From the first question to the engine on: of the host's own thread, and of the whole process with the engine's thread. */
  readonly hostS: number;
  readonly processS: number;
  readonly asksMs: readonly number[];
  readonly judgesMs: readonly number[];
  readonly journalMb: number;
  readonly peakMb: number;
};

const text = `// @tune minimize loss
const rate = 0.01; // @tune log 1e-5..1
const drop = 0.2; // @tune 0..0.5
const units = 64; // @tune 16..256
const momentum = 0.9; // @tune 0..0.99
`;

async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const folder = mkdtempSync(join(tmpdir(), 'tunelens-simulation-'));
  try {
    return await simulateIn(folder, options);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function simulateIn(folder: string, options: SimulationOptions): Promise<SimulationResult> {
  const { nBefore, nLeft, nTrials, nJobs, sampler, isPruning } = options;
  const plan = planOfText(text, folder);
  const journalFile = join(plan.dataFolder, 'model.log');
  writeJournal(journalFile, plan, options);
  let nAppended = 0;
  let nOver = 0;
  const retries = new Set<number | null>();
  let peakBytes = 0;
  const leaving = new AbortController();
  let before = { cpu: process.cpuUsage(), loop: performance.eventLoopUtilization(), atS: 0 };
  const asker = meteredAsker((nAsked) => {
    if (nAsked === 1)
      before = { cpu: process.cpuUsage(), loop: performance.eventLoopUtilization(), atS: cluster.clock() };
    if (nBefore > 0 && nAsked > nTrials) leaving.abort('detached');
    cluster.wake();
  });
  const cluster = createVirtualCluster({
    seed: 1,
    lossOf,
    pollS: slurmDefaults.pollS,
    isResting: (nRunning) => {
      const isAlone = nBefore === 0 && nOver === 0;
      const nWanted = isAlone ? 1 : Math.min(nJobs, nLeft + nTrials - nOver);
      return asker.nOpen() === 0 && nAppended === cluster.counts.reported && nRunning >= nWanted;
    },
  });
  const meter = setInterval(() => (peakBytes = Math.max(peakBytes, process.memoryUsage().rss)), 200);
  await tune({
    ...{
      plan,
      nTrials: nTrials + (nBefore > 0 ? 1 : 0),
      enqueue: [],
      seed: 1,
      sampler,
      isNewStudy: false,
      isPruning,
      isStoppingWhenDone: false,
    },
    ...{ trialTimeoutMs: null, totalTimeMs: null, fitValue: 'last', nModels: 0, provenance: {} },
    slots: Array.from({ length: nJobs }, () => ({ gpu: null, env: {} })),
    ...{ place: slurmDefaults, executor: cluster.executor, asker: asker.asker, control: createControl(), log: silent },
    signal: leaving.signal,
    onEvents: (events) => {
      for (const event of events) {
        if (event.kind === 'valueReported') nAppended++;
        if (event.kind === 'factNoted' && event.name === 'retry_of') retries.add(event.trial);
        // A trial that was lost is tried again, once.
        if (event.kind === 'trialFailed' && retries.has(event.trial)) nOver++;
        if (event.kind === 'trialFinished' || event.kind === 'trialPruned') nOver++;
      }
      cluster.wake();
    },
  });
  clearInterval(meter);
  const cpu = process.cpuUsage(before.cpu);
  const loop = performance.eventLoopUtilization(before.loop);
  await asker.asker.close();
  const { ended, reported, pruned, looks } = cluster.counts;
  return {
    ...{ seconds: cluster.clock() - before.atS, nEnded: ended, nPruned: pruned, nReports: reported },
    looksPerMinute: looks / (cluster.clock() / 60),
    ...{ hostS: loop.active / 1000, processS: (cpu.user + cpu.system) / 1e6 },
    ...{ asksMs: asker.asksMs, judgesMs: asker.judgesMs },
    ...{ journalMb: statSync(journalFile).size / 1e6, peakMb: peakBytes / 1e6 },
  };
}

const quiet = (): void => undefined;
const silent = { trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet };

/** The least loss lies within the space; a tenth of it is noise. */
function lossOf(source: string | null, random: Random): number {
  const [rate = 0, drop = 0, units = 0, momentum = 0] = (source ?? '')
    .split('\n')
    .slice(1)
    .map((line) => Number(/= ([-\d.e]+);/.exec(line)?.[1] ?? 0));
  const noise = 0.05 * random.gaussian();
  if (source === null) return random.uniform() + noise;
  return (
    0.1 * (Math.log10(rate) + 2) ** 2 +
    4 * (drop - 0.15) ** 2 +
    ((units - 160) / 160) ** 2 +
    (momentum - 0.8) ** 2 +
    noise
  );
}

/** The engine's worker thread, and how long each of its answers took. */
function meteredAsker(onAnswer: (nAsked: number) => void) {
  const inner = createAskWorker(new URL('../../../src/trial/engine/askWorker.ts', import.meta.url));
  const [asksMs, judgesMs]: [number[], number[]] = [[], []];
  let nOpen = 0;
  const metered = async <T>(times: number[], answer: Promise<T>): Promise<T> => {
    const startedAtMs = performance.now();
    nOpen++;
    try {
      return await answer;
    } finally {
      nOpen--;
      times.push(performance.now() - startedAtMs);
      onAnswer(asksMs.length);
    }
  };
  const asker: Asker = {
    ask: (question) => metered(asksMs, inner.ask(question)),
    judge: (question) => metered(judgesMs, inner.judge(question)),
    advise: () => Promise.resolve(null),
    close: () => inner.close(),
  };
  return { asker, asksMs, judgesMs, nOpen: () => nOpen };
}

/** A study of `nBefore` trials that have ended, and `nLeft` that run. */
function writeJournal(file: string, plan: StudyPlan, { nBefore, nLeft }: SimulationOptions): void {
  if (nBefore === 0) return;
  mkdirSync(plan.dataFolder, { recursive: true });
  const events: StudyEvent[] = [
    { kind: 'studyCreated', study: plan.studyName, direction: 'minimize' },
    {
      kind: 'studyDescribed',
      space: plan.space,
      objective: { direction: 'minimize', metric: 'loss' },
      seed: 1,
      atMs: 0,
    },
  ];
  for (let trial = 0; trial < nBefore + nLeft; trial++) events.push(...trialEvents(trial, trial < nBefore));
  const lines = encodeEvents(events, { workerId: 'bench', ids: createDecoder().ids, space: plan.space });
  writeFileSync(file, `${lines.join('\n')}\n`);
}

function trialEvents(trial: number, hasEnded: boolean): readonly StudyEvent[] {
  const random = createRandom(trial);
  const params = {
    rate: Number((10 ** (-5 * random.uniform())).toPrecision(4)),
    drop: Number((random.uniform() / 2).toPrecision(4)),
    units: 16 + random.below(241),
    momentum: Number((0.99 * random.uniform()).toPrecision(4)),
  };
  const source = `\n${Object.entries(params)
    .map(([name, value]) => `const ${name} = ${value};`)
    .join('\n')}`;
  const loss = lossOf(source, random);
  const own = trial === 0 ? { rate: 0.01, drop: 0.2, units: 64, momentum: 0.9 } : params;
  const start: readonly StudyEvent[] = [
    { kind: 'trialStarted', trial, params: own, atMs: trial },
    ...factEvents(trial, { source: 'model', seed: trial, slurm_job: String(trial), slurm_node: 'n1', ...ownerFacts() }),
  ];
  if (!hasEnded) return start;
  const reports = Array.from({ length: 5 }, (_, step): StudyEvent => ({
    kind: 'valueReported',
    trial,
    step,
    value: loss + 1 / (step + 1) ** 2,
  }));
  return [...start, ...reports, { kind: 'trialFinished', trial, value: loss, atMs: trial + 1 }];
}

/** What the bench has written. */
function optionsIn(json: string): SimulationOptions {
  const raw: unknown = JSON.parse(json);
  if (!isRecord(raw)) throw new Error(`${json} are no options.`);
  const { nBefore, nLeft, nTrials, nJobs, sampler, isPruning } = raw;
  if (
    typeof nBefore !== 'number' ||
    typeof nLeft !== 'number' ||
    typeof nTrials !== 'number' ||
    typeof nJobs !== 'number'
  )
    throw new Error(`${json} lacks a number.`);
  if (sampler !== 'gp' && sampler !== 'random') throw new Error(`${json} names no sampler.`);
  return { nBefore, nLeft, nTrials, nJobs, sampler, isPruning: isPruning === true };
}

process.stdout.write(JSON.stringify(await simulate(optionsIn(process.argv[2] ?? '{}'))));
