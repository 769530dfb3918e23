// Where trials run when the command line does not say so: on this machine, unless the study's latest run had them on a cluster.
import type { StudyPlan } from '../program/plan.ts';
import { studyFiles } from '../storage/studyFiles.ts';
import type { Study } from '../study/study.ts';
import { runOf } from '../trial/run/runRecord.ts';
import type { Place } from '../trial/slurm/slurmSettings.ts';
import { executorNeeded } from './failures.ts';
import { readStudy } from './fileStudy.ts';

/** `place` as the user has said it, or local. Throws a UserError where the trials of the latest run were jobs: how those are submitted is not kept. */
export async function placeOrLatest(
  plan: StudyPlan,
  { place, isNewStudy }: { readonly place: Place | null; readonly isNewStudy: boolean },
): Promise<Place> {
  if (place !== null || isNewStudy) return place ?? 'local';
  const journal = studyFiles(plan).at(-1);
  return journal === undefined ? 'local' : placeLike(await readStudy(journal), plan.file);
}

/** The same for a study of `file` that is read already. */
export function placeLike(study: Pick<Study, 'facts'>, file: string): Place {
  if (runOf(study)?.place.executor === 'slurm') throw executorNeeded(file);
  return 'local';
}
