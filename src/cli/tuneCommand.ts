// `tunelens <file>`: plans, tunes, and prints the table, the progress, the verdict and where everything is kept.
import { resolve } from 'node:path';
import { messageOf, UserError } from '../errors.ts';
import type { Log } from '../log.ts';
import { planStudy, type StudyPlan } from '../program/plan.ts';
import { learnedOf } from '../report/html.ts';
import type { StudyEvent } from '../study/event.ts';
import { findingsOf } from '../study/findings.ts';
import { baselineTrial, bestTrial, type Study, type Trial } from '../study/study.ts';
import { createControl } from '../trial/run/control.ts';
import { keptModelOf } from '../trial/run/models.ts';
import type { RunProgress } from '../trial/run/progress.ts';
import { tune } from '../trial/run/scheduler.ts';
import { trialsFolderOf } from '../trial/run/studyOpening.ts';
import type { TuneOptions, TuneOutcome } from '../trial/run/tuneOptions.ts';
import { setUpTuning } from '../trial/run/tuneSetup.ts';
import type { TuneArgs } from './tuneArgs.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import { placeOrLatest } from './latestPlace.ts';
import { askObjective } from './askObjective.ts';
import { stopOnInterrupt } from './interrupt.ts';
import type { Output } from './output.ts';
import { ownEngine } from './ownFiles.ts';
import { progressLine } from './progressLine.ts';
import { reportFileOf, writeReport } from './reportCommand.ts';
import { sparkline } from './sparkline.ts';
import { createTable, isNewBest } from './table.ts';
import { fitted, hasUnicode, outputWidth, paint, progressWidth } from './terminal.ts';
import { transferEarlier } from './transfer.ts';
import { verdictOf } from './verdict.ts';

/** Runs the study to its end, or to the first Ctrl-C. */
export async function runTune(args: TuneArgs, out: Output): Promise<ExitCode> {
  const plan = planOf(args);
  const isTransferred = await transferEarlier(plan, args, out);
  const isNewStudy = args.isNewStudy && !isTransferred;
  const outcome = await tuneWith(plan, { ...args, isNewStudy }, { out, enqueue: [] });
  finish(outcome, out);
  if (outcome.reason === 'stopped') return exitCodes.interrupted;
  return bestTrial(outcome.study) === null ? exitCodes.userError : exitCodes.done;
}

/** Throws a UserError for what the user can mend in the file. */
export function planOf({ file, program, programArgs }: Pick<TuneArgs, 'file' | 'program' | 'programArgs'>): StudyPlan {
  return planStudy(resolve(file), {
    args: programArgs,
    ...(program === undefined ? {} : { program: { entry: resolve(program), args: [] } }),
  });
}

/** Runs trials, those of `enqueue` first, and prints them as they end. */
export async function tuneWith(
  plan: StudyPlan,
  args: Omit<TuneArgs, 'command'>,
  { out, enqueue }: { readonly out: Output; readonly enqueue: TuneOptions['enqueue'] },
): Promise<TuneOutcome> {
  const log = logTo(out);
  const place = await placeOrLatest(plan, args);
  const setup = await setUpTuning(plan, { ...args, place }, { engine: ownEngine(), log });
  const stop = stopOnInterrupt(out);
  const listener = createListener(plan, out);
  try {
    return await tune({
      ...args,
      ...setup,
      enqueue,
      control: createControl(),
      log,
      signal: stop.signal,
      ...(process.stdin.isTTY && !out.isJson ? { chooseObjective: askObjective } : {}),
      onEvents: listener.onEvents,
    });
  } finally {
    listener.close();
    stop.close();
    await setup.asker.close();
  }
}

