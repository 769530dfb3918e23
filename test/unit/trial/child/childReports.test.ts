// What a real child tells of its program: tfjs, the annotated expression, and places in stack traces.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runTrial } from '../realTrial.ts';

test('two copies of tfjs, and models of each, report under one count of steps', async () => {
  const copy = `class LayersModel {
  async fit(x, y, { epochs, callbacks }) {
    const list = Array.isArray(callbacks) ? callbacks : [callbacks];
    for (let i = 0; i < epochs; i++) for (const one of list) await one.onEpochEnd?.(i, { loss: this.rate * (i + 1) });
  }
}
module.exports = { LayersModel };`;
  const { messages } = await runTrial({
    'package.json': '{}',
    'node_modules/one/index.js': copy,
    'node_modules/two/index.js': copy,
    'main.js': `(async () => {
  for (const [i, name] of ['one', 'two'].entries()) {
    const { LayersModel } = require(name);
    const model = new LayersModel();
    model.rate = i + 1;
    await model.fit(0, 0, { epochs: 2 });
  }
})();`,
  });
  const epochs = messages.flatMap((message) =>
    message.kind === 'epochEnded' ? [[message.fit, message.step, message.logs['loss']]] : [],
  );
  assert.deepEqual(epochs, [
    [0, 0, 1],
    [0, 1, 2],
    [1, 2, 2],
    [1, 3, 4],
  ]);
});

test('a stack trace has the columns of the file on disk, behind a longer literal too', async () => {
  const onDisk = "const rate = 1; (() => { throw new Error('here ' + rate); })();\n";
  const longer = onDisk.replace('1', '0.123456');
  const column = onDisk.indexOf('new Error') + 1;
  const { messages, output } = await runTrial(
    { 'package.json': '{}', 'main.js': onDisk },
    { sources: { 'main.js': longer }, columns: { 'main.js': [[0, 21, 14]] } },
  );
  const threw = messages.find((message) => message.kind === 'threw');
  assert.match(threw?.stack ?? '', new RegExp(`main\\.js:1:${column}\\b`));
  assert.match(output, new RegExp(`main\\.js:1:${column}\\b`));
});

test('the annotated expression reports each pass: numbers, scalars, promises, and what is neither', async () => {
  const program = `const report = globalThis.__tunelensObjective;
const scalar = { dataSync: () => new Float32Array([0.5]) };
const given = [report(3), report(scalar), report(Promise.resolve(7)), report([1])];
console.log(given[0], given[1] === scalar, given[2] instanceof Promise, given[3].length);`;
  const { messages, output } = await runTrial({ 'package.json': '{}', 'main.js': program });
  assert.match(output, /3 true true 1/);
  const told = messages.filter(({ kind }) => kind === 'objectiveValue' || kind === 'objectiveMissed');
  assert.deepEqual(told[0], { kind: 'objectiveValue', step: 0, value: 3 });
  assert.deepEqual(
    told.find(({ kind }) => kind === 'objectiveMissed'),
    { kind: 'objectiveMissed', found: 'a list' },
  );
  assert.deepEqual(told.at(-1), { kind: 'objectiveValue', step: 3, value: 7 });
});
