// `tunelens replay`: runs a trial once more, with its values and seed, and says whether the same value came out.
import { join } from 'node:path';
import { isFinished, type Study, type Trial } from '../study/study.ts';
import { formatNumber } from '../study/words.ts';
import { trialsFolderOf } from '../trial/run/studyOpening.ts';
import { emptyTrialFolder, trialFolderOf } from '../trial/trialFolder.ts';
import { requestOf } from '../trial/run/trialRunner.ts';
import { runTrial, type TrialOutcome } from '../trial/run/trialRun.ts';
import { setUpTuning, type MachineSettings } from '../trial/run/tuneSetup.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import { noSuchTrial } from './failures.ts';
import { readFileStudy, type FileStudy } from './fileStudy.ts';
import { stopOnInterrupt } from './interrupt.ts';
import type { Output } from './output.ts';
import { ownEngine } from './ownFiles.ts';
import { logTo } from './tuneCommand.ts';

export type ReplayArgs = {
  /** The annotated file, or a journal. */
  readonly target: string;
  readonly trial: number;
  readonly program: string | undefined;
  readonly nodePath: string | null;
};

/** The exit code is 1 where another value came out. Throws a UserError where there is no such trial. */
export async function replayTrial(args: ReplayArgs, out: Output): Promise<ExitCode> {
  const found = await readFileStudy(args.target, args.program);
  const trial = found.study.trials[args.trial];
  if (trial === undefined || trial.state === 'queued') throw noSuchTrial(found.journal, args.trial);
  const { outcome, sourcesHash } = await runAgain(found, trial, { args, out });
  if (outcome.failure?.kind === 'stopped') return exitCodes.interrupted;
  const isSame = isFinished(trial) && outcome.value === trial.value;
  const isSameCode = trial.facts['sources_sha256'] === undefined || trial.facts['sources_sha256'] === sourcesHash;
  out.result(
    { kind: 'replayed', trial: trial.number, then: trial.value, now: outcome.value, isSame, isSameCode },
    replayText(found.study, trial, { outcome, isSame, isSameCode }),
  );
  return isSame ? exitCodes.done : exitCodes.userError;
}

async function runAgain(
  { plan, study, journal }: FileStudy,
  { number, params, facts }: Trial,
  { args, out }: { readonly args: ReplayArgs; readonly out: Output },
) {
  const settings: MachineSettings = { nParallel: 1, nodePath: args.nodePath, isWarm: false, heapMb: null };
  const setup = await setUpTuning(plan, settings, { engine: ownEngine(), log: logTo(out) });
  const stop = stopOnInterrupt(out);
  const folder = emptyTrialFolder(trialFolderOf(join(trialsFolderOf(journal), 'replay'), number));
  try {
    const outcome = await runTrial({
      request: requestOf(setup.plan, params, { seed: seedOf(facts), modelFolder: null }),
      ...{ trial: number, folder, startedAtMs: Date.now(), timeoutMs: null, objective: study.objective },
      ...{ executor: setup.executor, signal: stop.signal, fitValue: 'last' },
      env: { ...setup.slots[0]?.env, ...plan.program.env },
      onMessage: () => undefined,
      onEvents: () => undefined,
    });
    return { outcome, sourcesHash: setup.provenance['sources_sha256'] };
  } finally {
    stop.close();
    await setup.executor.close();
    await setup.asker.close();
  }
}

function seedOf({ seed }: Trial['facts']): number {
  return typeof seed === 'number' ? seed : 0;
}

function replayText(
  { objective }: Study,
  trial: Trial,
  replayed: { readonly outcome: TrialOutcome; readonly isSame: boolean; readonly isSameCode: boolean },
): string {
  const { outcome, isSame, isSameCode } = replayed;
  const then = trial.value === null ? `none (${trial.state})` : formatNumber(trial.value);
  const now =
    outcome.value === null ? `none: ${outcome.failure?.reason ?? 'nothing was reported'}` : formatNumber(outcome.value);
  const verdict = isSame
    ? 'The same value came out.'
    : isSameCode
      ? 'Another value came out: something in the program depends on more than its values and Math.random, such as time, threads or data.'
      : 'Another value came out, and the program has been changed since.';
  return `Trial ${trial.number}, ${objective?.metric ?? 'value'}: then ${then}, now ${now}.\n${verdict}`;
}
