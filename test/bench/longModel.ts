// Model code of any length with an annotation on every eighth line, some of them wrong.

const blocks = [
  (i: number) => `function layer${i}(model, inputs) {
  const units = 64; // @tune 16..256 step 16 as units${i}
  // The kernel grows with the depth; see the notes about the receptive field.
  const kernel = initializers[${i} % initializers.length] ?? 'heNormal';
  model.add(tf.layers.dense({ units, activation: 'relu', kernelInitializer: kernel, inputShape: [inputs, ${i}] }));
  for (const [name, weight] of Object.entries(weights)) if (name.startsWith('layer${i}')) model.setWeight(weight);
  return model.summary(\`layer ${i} of \${model.layers.length}\`);
}`,
  (i: number) => `const config${i} = {
  optimizer: tf.train.adam(1e-3 /* @tune log 1e-5..1e-1 as lr${i} */, 0.9),
  batchSize: 32, epochs: 10,
  callbacks: [tf.callbacks.earlyStopping({ monitor: 'val_loss', patience: 3 })],
  l2: /^l2_(\\d+)$/.test('l2_${i}') ? 1e-4 : 0,
  activation: choose(${i}) || 'elu',
  validationSplit: 0.2, shuffle: true,
};`,
  (i: number) => `class Model${i} extends Base {
  rate = 0.25; // @tune 0.5..0.1
  async fit(xs, ys) {
    const history = await this.model.fit(xs, ys, { epochs: 3, batchSize: 128, verbose: 0 });
    const [loss, acc] = this.model.evaluate(xs, ys).map((t) => t.dataSync()[0]);
    return { history, loss, acc, score: loss / (acc + 1e-7) };
  }
}`,
];

export function longModel(nLines: number): string {
  const texts = Array.from({ length: Math.ceil(nLines / 8) }, (_, i) => blocks[i % blocks.length]?.(i) ?? '');
  return texts.join('\n').split('\n').slice(0, nLines).join('\n');
}
