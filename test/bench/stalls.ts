// Ten thousand trials of writers that are held up longer than the lock of a journal lasts, before any of their system calls, beside a real Optuna.
import { cpus } from 'node:os';
import { runStalls, type StallOrders, type StallOutcome } from '../e2e/chaos/stalls.ts';
import { missingOptuna } from '../e2e/optuna/optuna.ts';

const staleMs = 50;
const nRuns = 20;
const rest = { nTrials: 84, staleMs, stallShare: 0.02, withOptuna: true };
const parts = [
  { name: 'stalls', seed: 100, tornShare: 0 },
  { name: 'stalls, and a torn line before every tenth trial', seed: 200, tornShare: 0.1 },
] as const;

/** The section of RESULTS.md. */
export async function benchStalls(): Promise<string> {
  const missing = missingOptuna();
  if (missing !== null) throw new Error(missing);
  const rows: string[] = [];
  for (const { name, seed, tornShare } of parts) {
    const outcomes: StallOutcome[] = [];
    for (let run = 0; run < nRuns; run++) {
      const orders: StallOrders = { ...rest, tornShare, seed: seed + run };
      outcomes.push(await runStalls(orders));
      process.stderr.write(`stalls: ${name}, ${run + 1} of ${nRuns}, ${outcomes.at(-1)?.faults.join(' ') ?? ''}\n`);
    }
    rows.push(rowOf(name, outcomes));
  }
  return `Made by \`npm run bench -- stalls\` on ${cpus().length} shared cores, Node ${process.version}: ${nRuns} journals a row (seeds ${parts.map(({ seed }) => `${seed} to ${seed + nRuns - 1}`).join(' and ')}), in each three writers of TuneLens (one of them with another machine's name), ${rest.nTrials} trials
each in two appends, and a real Optuna beside them. Time is scaled, so that a lock is stale after ${staleMs} ms and not 30 s; one system call of TuneLens in ${1 / rest.stallShare} is held up for 1.2 to 2.2 times as long, and the clock on the wall jumps by hours. A *fault* is an acknowledged trial that is
lost or changed, a number given twice, a trial with records of two writers, a journal that TuneLens cannot read at any moment or Optuna at the end, a lock that is left.

| | trials of TuneLens | acknowledged, of these Optuna's | stalls | appends refused, as another came between | looks while they wrote | exceptions of Optuna (it had lost its lock, or a torn line was not made good yet) | faults |
|---|---|---|---|---|---|---|---|
${rows.join('\n')}`;
}

function rowOf(name: string, outcomes: readonly StallOutcome[]): string {
  const total = (count: (outcome: StallOutcome) => number): number =>
    outcomes.reduce((sum, outcome) => sum + count(outcome), 0);
  const faults = outcomes.flatMap((outcome) => outcome.faults);
  const cells = [
    3 * rest.nTrials * outcomes.length,
    `${total(({ nAcknowledged }) => nAcknowledged)}, ${total(({ nOptuna }) => nOptuna)}`,
    total(({ nStalls }) => nStalls),
    total(({ nShared }) => nShared),
    total(({ nLooks }) => nLooks),
    total(({ troubles }) => Object.values(troubles).reduce((sum: number, n) => sum + Number(n), 0)),
    `${faults.length}${faults.length === 0 ? '' : `: ${[...new Set(faults)].slice(0, 3).join(' ')}`}`,
  ];
  return `| ${name} | ${cells.join(' | ')} |`;
}
