// A cluster of which only the clock is real enough: trials wait, train, report and end at times that are drawn, and time passes only while the host has
// nothing to do. What the host does meanwhile is done by the real scheduler, recorder, journal and engine.
import { basename } from 'node:path';
import { createRandom, type Random } from '../../../src/math/random.ts';
import { stopReasonOf, type Executor, type RunOptions } from '../../../src/trial/executor.ts';
import type { TrialEnd, TrialMessage } from '../../../src/trial/trialProtocol.ts';

/** Seconds, as on a busy cluster: a wait of two minutes on average, then training of 40 minutes, a sixth of the trials over an hour. */
const meanWaitS = 120;
const medianTrainingS = 2400;
const spread = 0.5;
const nReports = 5;
/** The share of jobs whose node falls. */
const lostShare = 0.01;
/** From the wish to end a job to the look at the queue that shows its end. */
const cancelS = 1;

export type VirtualCluster = {
  readonly executor: Executor;
  /** Seconds since the beginning. */
  readonly clock: () => number;
  readonly counts: { ended: number; reported: number; pruned: number; looks: number };
  /** To be called when the host may have come to rest. */
  readonly wake: () => void;
};

export type VirtualOptions = {
  readonly seed: number;
  /** Whether the host waits for nothing but the cluster, with `nRunning` trials under way. */
  readonly isResting: (nRunning: number) => boolean;
  /** The final loss of a trial that runs this text of the program; null for one of an earlier host. */
  readonly lossOf: (text: string | null, random: Random) => number;
  /** Seconds between two looks at the queue. */
  readonly pollS: number;
};

type Due = { readonly atS: number; readonly fire: () => void };

export function createVirtualCluster({ seed, isResting, lossOf, pollS }: VirtualOptions): VirtualCluster {
  const due: Due[] = [];
  const counts = { ended: 0, reported: 0, pruned: 0, looks: 0 };
  let nowS = 0;
  let nextLookS = pollS;
  let nRunning = 0;
  let isWoken = false;
  const later = (afterS: number, fire: () => void): void => insert(due, { atS: nowS + afterS, fire });
  const step = (): void => {
    isWoken = false;
    if (!isResting(nRunning)) return;
    const next = due.shift();
    if (next === undefined) return;
    for (; nextLookS <= next.atS; nextLookS += pollS) counts.looks++;
    nowS = next.atS;
    next.fire();
    wake();
  };
  const wake = (): void => {
    if (isWoken) return;
    isWoken = true;
    setImmediate(step);
  };
  const train = (text: string | null, { folder, onMessage, signal }: RunOptions): Promise<TrialEnd> => {
    const random = createRandom(seed, Number(basename(folder.path)));
    const loss = lossOf(text, random);
    const trainingS = medianTrainingS * Math.exp(spread * random.gaussian());
    const startS = -meanWaitS * Math.log(1 - random.uniform());
    // A trial of an earlier host is met somewhere on its way.
    const goneS = text === null ? random.uniform() * (startS + trainingS) : 0;
    const at = (atS: number, fire: () => void): void => {
      if (atS >= goneS) later(atS - goneS, fire);
    };
    const lostAt = random.uniform() < lostShare ? random.below(nReports) : nReports;
    nRunning++;
    return new Promise((resolve) => {
      let isOver = false;
      const end = (how: TrialEnd): void => {
        if (isOver) return;
        isOver = true;
        nRunning--;
        counts.ended++;
        resolve(how);
      };
      const say = (message: TrialMessage): void => {
        if (!isOver) onMessage(message);
      };
      const report = (i: number): void => {
        if (isOver) return;
        if (i === lostAt) {
          end({ kind: 'lost', reason: `The job of ${folder.path} was lost: NODE_FAIL.` });
          return;
        }
        counts.reported++;
        say({
          kind: 'epochEnded',
          fit: 0,
          step: i,
          logs: { loss: loss + 1 / (i + 1) ** 2 + 0.1 * random.gaussian() },
        });
      };
      signal.addEventListener('abort', () => {
        const reason = stopReasonOf(signal);
        if (reason === 'detached') {
          end({ kind: reason });
          return;
        }
        counts.pruned++;
        // Slurm is told, and its queue looked at soon.
        nextLookS = Math.min(nextLookS, nowS + cancelS);
        later(cancelS, () => end({ kind: reason }));
        wake();
      });
      at(startS, () => say({ kind: 'started', pid: 1, node: '24.0.0', atMs: Date.now(), host: 'n1', job: '1' }));
      for (let i = 0; i < nReports; i++) at(startS + ((i + 1) / nReports) * trainingS, () => report(i));
      at(startS + trainingS, () => end({ kind: 'exited', code: 0 }));
      wake();
    });
  };
  const executor: Executor = {
    hasQueue: true,
    run: ({ sources }, options) => train(Object.values(sources)[0]?.text ?? '', options),
    resume: (options) => train(null, options),
    prepare: () => undefined,
    close: () => Promise.resolve(),
  };
  return { executor, clock: () => nowS, counts, wake };
}

/** Keeps the list in the order of time. */
function insert(list: Due[], one: Due): void {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.atS ?? 0) <= one.atS) low = middle + 1;
    else high = middle;
  }
  list.splice(low, 0, one);
}
