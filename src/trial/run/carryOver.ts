// Trials from elsewhere as the first trials of a study: those of earlier studies of the same file, where a new one would begin, and those of a table.
import { mkdirSync } from 'node:fs';
import { folderNotWritable, UserError } from '../../errors.ts';
import { objectiveIn, type StudyPlan } from '../../program/plan.ts';
import type { Objective } from '../../space/objective.ts';
import type { Params } from '../../space/space.ts';
import { Journal } from '../../storage/journal.ts';
import { nextStudyFile, studyFiles } from '../../storage/studyFiles.ts';
import { fitPrior, priorEvents, type Prior } from '../../study/priors.ts';
import { isObserved, type Study } from '../../study/study.ts';
import { describingEvents } from './studyDescribing.ts';

export type Transfer = {
  /** What the earlier studies improve. */
  readonly objective: Objective;
  readonly priors: readonly Prior[];
  /** Finished trials that have no place in the parameters as they are now. */
  readonly nLeftOut: number;
};

/** What the studies of the file could give to a new one; null where there is nothing. */
export async function findTransfer(plan: StudyPlan): Promise<Transfer | null> {
  const files = studyFiles(plan);
  const studies = (await Promise.all(files.map(readStudy))).filter((study) => study !== null);
  const objective = objectiveIn(plan) ?? studies.at(-1)?.objective ?? null;
  if (objective === null) return null;
  const alike = studies.filter((study) => isSameObjective(study.objective, objective));
  const trials = alike.flatMap(({ trials: all }) => all.filter(isObserved));
  const held = heldIn(plan);
  const fitting = trials.flatMap(({ params, value }): readonly Prior[] => {
    const fitted = fitPrior(plan.space, params, held);
    return 'params' in fitted ? [{ params: fitted.params, value }] : [];
  });
  const priors = distinct(fitting);
  return priors.length === 0 ? null : { objective, priors, nLeftOut: trials.length - fitting.length };
}

/** A study that took trials over holds them as the earlier one does. */
function distinct(priors: readonly Prior[]): readonly Prior[] {
  const keyOf = ({ params, value }: Prior): string => JSON.stringify([Object.entries(params).toSorted(), value]);
  return [...new Map(priors.map((prior) => [keyOf(prior), prior])).values()];
}

/** Begins the new study of `plan` with these trials; a run then continues it. Returns its file. */
export async function beginWith(
  plan: StudyPlan,
  { objective, priors }: Pick<Transfer, 'objective' | 'priors'>,
  { seed, source }: { readonly seed: number; readonly source: string },
): Promise<string> {
  try {
    mkdirSync(plan.dataFolder, { recursive: true });
  } catch (error) {
    throw folderNotWritable(plan.dataFolder, error);
  }
  return addPriors(await Journal.open(nextStudyFile(plan)), {
    plan,
    objective,
    priors,
    seed,
    source,
  });
}

/** Adds the trials to the file's study, or to the one that it begins. */
export async function addPriors(
  journal: Journal,
  options: {
    readonly plan: StudyPlan;
    readonly objective: Objective;
    readonly priors: readonly Prior[];
    readonly seed: number;
    readonly source: string;
  },
): Promise<string> {
  const { plan, priors, source } = options;
  await journal.transact((study) => [
    ...describingEvents(study, { ...options, run: null }),
    ...priorEvents(priors, plan.space, { first: study.trials.length, source, atMs: Date.now() }),
  ]);
  await journal.close();
  return journal.file;
}

/** The values of the parameters that are held by `@tune off`. */
export function heldIn({ annotations }: Pick<StudyPlan, 'annotations'>): Params {
  const held = [...annotations.values()].flatMap(({ parameters }) => parameters.filter(({ isHeld }) => isHeld));
  return Object.fromEntries(
    held.flatMap(({ parameter, literal }) => (literal.value === undefined ? [] : [[parameter.name, literal.value]])),
  );
}

function isSameObjective(a: Study['objective'], b: Objective): boolean {
  return a !== null && a.direction === b.direction && a.metric === b.metric;
}

/** Null for one that cannot be read: a new study needs none of them. */
async function readStudy(file: string): Promise<Study | null> {
  try {
    const journal = await Journal.open(file, { readonly: true });
    await journal.close();
    return journal.study;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
