// `tunelens replay`: runs a trial once more, with its values and seed, and says whether the same value came out.
import { visible } from '../markup.ts';
import type { Study, Trial } from '../study/study.ts';
import { formatNumber } from '../study/words.ts';
import { whyOtherProgram } from '../trial/run/programNote.ts';
import { replay, type Replayed } from '../trial/run/replay.ts';
import type { Place } from '../trial/slurm/slurmSettings.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import { noSuchTrial, otherProgram } from './failures.ts';
import { readFileStudy } from './fileStudy.ts';
import { stopOnInterrupt } from './interrupt.ts';
import { placeLike } from './latestPlace.ts';
import type { Output } from './output.ts';
import { ownEngine } from './ownFiles.ts';
import { logTo } from './tuneCommand.ts';

export type ReplayArgs = {
  /** The annotated file, or a journal. */
  readonly target: string;
  readonly trial: number;
  readonly program: string | undefined;
  /** Added to the program's own arguments. */
  readonly programArgs: readonly string[];
  readonly nodePath: string | null;
  /** Null: on this machine, unless the trial was a job; then it has to be said. */
  readonly place: Place | null;
};

/** The exit code is 1 where another value came out. Throws a UserError where there is no such trial, or it ran another program or other arguments. */
export async function replayTrial(args: ReplayArgs, out: Output): Promise<ExitCode> {
  const { plan: planned, study, journal } = await readFileStudy(args.target, args.program, out);
  const trial = study.trials[args.trial];
  if (trial === undefined || trial.state === 'queued') throw noSuchTrial(journal, args.trial);
  const program = { ...planned.program, args: [...planned.program.args, ...args.programArgs] };
  const otherwise = whyOtherProgram({ trials: [trial] }, program);
  if (otherwise !== null) throw otherProgram(planned.file, otherwise);
  const plan = { ...planned, program };
  const machine = { nodePath: args.nodePath, heapMb: null, place: args.place ?? placeLike(study, plan.file) };
  const stop = stopOnInterrupt(out);
  const replayed = await replay(trial, {
    ...{ plan, study, journalFile: journal, engine: ownEngine(), log: logTo(out), signal: stop.signal },
    machine,
    fitValue: 'last',
  }).finally(() => stop.close());
  const { outcome, isSame, isSameCode } = replayed;
  if (outcome.failure?.kind === 'stopped') return exitCodes.interrupted;
  out.result(
    { kind: 'replayed', trial: trial.number, then: trial.value, now: outcome.value, isSame, isSameCode },
    replayText(study, trial, replayed),
  );
  return isSame ? exitCodes.done : exitCodes.userError;
}

function replayText({ objective }: Study, trial: Trial, { outcome, isSame, isSameCode }: Replayed): string {
  const then = trial.value === null ? `none (${trial.state})` : formatNumber(trial.value);
  const now =
    outcome.value === null ? `none: ${outcome.failure?.reason ?? 'nothing was reported'}` : formatNumber(outcome.value);
  const verdict = isSame
    ? 'The same value came out.'
    : isSameCode
      ? 'Another value came out: something in the program depends on more than its values and Math.random, such as time, threads or data.'
      : 'Another value came out, and the program has been changed since.';
  return `Trial ${trial.number}, ${visible(objective?.metric ?? 'value')}: then ${then}, now ${now}.\n${verdict}`;
}
