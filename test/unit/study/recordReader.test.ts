import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parsePythonJson } from '../../../src/study/pythonJson.ts';
import { RecordReader } from '../../../src/study/recordReader.ts';

const rate = JSON.stringify({ name: 'FloatDistribution', attributes: { low: 0, high: 1 } });
const lineOf = (distributions: object, more: object = {}): string =>
  JSON.stringify({ op_code: 4, distributions, params: { rate: 0.5 }, ...more });

test('distributions that are repeated are one object, and each line has its own of all else', () => {
  const reader = new RecordReader();
  const lines = [lineOf({ rate }), lineOf({ rate }, { params: { rate: 0.25 } })];
  const [first, second] = lines.map((line) => reader.read(line));
  assert.deepEqual(
    [first, second],
    lines.map((line) => JSON.parse(line) as unknown),
  );
  assert.equal(first?.['distributions'], second?.['distributions']);
});

test('a text that only looks like the distributions of the line before is what it is', () => {
  const reader = new RecordReader();
  const first = lineOf({ rate });
  reader.read(first);
  const text = `"distributions":${JSON.stringify({ rate })}`;
  const start = first.slice(0, first.indexOf(text));
  for (const line of [
    // Written twice: the last one counts.
    `${start}${text},"distributions":{}}`,
    // Inside of another object, and as the end of another name, at the very same place.
    `{${'"a":{'.padStart(start.length - 1)}${text}}}`,
    `{${'"\\'.padStart(start.length - 1)}${text}}`,
  ]) {
    assert.equal(line.indexOf(text), start.length);
    assert.deepEqual(reader.read(line), JSON.parse(line), line);
  }
});

test('any lines read in a row mean what each means alone', () => {
  const distributions = fc.dictionary(fc.string({ maxLength: 3 }), fc.constantFrom(rate, '{}', 'naïve "x"'), {
    maxKeys: 2,
  });
  const record = fc.record({
    op_code: fc.constantFrom(0, 4, 6),
    distributions: fc.option(distributions, { nil: undefined }),
    params: fc.dictionary(fc.string({ maxLength: 3 }), fc.double()),
  });
  const json = fc.oneof(fc.jsonValue(), record).map((value) => JSON.stringify(value));
  fc.assert(
    fc.property(fc.array(json, { maxLength: 8 }), (lines) => {
      const reader = new RecordReader();
      for (const line of lines) {
        const alone = parsePythonJson(line);
        const isObject = typeof alone === 'object' && alone !== null && !Array.isArray(alone);
        assert.deepEqual(reader.read(line), isObject ? alone : null);
      }
    }),
  );
});
