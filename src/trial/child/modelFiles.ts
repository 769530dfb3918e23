// Runs in the child: a LayersModel as the files that tf.loadLayersModel reads (model.json, weights.bin). tfjs's own model.save is asynchronous, which an
// exit handler cannot wait for; this writes the same, and a weight at a time, so that a large model is not held in memory twice.
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from './tfjsValues.ts';

/** Writes both files into `folder` and returns their size in bytes. Throws where the model cannot be written: disposed, or with weights of a rare type. */
export function writeModel(model: object, folder: string): number {
  if (!isSaveable(model)) throw new Error('The model is of a kind that TuneLens cannot save.');
  const topology = model.toJSON(null, false);
  const weights = weightsOf(model.getNamedWeights());
  const weightsBytes = writeWeights(join(folder, 'weights.bin'), weights);
  const text = JSON.stringify({
    modelTopology: topology,
    format: 'layers-model',
    generatedBy: `TensorFlow.js ${versionOf(topology)}`,
    convertedBy: null,
    weightsManifest: [
      { paths: ['weights.bin'], weights: weights.map(({ name, shape, dtype }) => ({ name, shape, dtype })) },
    ],
    ...(isObject(model.userDefinedMetadata) ? { userDefinedMetadata: model.userDefinedMetadata } : {}),
  });
  writeFileSync(join(folder, 'model.json'), text);
  return weightsBytes + Buffer.byteLength(text);
}

type Saveable = {
  toJSON(unused: null, asText: false): unknown;
  getNamedWeights(): unknown;
  readonly userDefinedMetadata?: unknown;
};

type Weight = {
  readonly name: string;
  readonly shape: readonly unknown[];
  readonly dtype: string;
  readonly read: () => ArrayBufferView;
};

/** The types whose values lie in memory as they do in the file. */
const plainTypes = ['float32', 'int32', 'bool', 'complex64'];

function weightsOf(named: unknown): readonly Weight[] {
  return (Array.isArray(named) ? named : []).map((one: unknown) => {
    if (!isObject(one) || !isObject(one['tensor'])) throw new Error('The model has a weight that is no tensor.');
    const { name, tensor } = one;
    const { dtype, shape, dataSync } = tensor;
    if (typeof dtype !== 'string' || !plainTypes.includes(dtype) || !Array.isArray(shape)) {
      throw new Error(`The weight ${String(name)} has the type ${String(dtype)}, which is not saved.`);
    }
    const read = (): ArrayBufferView => {
      const values: unknown = typeof dataSync === 'function' ? Reflect.apply(dataSync, tensor, []) : null;
      if (!ArrayBuffer.isView(values)) throw new Error(`The weight ${String(name)} cannot be read.`);
      return values;
    };
    return { name: String(name), dtype, shape, read };
  });
}

/** One call of the system writes at most 2 GiB. */
const chunkBytes = 1 << 26;

function writeWeights(file: string, weights: readonly Weight[]): number {
  const handle = openSync(file, 'w');
  let bytes = 0;
  try {
    for (const { read } of weights) {
      const view = read();
      for (let at = 0; at < view.byteLength;) {
        const rest = new Uint8Array(view.buffer, view.byteOffset + at, Math.min(chunkBytes, view.byteLength - at));
        at += writeSync(handle, rest);
      }
      bytes += view.byteLength;
    }
  } finally {
    closeSync(handle);
  }
  return bytes;
}

/** "tfjs-layers v4.22.0", as tfjs writes it. */
function versionOf(topology: unknown): string {
  const version = isObject(topology) ? topology['keras_version'] : null;
  return typeof version === 'string' ? version.replace(' ', ' v') : 'tfjs-layers';
}

function isSaveable(model: object): model is Saveable {
  return (
    'toJSON' in model &&
    typeof model.toJSON === 'function' &&
    'getNamedWeights' in model &&
    typeof model.getNamedWeights === 'function'
  );
}
