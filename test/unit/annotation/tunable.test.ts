// "Make tunable": for the names of the tfjs API, a domain that suits the literal, contains it, and is read without a problem.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { applyEdits } from '../../../src/annotation/edits.ts';
import { parseAnnotations } from '../../../src/annotation/parse.ts';
import { readSource } from '../../../src/annotation/source.ts';
import { tunableAt } from '../../../src/annotation/tunable.ts';

/** The text with the literal at "§" made tunable, or the reason why not. */
function made(marked: string): string {
  const text = marked.replace('§', '');
  const tunable = tunableAt('a.ts', text, marked.indexOf('§'));
  if (tunable === null) return 'nothing here';
  return 'reason' in tunable ? tunable.reason : applyEdits(text, [tunable.edit]);
}

const cases: readonly (readonly [before: string, domain: string])[] = [
  ['const learningRate = §1e-3;', 'log 1e-5..0.1'],
  ['const opt = tf.train.adam(§0.001);', 'log 1e-5..0.1'],
  ['const opt = tf.train.momentum(0.01, §0.9);', '0.0..0.99'],
  ['const opt = tf.train.adam(0.01, §0.9);', '0.5..0.999'],
  ['model.add(tf.layers.dropout({ rate: §0.25 }));', '0.0..0.6'],
  ['const dropout_2 = §0.7;', '0.0..0.7'],
  ['const layer = tf.layers.dense({ units: §128 });', '32..512 step 32'],
  ['const layer = tf.layers.dense({ units: §10 });', '2..40'],
  ['const c = tf.layers.conv2d({ filters: §8 });', '2..32 step 2'],
  ['const c = tf.layers.conv2d({ kernelSize: §3 });', '3 | 5 | 7'],
  ['const c = tf.layers.conv2d({ kernelSize: §4 });', '3 | 4 | 5 | 7'],
  ['const BATCH_SIZE = §32;', '8 | 16 | 32 | 64 | 128'],
  ["const l = tf.layers.dense({ activation: §'relu' });", 'relu | tanh | elu | selu | sigmoid | softplus'],
  ["model.compile({ optimizer: §'rmsprop' });", 'rmsprop | adam | sgd | adamax | adagrad | adadelta'],
  [
    "const l = tf.layers.dense({ kernelInitializer: §'heNormal' });",
    'heNormal | glorotUniform | glorotNormal | heUniform | leCunNormal | orthogonal',
  ],
  ['const l2 = §0;', 'log 1e-6..0.01 | 0'],
  ['const r = tf.regularizers.l2({ l2: §1e-4 });', 'log 1e-6..0.01'],
  ['const epochs = §20;', '5..80 step 5'],
  ['const gamma = §0.99;', '0.5..0.999'],
  ['const useBias = §true;', ''],
  ['const numLayers = §1;', '1..3'],
  ['const somethingElse = §5;', '1..20'],
  ['const offset = §-2;', '-4..-1'],
  ['const share = §0.3;', '0.0..1.0'],
];
for (const [before, domain] of cases) {
  test(`"${before}" is proposed "${domain}"`, () => {
    const text = made(before);
    const { parameters, problems } = parseAnnotations('a.ts', text);
    assert.deepEqual(problems, [], text);
    assert.equal(parameters[0]?.tag.text, `@tune ${domain}`.trim());
    assert.equal(parameters[0].literal.range.start, before.indexOf('§'));
  });
}

test('what should stay, or says too little, is answered with the reason', () => {
  assert.match(made('await model.fit(x, y, { validationSplit: §0.2 });'), /data set/);
  assert.match(made("model.compile({ loss: §'meanSquaredError' });"), /scale/);
  assert.match(made('tf.layers.dense({ inputShape: [§784] });'), /data decide/);
  assert.match(made("const mode = §'fast';"), /write "\/\/ @tune/);
  assert.match(made('const a = §`x${b}`;'), /without substitutions/);
  assert.match(made('const a = §1; // @tune 1..3'), /already/);
  assert.equal(made('const a §= f(b);'), 'nothing here');
});

test('the annotation is put where it can mean this literal only', () => {
  assert.equal(made('const units = §64;'), 'const units = 64; // @tune 16..256 step 16');
  assert.equal(made('f(1, { units: §64 });'), 'f(1, { units: 64 /* @tune 16..256 step 16 */ });');
  assert.equal(
    made('const units = §64; // wide\r\nnext();'),
    'const units = 64 /* @tune 16..256 step 16 */; // wide\r\nnext();',
  );
  assert.equal(
    made('f({\n  units: §64,\n  rate: 0.5,\n});'),
    'f({\n  units: 64, // @tune 16..256 step 16\n  rate: 0.5,\n});',
  );
  assert.equal(made('const a = g(§64).b(x);'), 'const a = g(64 /* @tune 16..256 step 16 */).b(x);');
});

test('every literal of the fixture programs becomes exactly that parameter, or is said why not', () => {
  const folder = join(import.meta.dirname, '../../fixtures/programs');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.[mc]?[jt]sx?$/.test(name),
  );
  let nMade = 0;
  for (const file of files) {
    const text = readFileSync(join(folder, file), 'utf8');
    const known = parseAnnotations(file, text);
    for (const { start } of readSource(file, text).literals) {
      const tunable = tunableAt(file, text, start);
      assert.ok(tunable !== null);
      if ('reason' in tunable) continue;
      const { parameters } = parseAnnotations(file, applyEdits(text, [tunable.edit]));
      const place = `${file}:${tunable.literal.startLine + 1}`;
      assert.equal(parameters.length, known.parameters.length + 1, place);
      const added = parameters.find(({ literal }) => literal.range.start === tunable.literal.start);
      assert.ok(added !== undefined, place);
      nMade++;
    }
  }
  assert.ok(nMade > 50, String(nMade));
});
