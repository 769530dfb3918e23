// The trained models of a study: of each trial that has ended, whether its model is among the best, which are kept.
import { existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { isBetter, isFinished, type FinishedTrial, type Study } from '../../study/study.ts';
import { refuseLinked } from '../../system/ownFolder.ts';
import { keepModel, keptModels, modelFolderIn, pruneModels } from './modelStore.ts';
import { trialFolderOf } from '../trialFolder.ts';

/** The folder of all models of the study. */
export function modelsFolderOf(trialsFolder: string): string {
  return join(trialsFolder, 'models');
}

/**
 * After trial `number` has ended: keeps its model if it is among the `nModels` best, and removes those that are so no longer. A disk that refuses costs
 * the model and not the study.
 */
export function keepBestModels(
  study: Study,
  number: number,
  { trialsFolder, nModels, log }: { readonly trialsFolder: string; readonly nModels: number; readonly log: Log },
): void {
  const from = trialFolderOf(trialsFolder, number).modelFolder;
  if (!existsSync(from)) return;
  const best = bestTrials(study, nModels);
  const trial = best.find((one) => one.number === number);
  try {
    refuseLinked(dirname(from));
    if (trial === undefined) rmSync(from, { recursive: true });
    else keepModel({ from, modelsFolder: modelsFolderOf(trialsFolder), trial: number, card: cardOf(study, trial) });
    const kept = best.map((one) => one.number);
    pruneModels(modelsFolderOf(trialsFolder), kept);
  } catch (error) {
    log.warn(`The model of trial ${number} could not be kept: ${messageOf(error)}`);
  }
}

/** The folder of the trial's kept model; null where none is kept. */
export function keptModelOf(trialsFolder: string, trial: number): string | null {
  const folder = modelsFolderOf(trialsFolder);
  return keptModels(folder).includes(trial) ? modelFolderIn(folder, trial) : null;
}

/** The best first; of equals the earlier. */
function bestTrials({ trials, direction }: Study, count: number): readonly FinishedTrial[] {
  return trials
    .filter(isFinished)
    .toSorted((a, b) => (isBetter(a.value, b.value, direction) ? -1 : isBetter(b.value, a.value, direction) ? 1 : 0))
    .slice(0, count);
}

function cardOf(study: Study, { params, value, facts, endedAtMs }: FinishedTrial) {
  const text = (name: string): string | null => (typeof facts[name] === 'string' ? facts[name] : null);
  return {
    ...{ study: study.name, params, value, direction: study.direction, metric: study.objective?.metric ?? 'value' },
    ...{ commit: text('git_commit'), tfjs: text('tfjs'), atMs: endedAtMs ?? 0 },
  };
}
