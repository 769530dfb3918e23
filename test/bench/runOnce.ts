// One run of one optimiser on one problem: ask, evaluate, tell, as often as the problem's budget says.
import { createRandom } from '../../src/math/random.ts';
import type { Params } from '../../src/space/space.ts';
import { suggestionOf, type OptimizerProcess } from './optimizerProcess.ts';
import type { BenchProblem } from './problems/problem.ts';
import { faultOf } from './problems/wire.ts';
import { quantile } from './results.ts';
import type { Run, Step } from './runs.ts';

/** Trials before the model-based part, whose times are what counts. */
const nFirst = 10;

/**
 * Runs the whole budget, `nParallel` trials at a time (default 1), of which one drawn at random ends next. Rejects with OptimizerFailure. An illegal
 * suggestion counts as a failed trial.
 */
export async function runOnce(
  optimizer: OptimizerProcess,
  problem: BenchProblem,
  { seed, nParallel = 1 }: { readonly seed: number; readonly nParallel?: number },
): Promise<Run> {
  const { name, space, nTrials } = problem;
  await optimizer.call({ type: 'create', space, direction: 'minimize', seed, budget: nTrials, batch: nParallel });
  const random = createRandom(seed, 7);
  const track = trackIncumbent();
  const times: number[] = [];
  const running: Running[] = [];
  let nAsked = 0;
  let nIllegal = 0;
  while (nAsked < nTrials || running.length > 0) {
    while (nAsked < nTrials && running.length < nParallel) running.push(await askOne(optimizer, nAsked++));
    const [ended] = running.splice(random.below(running.length), 1);
    const { id, params, index, askMs } = ended!;
    const isIllegal = faultOf(space, params) !== null;
    if (isIllegal) nIllegal++;
    const value = isIllegal ? null : problem.value(params, seed, index);
    track.add(value, () => problem.trueValue(params));
    const toldAtMs = performance.now();
    await optimizer.call({ type: 'tell', id, ...outcomeOf(value) });
    times.push(askMs + performance.now() - toldAtMs);
  }
  const modelTimes = times.slice(Math.min(nFirst, nTrials - 1));
  const ms = [rounded(quantile(modelTimes, 0.5), 3), rounded(quantile(modelTimes, 0.95), 3)] as const;
  return { problem: name, seed, nTrials, steps: track.steps, ms, nFailed: track.nFailed(), nIllegal };
}

type Running = { readonly id: string; readonly params: Params; readonly index: number; readonly askMs: number };

async function askOne(optimizer: OptimizerProcess, index: number): Promise<Running> {
  const askedAtMs = performance.now();
  const suggestion = suggestionOf(await optimizer.call({ type: 'ask', n: 1 }));
  return { ...suggestion, index, askMs: performance.now() - askedAtMs };
}

/** Follows the trial that looked best: by what was observed, kept with its noise-free value. */
export function trackIncumbent(): {
  readonly steps: readonly Step[];
  nFailed(): number;
  add(observed: number | null, trueValue: () => number | null): void;
} {
  const steps: Step[] = [];
  let best = Infinity;
  let nTrials = 0;
  let nFailed = 0;
  return {
    steps,
    nFailed: () => nFailed,
    add: (observed, trueValue) => {
      nTrials++;
      if (observed === null) nFailed++;
      if (observed === null || observed >= best) return;
      best = observed;
      steps.push([nTrials, rounded(trueValue() ?? NaN, 9)]);
    },
  };
}

function outcomeOf(value: number | null): { readonly value: number | null; readonly state: 'complete' | 'failed' } {
  return { value, state: value === null ? 'failed' : 'complete' };
}

function rounded(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}

/** What random search would have: the steps of `nTrials` params of its own. */
export function stepsOf(problem: BenchProblem, seed: number, draw: () => Params): readonly Step[] {
  const track = trackIncumbent();
  for (let i = 0; i < problem.nTrials; i++) {
    const params = draw();
    track.add(problem.value(params, seed, i), () => problem.trueValue(params));
  }
  return track.steps;
}
