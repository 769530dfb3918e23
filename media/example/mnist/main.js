// Trains the model for one epoch and evaluates it on the test set.
//   node main.js [--full]        --full: all 60,000 training and 10,000 test images
import { parseArgs } from 'node:util';
import { isNative, tf } from './backend.js';
import { loadDigits, nClasses, sizes, toTensors } from './data.js';
import { createModel } from './model.js';

const { full } = parseArgs({ options: { full: { type: 'boolean', default: false } }, strict: true }).values;
if (full && !isNative) throw new Error('--full needs the native backend: in pure JavaScript it would take days.');
const size = isNative ? (full ? sizes.full : sizes.usual) : sizes.pureJs;

const digits = loadDigits(size);
const train = toTensors(tf, digits.train, size);
const test = toTensors(tf, digits.test, size);

const model = createModel(train.images.shape.slice(1), nClasses);
await model.fit(train.images, train.labels, { batchSize: size.batchSize, epochs: 1, shuffle: true, verbose: 0 });
const [loss, accuracy] = model.evaluate(test.images, test.labels, { batchSize: 200 });

const [nTrain, heightPx, widthPx] = train.images.shape;
const label = isNative ? '' : '[pure JavaScript, reduced data] ';
const source = digits.source === 'mnist' ? 'MNIST' : 'drawn digits';
process.stdout.write(
  `${label}${source}: ${nTrain} to train, ${test.images.shape[0]} to test, ${heightPx} x ${widthPx} pixels\n`,
);
process.stdout.write(`loss ${loss.dataSync()[0].toFixed(4)}  accuracy ${accuracy.dataSync()[0].toFixed(4)}\n`);
