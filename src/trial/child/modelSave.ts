// Runs in the child: at the end of a program that went well, the model that it trained last is written to the folder that the request names. All of it is
// synchronous, so that it works in the exit handler and thus for programs that call process.exit, too.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { threadId } from 'node:worker_threads';
import { writeModel } from './modelFiles.ts';
import type { Spool } from '../spool.ts';
import { isObject } from './tfjsValues.ts';

export type TrainedModel = {
  /** `model` is being trained now. */
  readonly note: (model: unknown) => void;
  /** The model that was trained last; null when none was. */
  readonly last: () => object | null;
};

/** Remembers the last model. One that is dropped by the program is kept alive by this; its tensors live until they are disposed all the same. */
export function createTrainedModel(): TrainedModel {
  let last: Record<string, unknown> | null = null;
  return {
    note(model) {
      // tf.sequential trains by a model inside; the user's own is the one outside.
      if (isObject(model) && last?.['model'] !== model) last = model;
    },
    last: () => last,
  };
}

export type ModelSave = {
  readonly folder: string;
  readonly trained: TrainedModel;
  /** Whether a missing model is worth a word: a fork or a thread of the program need not train one. */
  readonly isFirst: boolean;
  readonly spool: Spool;
};

/** Saves at the exit of this process or thread, unless the program failed. */
export function saveModelAtExit({ folder, trained, isFirst, spool }: ModelSave): void {
  process.on('exit', (exitCode) => {
    if (exitCode !== 0) return;
    const model = trained.last();
    if (model !== null) spool.send(saved(model, folder));
    else if (isFirst && !existsSync(folder)) {
      spool.send({ kind: 'modelNotSaved', reason: 'The program trained no model by fit, fitDataset or trainOnBatch.' });
    }
  });
}

function saved(model: object, folder: string): Parameters<Spool['send']>[0] {
  const unfinished = `${folder}.${process.pid}.${threadId}`;
  try {
    mkdirSync(unfinished, { recursive: true });
    const bytes = writeModel(model, unfinished);
    // Where threads train models, the last one to end has the last word.
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
    return { kind: 'modelSaved', bytes };
  } catch (error) {
    return { kind: 'modelNotSaved', reason: reasonOf(error) };
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /\bdisposed\b/.test(message) ? 'The program disposed the model that it trained.' : message.slice(0, 500);
}
