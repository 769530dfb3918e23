// Whatever is typed: no throw, no problem without a place in the text, and what is printed is read again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Annotations } from '../../../src/annotation/annotation.ts';
import { editsFor, applyEdits } from '../../../src/annotation/edits.ts';
import { parseAnnotations } from '../../../src/annotation/parse.ts';
import type { Domain, ParamValue } from '../../../src/space/space.ts';
import { programSources } from './programSources.ts';

/** Every place lies in the text, and lines and columns agree with offsets. */
function checkPlaces(text: string, annotations: Annotations): void {
  for (const { range, message, remedy } of annotations.problems) {
    assert.ok(0 <= range.start && range.start <= range.end && range.end <= text.length, JSON.stringify(text));
    assert.ok(message !== '' && remedy !== '');
    const before = text.slice(0, range.start).split(/\r\n|[\n\r\u2028\u2029]/);
    assert.deepEqual([range.startLine, range.startColumn], [before.length - 1, before.at(-1)?.length]);
  }
  for (const { literal } of annotations.parameters) {
    assert.equal(text.slice(literal.range.start, literal.range.end), literal.text);
  }
}

const words = [
  '@tune', 'off', 'log', 'int', 'float', 'as', 'if', 'step', 'run', 'require', 'minimize', 'maximize', 'true', 'null',
  'relu', 'a.b', 'a-b', '1..4', '0.1..0.5', '1e-6..1e-2', '..', '|', '&&', '==', '>=', '<', '<=', '(', ')', '*', '-', '%',
  '0', '-1', '1e999', '0x1f', '1_000', '.5', "'x'", '"y', '`', '\\', '\u2028', '\u{1f600}', '$x', '#', '//', '*/', '/*', ',',
] as const; // prettier-ignore

const comment = fc
  .array(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...words) }, fc.string({ unit: 'binary', maxLength: 4 })), {
    maxLength: 9,
  })
  .map((parts) => parts.join(' '));

test('100,000 random and mutated comments never make it throw, and every problem has its place', () => {
  const literals = ['1', '0.5', '-3', "'relu'", 'true', 'null', 'f(x)', '[1, 2]'];
  fc.assert(
    fc.property(
      fc.array(fc.tuple(comment, fc.constantFrom(...literals)), { minLength: 10, maxLength: 10 }),
      (lines) => {
        const text = lines.map(([said, literal], i) => `const v${i} = ${literal}; // @tune ${said}`).join('\n');
        checkPlaces(text, parseAnnotations('model.ts', text));
      },
    ),
    { seed: 4001, numRuns: 10_000 },
  );
});

test('10,000 mutated source files never make it throw, and every problem has its place', () => {
  const pieces = [
    '@tune',
    '/*',
    '*/',
    '//',
    '`',
    "'",
    '${',
    '{',
    '}',
    '(',
    '\n',
    '\r\n',
    '<a b={1}>',
    'log',
    '1..',
    '/',
  ];
  const change = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    nRemoved: fc.nat(20),
    piece: fc.constantFrom(...pieces),
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...programSources),
      fc.array(change, { minLength: 1, maxLength: 4 }),
      ([file, text], changes) => {
        let mutated = text;
        for (const { at, nRemoved, piece } of changes) {
          const start = Math.floor(at * mutated.length);
          mutated = mutated.slice(0, start) + piece + mutated.slice(start + nRemoved);
        }
        checkPlaces(mutated, parseAnnotations(file, mutated));
      },
    ),
    { seed: 4002, numRuns: 10_000 },
  );
});

const number = fc.integer({ min: -999, max: 999 });
const range = fc
  .tuple(number, fc.integer({ min: 2, max: 99 }), fc.constantFrom(null, 1, 0.5))
  .map(([low, width, step]): Extract<Domain, { kind: 'float' }> => ({
    kind: 'float',
    low: low + 0.5,
    high: low + 0.5 + width,
    scale: 'linear',
    step,
  }));
