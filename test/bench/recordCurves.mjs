// Records the learning curves of test/fixtures/curves: `node test/bench/recordCurves.mjs [digits|friedman|spiral]...` trains small
// networks of random hyper-parameters in TensorFlow.js (the copy of the example) and writes one JSON file a data set: a validation metric
// after each epoch, four significant digits, null where it was no finite number. Data, weights and order follow from fixed seeds.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tf } from '../../media/example/mnist/backend.js';
import { drawDigits, imageSizePx } from '../../media/example/mnist/digits.js';

const nTrials = 60;
const folder = join(import.meta.dirname, '../fixtures/curves');

/** What is learned and measured; `nEpochs` of each trial; the hyper-parameters as a function of a random stream. */
const sets = {
  digits: {
    metric: 'val_acc',
    direction: 'maximize',
    nEpochs: 20,
    data: digits,
    optimizer: ({ rate }) => tf.train.adam(rate),
    loss: 'categoricalCrossentropy',
    last: (nOutputs) => tf.layers.dense({ units: nOutputs, activation: 'softmax' }),
    draw: (random) => ({ ...drawNetwork(random), rate: logUniform(random, 1e-4, 5e-2) }),
  },
  friedman: {
    metric: 'val_loss',
    direction: 'minimize',
    nEpochs: 15,
    data: friedman,
    optimizer: ({ rate }) => tf.train.sgd(rate),
    loss: 'meanSquaredError',
    last: (nOutputs) => tf.layers.dense({ units: nOutputs }),
    draw: (random) => ({ ...drawNetwork(random), rate: logUniform(random, 1e-3, 1) }),
  },
  spiral: {
    metric: 'val_loss',
    direction: 'minimize',
    nEpochs: 30,
    data: spiral,
    optimizer: ({ rate }) => tf.train.momentum(rate, 0.9),
    loss: 'categoricalCrossentropy',
    last: (nOutputs) => tf.layers.dense({ units: nOutputs, activation: 'softmax' }),
    draw: (random) => ({ ...drawNetwork(random), rate: logUniform(random, 1e-3, 1) }),
  },
};

const { positionals } = parseArgs({ allowPositionals: true });
mkdirSync(folder, { recursive: true });
for (const name of positionals.length > 0 ? positionals : Object.keys(sets)) {
  if (!Object.hasOwn(sets, name)) throw new Error(`${name}: the sets are ${Object.keys(sets).join(', ')}.`);
  await record(name, sets[name]);
}

async function record(name, set) {
  const data = set.data();
  const random = createRandom(1);
  const lines = [];
  for (let trial = 0; trial < nTrials; trial++) {
    const params = set.draw(random);
    const values = await train(set, data, { params, seed: trial });
    lines.push(JSON.stringify({ params, values }));
    process.stderr.write(`${name} ${trial}: ${JSON.stringify(params)} ${values.at(-1)}\n`);
  }
  const { metric, direction, nEpochs } = set;
  const head = JSON.stringify({ name, metric, direction, nEpochs }).slice(0, -1);
  writeFileSync(join(folder, `${name}.json`), `${head},"trials":[\n${lines.join(',\n')}\n]}\n`);
}

async function train({ metric, nEpochs, optimizer, loss, last }, { x, y, xTest, yTest }, { params, seed }) {
  Math.random = createRandom(1000 + seed);
  const model = tf.sequential();
  for (let layer = 0; layer < params.layers; layer++) {
    const kernelInitializer = tf.initializers.heNormal({ seed: 10 * seed + layer + 1 });
    const shape = layer === 0 ? { inputShape: [x.shape[1]] } : {};
    model.add(tf.layers.dense({ units: params.units, activation: params.activation, kernelInitializer, ...shape }));
    model.add(tf.layers.dropout({ rate: params.dropout, seed: 10 * seed + layer + 1 }));
  }
  model.add(last(y.shape[1]));
  model.compile({ optimizer: optimizer(params), loss, metrics: metric === 'val_acc' ? ['accuracy'] : [] });
  const history = await model.fit(x, y, {
    epochs: nEpochs,
    batchSize: params.batch,
    validationData: [xTest, yTest],
    shuffle: true,
    verbose: 0,
  });
  model.dispose();
  return history.history[metric].map((value) => (Number.isFinite(value) ? Number(value.toPrecision(4)) : null));
}

function drawNetwork(random) {
  return {
    units: pick(random, [8, 16, 32, 64, 128]),
    layers: pick(random, [1, 2, 3]),
    dropout: Number((0.5 * random()).toFixed(3)),
    batch: pick(random, [16, 32, 64, 128]),
    activation: pick(random, ['relu', 'tanh']),
  };
}

function pick(random, choices) {
  return choices[Math.floor(random() * choices.length)];
}

function logUniform(random, low, high) {
  return Number((low * (high / low) ** random()).toPrecision(4));
}

/** Drawn digits of 14 x 14 pixels: 1,500 to train, 1,000 to test. */
function digits() {
  const set = (seed, count) => {
    const { images, labels } = drawDigits({ seed, first: 0, count });
    const bytes = tf.tensor4d(Float32Array.from(images), [count, imageSizePx, imageSizePx, 1]).div(255);
    return [
      tf.avgPool(bytes, 2, 2, 'valid').reshape([count, -1]),
      tf.oneHot(tf.tensor1d(labels, 'int32'), 10).toFloat(),
    ];
  };
  const [[x, y], [xTest, yTest]] = [set(11, 1500), set(12, 1000)];
  return { x, y, xTest, yTest };
}

/** Friedman 1991, first function: ten inputs, five of them idle, noise of sd 1; outputs centred. 800 to train, 500 to test. */
function friedman() {
  const random = createRandom(21);
  const set = (count) => {
    const rows = Array.from({ length: count }, () => Array.from({ length: 10 }, () => random()));
    const values = rows.map(
      ([a, b, c, d, e]) =>
        10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e - 14.4 + normal(random),
    );
    return [tf.tensor2d(rows), tf.tensor2d(values, [count, 1])];
  };
  const [[x, y], [xTest, yTest]] = [set(800), set(500)];
  return { x, y, xTest, yTest };
}

/** Three arms of a spiral in the plane, blurred: 900 points to train, 600 to test. */
function spiral() {
  const random = createRandom(31);
  const set = (count) => {
    const labels = Array.from({ length: count }, (_, i) => i % 3);
    const points = labels.map((label) => {
      const radius = 0.1 + 0.9 * random();
      const angle = (2 * Math.PI * label) / 3 + 6 * radius + 0.25 * normal(random);
      return [radius * Math.cos(angle), radius * Math.sin(angle)];
    });
    return [tf.tensor2d(points), tf.oneHot(tf.tensor1d(labels, 'int32'), 3).toFloat()];
  };
  const [[x, y], [xTest, yTest]] = [set(900), set(600)];
  return { x, y, xTest, yTest };
}

/** mulberry32 (T. Ettinger, public domain). */
function createRandom(seed) {
  let state = Math.imul(seed, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 4294967296;
  };
}

function normal(random) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
