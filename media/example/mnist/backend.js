// Which TensorFlow.js runs the example: the native one where it loads, else the pure JavaScript one, and that is said aloud.
import util from 'node:util';

// tfjs-node 4.22.0 calls two functions that Node 23 removed.
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
util.isArray ??= Array.isArray;
// Spares the reader TensorFlow's start-up notes; warnings and errors still show.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '1';

const loaded = await loadBackend();

/** The TensorFlow.js namespace. */
export const tf = loaded.tf;

/** False: pure JavaScript, about a hundred times slower, so the example makes do with less data and smaller images. */
export const isNative = loaded.isNative;

async function loadBackend() {
  try {
    const tfjsNode = await import('@tensorflow/tfjs-node');
    return { tf: tfjsNode.default ?? tfjsNode, isNative: true };
  } catch (error) {
    const [reason] = String(error.message).split('\n');
    process.stderr.write(
      `The native backend @tensorflow/tfjs-node is missing: ${reason}\n` +
        'Running in pure JavaScript, about a hundred times slower, with fewer and smaller images: its numbers say nothing about the real model.\n' +
        'To mend it, run in this folder: npm install @tensorflow/tfjs-node@4.22.0 (in a clone of TuneLens, in its root: node scripts/setup.mjs start)\n',
    );
    const tfjs = await import('@tensorflow/tfjs');
    return { tf: tfjs, isNative: false };
  }
}
