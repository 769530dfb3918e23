// How good the best of n trials is: runs optimisers over groups of problems, each in a process of its own over the same pipe, and reports
// on all the runs there are. Seed by seed, so that a stop leaves every problem equally covered; what has been run is not run again.
import { commandOf } from './optimizers.ts';
import { OptimizerFailure, startOptimizer, type OptimizerCommand, type OptimizerProcess } from './optimizerProcess.ts';
import type { BenchProblem } from './problems/problem.ts';
import { runOnce } from './runOnce.ts';
import { appendRun, dropRuns, isBroken, readRuns, type BrokenRun, type Run } from './runs.ts';

export type QualityOptions = {
  readonly folder: string;
  /** Names of optimisers, run one after the other. */
  readonly optimizers: readonly string[];
  /** The name of the results, where it is not the optimiser's. */
  readonly label: string | null;
  /** The build of TuneLens; null for dist/cli.js. */
  readonly cli: string | null;
  readonly problems: readonly BenchProblem[];
  readonly nSeeds: number;
  readonly firstSeed: number;
  /** Trials that run at the same time. */
  readonly nParallel: number;
  /** No run starts later than this after the first. */
  readonly maxSeconds: number;
  /** Whether what has been run is run again. */
  readonly isFresh: boolean;
};

/** Runs what is missing and appends it to the results. Progress goes to stderr. */
export async function runQuality(options: QualityOptions): Promise<void> {
  const deadlineMs = performance.now() + 1000 * options.maxSeconds;
  for (const name of options.optimizers) {
    const label = options.label ?? name;
    const command = commandOf(name, options.cli ?? undefined);
    const missing = missingRuns(options, label);
    if (missing.length === 0) continue;
    await runAll(command, missing, (run) => appendRun(options.folder, label, run), {
      ...{ label, deadlineMs, nParallel: options.nParallel },
    });
  }
}

type Planned = { readonly problem: BenchProblem; readonly seed: number };

function missingRuns(options: QualityOptions, label: string): readonly Planned[] {
  const { folder, problems, nSeeds, firstSeed, isFresh } = options;
  const planned = Array.from({ length: nSeeds }, (_, i) => firstSeed + i).flatMap((seed) =>
    problems.map((problem) => ({ problem, seed })),
  );
  const isSame = ({ problem, seed }: Planned, run: Run | BrokenRun): boolean =>
    run.problem === problem.name && run.seed === seed && run.nTrials === problem.nTrials;
  if (isFresh) dropRuns(folder, label, (run) => planned.some((plan) => isSame(plan, run)));
  const stored = readRuns(folder, label);
  return planned.filter((plan) => !stored.some((run) => isSame(plan, run)));
}

async function runAll(
  command: OptimizerCommand,
  planned: readonly Planned[],
  store: (run: Run | BrokenRun) => void,
  { label, deadlineMs, nParallel }: { label: string; deadlineMs: number; nParallel: number },
): Promise<void> {
  let optimizer = startOptimizer(command);
  for (const plan of planned) {
    if (performance.now() > deadlineMs) break;
    const run = await runOrBreak(optimizer, plan, nParallel);
    if (isBroken(run)) {
      // A peer that failed may be in any state.
      optimizer.close();
      optimizer = startOptimizer(command);
    }
    store(run);
    const end = isBroken(run) ? run.error : `${run.steps.at(-1)?.[1] ?? 'nothing'}, ${run.ms?.[0] ?? '?'} ms`;
    process.stderr.write(`${label} ${run.problem} seed ${run.seed}: ${end}\n`);
  }
  optimizer.close();
}

async function runOrBreak(
  optimizer: OptimizerProcess,
  { problem, seed }: Planned,
  nParallel: number,
): Promise<Run | BrokenRun> {
  try {
    return await runOnce(optimizer, problem, { seed, nParallel });
  } catch (error) {
    if (!(error instanceof OptimizerFailure)) throw error;
    return { problem: problem.name, seed, nTrials: problem.nTrials, error: error.message };
  }
}