const logRange = fc.integer({ min: 1, max: 6 }).map((digits): Extract<Domain, { kind: 'float' }> => ({
  kind: 'float',
  low: Number(`1e-${digits}`),
  high: 2.5,
  scale: 'log',
  step: null,
}));
const domain: fc.Arbitrary<Domain> = fc.oneof(
  range,
  logRange,
  fc.uniqueArray(number, { minLength: 2, maxLength: 5 }).map((choices): Domain => ({ kind: 'choice', choices })),
  fc
    .tuple(fc.oneof(range, logRange), fc.uniqueArray(fc.constantFrom(-5000, 5000, null), { minLength: 1 }))
    .map(([one, specials]): Domain => ({ kind: 'mixed', range: one, specials })),
);

function printed(one: Domain): string {
  if (one.kind === 'choice') return one.choices.map(String).join(' | ');
  if (one.kind === 'mixed') return [printed(one.range), ...one.specials.map(String)].join(' | ');
  const scale = one.scale === 'log' ? 'log ' : '';
  return `${scale}${one.low}..${one.high}${one.step === null ? '' : ` step ${one.step}`}`;
}

test('a domain that is printed is read as it was, and its values are written where its literal stood', () => {
  const initial = (one: Domain): ParamValue =>
    one.kind === 'choice' ? one.choices[0]! : one.kind === 'mixed' ? one.range.low : one.low;
  fc.assert(
    fc.property(domain, fc.boolean(), fc.boolean(), (one, isHeld, isNamed) => {
      const said = `@tune ${isHeld ? 'off ' : ''}${printed(one)}${isNamed ? ' as other' : ''}`;
      const text = `const v = ${String(initial(one))} /* ${said} */;\n`;
      const annotations = parseAnnotations('a.js', text);
      assert.deepEqual(annotations.problems, [], text);
      const [found] = annotations.parameters;
      assert.deepEqual(found?.parameter.domain, one);
      assert.deepEqual([found.parameter.name, found.isHeld], [isNamed ? 'other' : 'v', isHeld]);
      const swapped = applyEdits(text, editsFor(annotations, { [found.parameter.name]: 123.5 }));
      assert.equal(swapped, isHeld ? text : `const v = 123.5 /* ${said} */;\n`);
    }),
    { seed: 4003, numRuns: 2000 },
  );
});

test('in every fixture program, other values change the text of their literals and nothing else', () => {
  let nSwapped = 0;
  for (const [file, text] of programSources) {
    const annotations = parseAnnotations(file, text);
    const tuned = annotations.parameters.filter(({ isHeld }) => !isHeld);
    const swapped = (value: ParamValue): string =>
      applyEdits(
        text,
        editsFor(annotations, Object.fromEntries(tuned.map(({ parameter: { name } }) => [name, value]))),
      );
    // The text between the literals is cut out of the original by their places, and is all that is left besides the new values.
    const ends = [0, ...tuned.map(({ literal }) => literal.range.end)];
    const between = [
      ...tuned.map(({ literal }, i) => text.slice(ends[i], literal.range.start)),
      text.slice(ends.at(-1)),
    ];
    assert.deepEqual(swapped(12345).split(/12345(?:\.0|e0)?|1\.2345e4/), between, file);
    assert.equal(swapped('\u{1f600}').split('\n').length, text.split('\n').length);
    nSwapped += tuned.length;
  }
  assert.ok(nSwapped > 30);
});

test('a file of 1 MB is read, and so is one that is one line or one parenthesis after the other', () => {
  const block = "const layer = tf.layers.dense({ units: 64 /* @tune 16..128 step 16 */, activation: 'relu' });\n";
  for (const text of [
    block.repeat(Math.ceil(1e6 / block.length)),
    block.replaceAll('\n', ' ').repeat(2000),
    `const a = ${'('.repeat(20_000)}1; // @tune 1..3`,
    `// @tune ${'| '.repeat(50_000)}`,
    `// @tune require ${'a + '.repeat(20_000)}1 < 2`,
    `const a = 1; // @tune ${'1 | '.repeat(20_000)}2`,
  ]) {
    checkPlaces('', { ...parseAnnotations('a.js', text), problems: [], parameters: [] });
  }
});
