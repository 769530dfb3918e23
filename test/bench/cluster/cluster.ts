// Studies on a cluster: the speed-up by nodes on a real Slurm, and a simulation of a thousand jobs at a time.
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { isRecord } from '../../../src/trial/shapes.ts';
import { quantile } from '../results.ts';
import type { SimulationOptions } from './simulation.ts';
import { measureSpeedUp, nTrials, waitS, type SpeedUp } from './speedUp.ts';

const nJobs = 1000;
const nStarted = 40;

/** A study from its beginning; then the engine at work, and the pruner, at moments of a long one. */
const cases: readonly SimulationOptions[] = [
  { nBefore: 0, nLeft: 0, nTrials: 20_000, nJobs, sampler: 'random', isPruning: false },
  ...[1000, 5000, 19_000].map((nBefore): SimulationOptions => ({
    nBefore,
    nLeft: nJobs,
    nTrials: nStarted,
    nJobs,
    sampler: 'gp',
    isPruning: true,
  })),
];

/** The section of RESULTS.md, after running everything. Throws where there is no Slurm. */
export async function benchCluster(): Promise<string> {
  const rows = cases.map((one) => {
    const row = rowOf(one, simulated(one));
    process.stderr.write(`cluster: ${row}\n`);
    return row;
  });
  const speedUps = await measureSpeedUp();
  return `${aboutSpeedUp(speedUps)}

${aboutSimulation(rows)}`;
}

function aboutSpeedUp(speedUps: readonly SpeedUp[]): string {
  const alone = speedUps[0]?.seconds ?? NaN;
  const lines = speedUps.map(({ nNodes, seconds }) => {
    const overheadS = (seconds * nNodes) / nTrials - waitS;
    return `| ${nNodes} | ${seconds.toFixed(1)} | ${(alone / seconds).toFixed(2)} | ${overheadS.toFixed(1)} |`;
  });
  return `Made by \`npm run bench -- cluster\` on ${cpus().length} shared cores, Node ${process.version}, Slurm on loopback: ${nTrials} trials that wait ${waitS} s each, one job a node, looks at the queue every second.
A job's way is what a trial takes beyond its ${waitS} s: handed in, started by Slurm (whose scheduler ticks every second here), Node loaded, its end seen, the next values asked.

| nodes | s | speed-up | a job's way, s |
|---|---|---|---|
${lines.join('\n')}`;
}

function aboutSimulation(rows: readonly string[]): string {
  return `A simulation of ${nJobs} jobs at a time (a trial ends every 2.8 s): the scheduler, the recorder, the journal (on a disk in memory) and the engine's thread are the real ones; only the cluster is made up. Jobs wait 2 minutes on average and train 45
(lognormal, 5 reports each), 1 % are lost and tried again, and the cluster's clock goes on only while the host has nothing to do, so that nothing of its work is hidden. The first row is a study of
20,000 trials with random values, from its beginning to its end. By the model that would be hours of the engine's thread here, so such a study is looked at in places: a host takes over ${nJobs} running trials beside so many that have ended, starts ${nStarted} more by the model, prunes, and leaves. The last row is the end of 20,000 trials.
*Host* and *processor* are shares of the cluster's time: for how much of it the host's own thread is busy, and what all threads together take of one core. Beyond 256 running trials the model supposes ends for the newest 256 only; with all 1,000 an ask took 6.3 s, before the loops were in WebAssembly.

| trials ended before | started | host, % | processor, % | ask, ms: median, 95 % | judging a report, ms: median, 95 % | journal, MB | memory at most, MB | squeue calls a minute |
|---|---|---|---|---|---|---|---|---|
${rows.join('\n')}`;
}

type Figures = ReturnType<typeof parse>;

function rowOf({ nBefore, nTrials: count }: SimulationOptions, figures: Figures): string {
  const { seconds, hostS, processS, asksMs, judgesMs, journalMb, peakMb, looksPerMinute } = figures;
  const share = (busyS: number): string => ((100 * busyS) / seconds).toFixed(1);
  const spread = (ms: readonly number[]): string =>
    ms.length === 0 ? '' : [0.5, 0.95].map((part) => quantile(ms, part).toFixed(0)).join(', ');
  const cells = [nBefore, count, share(hostS), share(processS), spread(asksMs), spread(judgesMs)];
  return `| ${[...cells, journalMb.toFixed(1), peakMb.toFixed(0), looksPerMinute.toFixed(1)].join(' | ')} |`;
}

/** In a process of its own, so that memory and processor are its own, too. */
function simulated(options: SimulationOptions): Figures {
  const script = join(import.meta.dirname, 'simulation.ts');
  const env = { ...process.env, ...(process.platform === 'linux' ? { TMPDIR: '/dev/shm' } : {}) };
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, JSON.stringify(options)], {
    ...{ encoding: 'utf8', env, maxBuffer: 1 << 26 },
  });
  if (status !== 0) throw new Error(stderr);
  return parse(stdout);
}

/** What the process has printed. */
function parse(json: string) {
  const raw: unknown = JSON.parse(json);
  const fields = isRecord(raw) ? raw : {};
  const number = (name: string): number => (typeof fields[name] === 'number' ? fields[name] : NaN);
  const numbers = (name: string): readonly number[] => {
    const list = fields[name];
    return Array.isArray(list) ? list.map(Number) : [];
  };
  return {
    ...{ seconds: number('seconds'), looksPerMinute: number('looksPerMinute') },
    ...{ hostS: number('hostS'), processS: number('processS'), asksMs: numbers('asksMs') },
    ...{ judgesMs: numbers('judgesMs'), journalMb: number('journalMb'), peakMb: number('peakMb') },
  };
}
