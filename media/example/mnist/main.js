// Trains the model for one epoch and evaluates it on the test set.
//   node main.js [--full]        --full: all 60,000 training and 10,000 test images
import { parseArgs } from 'node:util';
import { isNative, tf } from './backend.js';
import { loadDigits, nClasses, sizes, toTensors } from './data.js';
import { createModel } from './model.js';

const size = isNative ? (parseFlags().full ? sizes.full : sizes.usual) : sizes.pureJs;
const digits = loadDigits(size);
const train = toTensors(tf, digits.train, { halfSize: !isNative });
const test = toTensors(tf, digits.test, { halfSize: !isNative });

const model = createModel(train.images.shape.slice(1), nClasses);
await model.fit(train.images, train.labels, { batchSize: 128, epochs: 1, shuffle: true, verbose: 0 });
const [loss, accuracy] = model.evaluate(test.images, test.labels, { batchSize: 500 });

const what = `${digits.source === 'mnist' ? 'MNIST' : 'drawn digits'}, ${train.images.shape[0]} to train, ${test.images.shape[0]} to test`;
process.stdout.write(`${isNative ? '' : '[pure JavaScript, 14 x 14 pixels] '}${what}\n`);
process.stdout.write(`loss ${loss.dataSync()[0].toFixed(4)}  accuracy ${accuracy.dataSync()[0].toFixed(4)}\n`);

function parseFlags() {
  return parseArgs({ options: { full: { type: 'boolean', default: false } }, strict: true }).values;
}
