// One run of one optimiser on one problem: ask, evaluate, tell, as often as the problem's budget says.
import type { Params } from '../../src/space/space.ts';
import { suggestionOf, type OptimizerProcess } from './optimizerProcess.ts';
import type { BenchProblem } from './problems/problem.ts';
import { faultOf } from './problems/wire.ts';
import { quantile } from './results.ts';
import type { Run, Step } from './runs.ts';

/** Trials before the model-based part, whose times are what counts. */
const nFirst = 10;

/** Runs the whole budget. Rejects with OptimizerFailure. An illegal suggestion counts as a failed trial. */
export async function runOnce(optimizer: OptimizerProcess, problem: BenchProblem, seed: number): Promise<Run> {
  const { name, space, nTrials } = problem;
  await optimizer.call({ type: 'create', space, direction: 'minimize', seed, budget: nTrials, batch: 1 });
  const track = trackIncumbent();
  const times: number[] = [];
  let nIllegal = 0;
  for (let i = 0; i < nTrials; i++) {
    const askedAtMs = performance.now();
    const { id, params } = suggestionOf(await optimizer.call({ type: 'ask', n: 1 }));
    const askMs = performance.now() - askedAtMs;
    const isIllegal = faultOf(space, params) !== null;
    if (isIllegal) nIllegal++;
    const value = isIllegal ? null : problem.value(params, seed, i);
    track.add(value, () => problem.trueValue(params));
    const toldAtMs = performance.now();
    await optimizer.call({ type: 'tell', id, ...outcomeOf(value) });
    times.push(askMs + performance.now() - toldAtMs);
  }
  const modelTimes = times.slice(Math.min(nFirst, nTrials - 1));
  const ms = [rounded(quantile(modelTimes, 0.5), 3), rounded(quantile(modelTimes, 0.95), 3)] as const;
  return { problem: name, seed, nTrials, steps: track.steps, ms, nFailed: track.nFailed(), nIllegal };
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