/** Prints the table row by row and keeps the progress line alive. */
function createListener(plan: StudyPlan, out: Output) {
  const table = createTable(plan.space, outputWidth());
  const isPlain = !hasUnicode();
  let isHeaderPrinted = false;
  let latest: { study: Study; progress: RunProgress; atMs: number } | null = null;
  const redraw = (): void => {
    if (latest !== null) {
      const { study, progress, atMs } = latest;
      out.progress(
        progressLine(study, progress, { ageMs: performance.now() - atMs, columns: progressWidth(), isPlain }),
      );
    }
  };
  const timer = process.stderr.isTTY ? setInterval(redraw, 1000) : null;
  const printRow = (study: Study, trial: Trial): void => {
    if (!isHeaderPrinted) out.print(table.header);
    isHeaderPrinted = true;
    const isBest = isNewBest(study, trial);
    const row = table.row(trial, isBest);
    out.print(isBest ? paint('green', row) : trial.value === null ? paint('dim', row) : row);
  };
  return {
    onEvents: (events: readonly StudyEvent[], study: Study, progress: RunProgress): void => {
      latest = { study, progress, atMs: performance.now() };
      for (const event of events) {
        out.json(event);
        const trial = isEnd(event) ? study.trials[event.trial] : undefined;
        if (trial === undefined) continue;
        if (!out.isJson) printRow(study, trial);
      }
      if (!out.isJson && (process.stderr.isTTY || events.some(isEnd))) redraw();
    },
    close: (): void => {
      if (timer !== null) clearInterval(timer);
    },
  };
}

function isEnd(
  event: StudyEvent,
): event is Extract<StudyEvent, { kind: 'trialFinished' | 'trialPruned' | 'trialFailed' }> {
  return event.kind === 'trialFinished' || event.kind === 'trialPruned' || event.kind === 'trialFailed';
}

function finish({ study, journalFile, reason }: TuneOutcome, out: Output): void {
  const report = reportFileOf(journalFile);
  const findings = reported(study, report, out);
  const best = bestTrial(study);
  const baseline = baselineTrial(study);
  const summary = (trial: Trial | null) =>
    trial === null ? null : { trial: trial.number, value: trial.value, params: trial.params };
  const model = best === null ? null : keptModelOf(trialsFolderOf(journalFile), best.number);
  const files = { journal: journalFile, report, model };
  out.json({ kind: 'done', reason, best: summary(best), baseline: summary(baseline), ...files });
  if (out.isJson) return;
  const backend = study.trials.findLast((trial) => trial.facts['backend'] !== undefined)?.facts['backend'];
  if (backend === 'cpu') {
    out.note(
      'These trials ran on the pure JavaScript backend, which is many times slower than the native tfjs-node; the doctor tells how to get that.',
    );
  }
  const why = endings[reason];
  if (why !== undefined) out.print(why);
  out.print(fitted(`\n${verdictOf(study)}`));
  const line = hasUnicode() ? sparkline(study, Math.min(60, outputWidth() - 24)) : '';
  if (line !== '') out.print(`Best so far, by trial: ${line}`);
  for (const finding of findings) out.print(fitted(finding));
  out.print(`journal  ${journalFile}\nreport   ${report}`);
  if (model !== null) out.print(`model    ${model}`);
}

/** Writes the report and says what was learned. The run is over and its trials are kept: without a report it has succeeded none the less. */
function reported(study: Study, file: string, out: Output): readonly string[] {
  try {
    const learned = learnedOf(study);
    writeReport(study, file, { learned });
    return findingsOf(study, learned);
  } catch (error) {
    const remedy = error instanceof UserError ? ` ${error.remedy}` : '';
    out.note(`The report was not written: ${messageOf(error)}${remedy}`);
    return [];
  }
}

const endings: Partial<Record<TuneOutcome['reason'], string>> = {
  exhausted: 'Every combination has been tried.',
  enough: 'More trials are unlikely to pay.',
  timeUp: 'The time is up.',
};

/** The engine's log as remarks. */
export function logTo(out: Output): Log {
  const nothing = (): void => undefined;
  const note = (message: string): void => out.note(message);
  return { trace: nothing, debug: nothing, info: note, warn: note, error: note };
}
