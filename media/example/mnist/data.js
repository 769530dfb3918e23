// The handwritten digits: the real MNIST files where `data/` has them, else drawn ones, written there once as files of the same format.
// Knows nothing of TensorFlow but what `toTensors` is handed.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawDigits, imageSizePx } from './digits.js';
import { formatIdx, parseIdx } from './idx.js';

export const nClasses = 10;

/** How many images a run trains and tests on, how small they are made and how they are batched. `pureJs`: without the native backend, hundreds of times slower. */
export const sizes = {
  usual: { nTrain: 8_000, nTest: 2_000, shrink: 1, batchSize: 128 },
  full: { nTrain: 60_000, nTest: 10_000, shrink: 1, batchSize: 128 },
  pureJs: { nTrain: 500, nTest: 200, shrink: 3, batchSize: 16 },
};

const defaultFolder = join(import.meta.dirname, 'data');
// Changes whenever the drawing does, so that nobody compares numbers of two different sets.
const drawingVersion = 1;

/**
 * Returns `{ source: 'mnist' | 'drawn', train, test }`, each set as `{ images, labels }` in bytes: the first `nTrain` and `nTest` of the files.
 * Throws, naming the file, when a file is missing from an incomplete set or damaged.
 */
export function loadDigits({ nTrain, nTest }, folder = defaultFolder) {
  const real = findMnist(folder);
  if (real !== null) {
    return { source: 'mnist', train: readSet(real.train, nTrain), test: readSet(real.test, nTest) };
  }
  const drawn = drawOnce({ nTrain, nTest }, folder);
  return { source: 'drawn', train: readSet(drawn.train, nTrain), test: readSet(drawn.test, nTest) };
}

/** Tensors of a set: images `[n, side, side, 1]` in 0..1 and one-hot labels `[n, 10]`. Each square of `shrink` x `shrink` pixels becomes their mean. */
export function toTensors(tf, { images, labels }, { shrink }) {
  return tf.tidy(() => {
    const bytes = tf.tensor4d(Float32Array.from(images), [labels.length, imageSizePx, imageSizePx, 1]);
    const unit = bytes.div(255);
    return {
      images: shrink === 1 ? unit : tf.avgPool(unit, shrink, shrink, 'valid'),
      labels: tf.oneHot(tf.tensor1d(labels, 'int32'), nClasses).toFloat(),
    };
  });
}

/** Reads an image file and its label file and checks that they belong together. At most the first `count` images are kept. */
export function readSet({ imagesFile, labelsFile }, count) {
  const images = parseIdx(readFileSync(imagesFile), imagesFile, 3);
  const labels = parseIdx(readFileSync(labelsFile), labelsFile, 1);
  const [nImages, heightPx, widthPx] = images.dimensions;
  if (heightPx !== imageSizePx || widthPx !== imageSizePx) {
    throw new Error(
      `${imagesFile} holds images of ${heightPx} x ${widthPx} pixels; MNIST images are ${imageSizePx} x ${imageSizePx}.`,
    );
  }
  if (nImages === 0) throw new Error(`${imagesFile} holds no images.`);
  if (labels.dimensions[0] !== nImages) {
    throw new Error(`${labelsFile} holds ${labels.dimensions[0]} labels for the ${nImages} images of ${imagesFile}.`);
  }
  const wrongIdx = labels.values.findIndex((label) => label >= nClasses);
  if (wrongIdx >= 0) {
    throw new Error(`${labelsFile} is damaged: label ${wrongIdx} is ${labels.values[wrongIdx]}, which is no digit.`);
  }
  const n = Math.min(count, nImages);
  return { images: images.values.subarray(0, n * imageSizePx * imageSizePx), labels: labels.values.subarray(0, n) };
}

const names = {
  train: { imagesFile: 'train-images-idx3-ubyte', labelsFile: 'train-labels-idx1-ubyte' },
  test: { imagesFile: 't10k-images-idx3-ubyte', labelsFile: 't10k-labels-idx1-ubyte' },
};

/** The four MNIST files of a folder, plain or `.gz`; null where there is none of them. A part of them is a mistake worth a word. */
function findMnist(folder) {
  const find = (name) => [name, `${name}.gz`].map((file) => join(folder, file)).find((file) => existsSync(file));
  const all = Object.values(names).flatMap((set) => Object.values(set));
  const missing = all.filter((name) => find(name) === undefined);
  if (missing.length === all.length) return null;
  if (missing.length > 0) {
    throw new Error(
      `${folder} holds a part of the MNIST files only. Add ${missing.join(', ')} (or each with .gz), or remove the others.`,
    );
  }
  const findSet = ({ imagesFile, labelsFile }) => ({ imagesFile: find(imagesFile), labelsFile: find(labelsFile) });
  return { train: findSet(names.train), test: findSet(names.test) };
}

/** Draws the digits unless an earlier run has. The folder appears under its name complete or not at all, and the first of several runs wins. */
function drawOnce({ nTrain, nTest }, folder) {
  const target = join(folder, `drawn-v${drawingVersion}-${nTrain}-${nTest}`);
  if (!existsSync(target)) {
    mkdirSync(folder, { recursive: true });
    const partial = mkdtempSync(join(folder, 'partial-'));
    writeSet(drawDigits({ seed: 1, first: 0, count: nTrain }), names.train, partial);
    writeSet(drawDigits({ seed: 2, first: 0, count: nTest }), names.test, partial);
    publish(partial, target);
  }
  const within = ({ imagesFile, labelsFile }) => ({
    imagesFile: join(target, imagesFile),
    labelsFile: join(target, labelsFile),
  });
  return { train: within(names.train), test: within(names.test) };
}

function publish(partial, target) {
  try {
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
}

function writeSet({ images, labels }, { imagesFile, labelsFile }, folder) {
  writeFileSync(join(folder, imagesFile), formatIdx([labels.length, imageSizePx, imageSizePx], images));
  writeFileSync(join(folder, labelsFile), formatIdx([labels.length], labels));
}
