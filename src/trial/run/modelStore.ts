// The models that a study keeps: one folder per trial below the study's, with tfjs's files and a card that says what the model is. Everything appears
// by one rename; only files that were written here, or by the child (modelFiles.ts), are ever deleted.
import { readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readRegular } from '../../system/openFile.ts';
import { isOwnFolder, makeOwnFolder, refuseLinked, writeOwnFile } from '../../system/ownFolder.ts';
import type { Params } from '../../space/space.ts';

/** What is worth knowing of a kept model. */
export type ModelCard = {
  readonly study: string;
  readonly params: Params;
  /** Value of the objective, in the user's own sign. */
  readonly value: number;
  readonly metric: string;
  readonly direction: 'minimize' | 'maximize';
  /** As the trial noted them; null where it could not. */
  readonly commit: string | null;
  readonly tfjs: string | null;
  /** When the trial ended. */
  readonly atMs: number;
};

export type KeptModel = {
  /** The folder that the child wrote; it is moved. On the file system of `modelsFolder`. */
  readonly from: string;
  /** The folder of all models of the study. */
  readonly modelsFolder: string;
  readonly trial: number;
  readonly card: ModelCard;
};

/**
 * Moves a model to its place and returns that folder. A model of the same trial that was kept before is replaced. Throws what the file system says (a full
 * disk, or a folder of somebody else in that place); then the model is still in `from`.
 */
export function keepModel({ from, modelsFolder, trial, card }: KeptModel): string {
  const folder = modelFolderIn(modelsFolder, trial);
  refuseLinked(from);
  writeOwnFile(join(from, 'card.md'), textOf(card, trial, folder));
  writeOwnFile(join(from, 'card.json'), `${JSON.stringify({ kind, version: 1, trial, ...card }, null, 2)}\n`);
  makeOwnFolder(modelsFolder);
  if (isOurs(folder)) removeOwn(folder);
  renameSync(from, folder);
  return folder;
}

/** Where the model of a trial lies, if it is kept. */
export function modelFolderIn(modelsFolder: string, trial: number): string {
  return join(modelsFolder, `trial-${trial}`);
}

/** Removes the models of all trials but `keptTrials`. Folders without our card, and files of others in ours, stay. */
export function pruneModels(modelsFolder: string, keptTrials: readonly number[]): void {
  refuseLinked(modelsFolder);
  for (const trial of keptModels(modelsFolder)) {
    if (!keptTrials.includes(trial)) removeOwn(modelFolderIn(modelsFolder, trial));
  }
}

/** The trials whose models are there, in order. */
export function keptModels(modelsFolder: string): readonly number[] {
  return namesIn(modelsFolder)
    .filter((name) => /^trial-(?:0|[1-9]\d*)$/.test(name) && isOurs(join(modelsFolder, name)))
    .map((name) => Number(name.slice('trial-'.length)))
    .toSorted((a, b) => a - b);
}

/** Tells our cards from other files of that name. */
const kind = 'tunelens-model';

/** Params may be long texts. */
const maxCardBytes = 1 << 24;

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isOurs(folder: string): boolean {
  try {
    if (!isOwnFolder(folder)) return false;
    const card: unknown = JSON.parse(readRegular(join(folder, 'card.json'), { maxBytes: maxCardBytes }).toString());
    return typeof card === 'object' && card !== null && 'kind' in card && card.kind === kind;
  } catch {
    return false;
  }
}

function removeOwn(folder: string): void {
  // The card goes last, so that a removal that was cut short goes on at the next time.
  for (const name of ['weights.bin', 'model.json', 'card.md', 'card.json']) rmSync(join(folder, name), { force: true });
  try {
    rmdirSync(folder);
  } catch {
    // Somebody has put a file of their own there.
  }
}

/** A package that loads models from disk. */
const loader = '@tensorflow/tfjs-node';

function textOf(card: ModelCard, trial: number, folder: string): string {
  const { study, params, value, metric, direction, commit, tfjs, atMs } = card;
  const facts = [
    `${metric} = ${value} (${direction === 'minimize' ? 'less' : 'more'} is better)`,
    `trained on ${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    ...(tfjs === null ? [] : [`TensorFlow.js ${tfjs}`]),
    ...(commit === null ? [] : [`git commit ${commit}`]),
  ];
  const values = Object.entries(params).map(([name, param]) => `${name} = ${JSON.stringify(param)}`);
  return `# Model of trial ${trial}, study ${study}

${facts.map((fact) => `- ${fact}`).join('\n')}

## Parameters
${values.map((text) => `- \`${text}\``).join('\n')}

## How to load it
\`\`\`js
const tf = require(${JSON.stringify(loader)});
const model = await tf.loadLayersModel(${JSON.stringify(`file://${join(folder, 'model.json')}`)});
\`\`\`
A browser loads it by the address of \`model.json\`; \`weights.bin\` must lie beside it. TuneLens removes this folder when better models have taken its
place in the study, so copy it elsewhere to keep it.
`;
}
