// What the tools of `tunelens mcp` do: read plans and journals, start and stop runs in processes of their own, write values into the files.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { alreadyRunning, fileNotFound, nothingToApply, parametersGone } from '../errors.ts';
import { applyParams } from '../program/applyParams.ts';
import { realFile, studyLocation } from '../program/location.ts';
import { planStudy, type StudyPlan } from '../program/plan.ts';
import { Journal } from '../storage/journal.ts';
import { studyFiles } from '../storage/studyFiles.ts';
import { fitModel, slice } from '../study/model.ts';
import { bestTrial, isFinished, type Study } from '../study/study.ts';
import { sliceAnswer, spaceAnswer, statusAnswer } from '../tools/answers.ts';
import { isRunUnderWay } from '../trial/run/runRecord.ts';
import { askToStop, whenRunHasEnded } from '../trial/run/stopRequest.ts';
import { tooManyRuns } from './failures.ts';
import { placeOrLatest } from './latestPlace.ts';
import type { McpTools } from './mcp.ts';
import { assertWithin, rootFolder } from './mcpRoot.ts';

export type McpToolbox = {
  readonly run: McpTools;
  /** Stops every run that was started; resolves when they are gone. */
  readonly close: () => Promise<void>;
};

/** Each may take all processors of the machine. */
const maxRuns = 3;

/** `cliFile` is the built command line, which each run is started with; files outside of the folder `root` are refused. */
export function createMcpTools(cliFile: string, root: string): McpToolbox {
  const folder = rootFolder(root);
  const runs = new Map<string, ChildProcess>();
  const stop = async (file: string): Promise<void> => {
    const child = runs.get(file);
    if (child === undefined) return;
    child.kill('SIGINT');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  const start = async (file: string, trials: number | null): Promise<string> => {
    // What is wrong with the annotations is said now, and that the trials of before were jobs of a cluster.
    await placeOrLatest(planWithin(folder, file), { place: null, isNewStudy: false });
    if (runs.has(file)) throw alreadyRunning();
    if (runs.size >= maxRuns) throw tooManyRuns(maxRuns);
    const args = [cliFile, file, '--json', ...(trials === null ? [] : ['--trials', String(trials)])];
    const child = spawn(process.execPath, args, { stdio: 'ignore' });
    runs.set(file, child);
    child.on('exit', () => runs.delete(file));
    child.on('error', () => runs.delete(file));
    return 'The run begins. Read tunelens_status for how it goes on.';
  };
  return {
    close: async () => {
      await Promise.all([...runs.keys()].map(stop));
    },
    run: async (name, { file: given, parameter, trials, trial }) => {
      const file = realFile(resolve(given));
      if (file === null) throw fileNotFound(given);
      assertWithin(folder, [file]);
      switch (name) {
        case 'tunelens_space':
          return spaceAnswer(planWithin(folder, file));
        case 'tunelens_status': {
          const study = await readStudy(file);
          return statusAnswer(study, runs.has(file) || (study !== null && isRunUnderWay(study)));
        }
        case 'tunelens_slice':
          return sliceText(await readStudy(file), parameter ?? '', file);
        case 'tunelens_start':
          return start(file, trials);
        case 'tunelens_stop':
          await (runs.has(file) ? stop(file) : stopElsewhere(file));
          return statusAnswer(await readStudy(file), false);
        case 'tunelens_apply':
          return applyTrial(planWithin(folder, file), await readStudy(file), trial);
      }
    },
  };
}

/** The plan of a file, whose program, and all that it loads, lie in `folder`. */
function planWithin(folder: string, file: string): StudyPlan {
  const plan = planStudy(file, {});
  assertWithin(folder, [plan.program.entry, ...plan.snapshot.texts.keys()]);
  return plan;
}

/** The newest study of a file; null before the first. */
async function readStudy(file: string): Promise<Study | null> {
  const journalFile = newestJournal(file);
  return journalFile === undefined ? null : (await Journal.open(journalFile, { readonly: true })).study;
}

function newestJournal(file: string): string | undefined {
  return studyFiles(studyLocation(file)).at(-1);
}

/** A run that an editor or another command line has under way; settles once it has ended. */
async function stopElsewhere(file: string): Promise<void> {
  const journalFile = newestJournal(file);
  if (journalFile === undefined || !(await askToStop(journalFile))) return;
  await whenRunHasEnded(await Journal.open(journalFile, { readonly: true }));
}

function sliceText(study: Study | null, parameter: string, file: string): string {
  const model = study === null || study.space === null ? null : fitModel(study, study.space);
  const points = model === null ? [] : slice(model, parameter).points;
  if (study === null || study.space?.parameters.every(({ name }) => name !== parameter) !== false) {
    throw parametersGone([parameter], file);
  }
  return sliceAnswer(study, parameter, points);
}

function applyTrial(plan: StudyPlan, study: Study | null, number: number | null): string {
  const trial = study === null ? null : number === null ? bestTrial(study) : study.trials[number];
  if (trial === null || trial === undefined || !isFinished(trial)) throw nothingToApply();
  const changedFiles = applyParams(plan, trial.params).map((one) => one.file);
  return JSON.stringify({ trial: trial.number, params: trial.params, changedFiles });
}
