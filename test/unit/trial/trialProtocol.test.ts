// The lines and the request between host and child: what goes in comes out, and nothing else is believed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeMessage, parseMessage, type TrialMessage } from '../../../src/trial/trialProtocol.ts';
import { parseRequest } from '../../../src/trial/child/trialRequest.ts';

const count = fc.nat(Number.MAX_SAFE_INTEGER);
const text = fc.string({ unit: 'binary' });
// -0 becomes 0 in JSON, and nothing here tells them apart.
const number = fc.double().map((value) => (value === 0 ? 0 : value));
/** A moment from 1970 to the year 9999. */
const time = fc.double({ noNaN: true, min: 0, max: 253_402_300_799_999 }).map((value) => (value === 0 ? 0 : value));
const numbers = fc.dictionary(text, number, { noNullPrototype: true });

const message: fc.Arbitrary<TrialMessage> = fc.oneof(
  fc.record({
    ...{ kind: fc.constant('started' as const), pid: count, node: text, atMs: time },
    ...{ host: fc.option(text), job: fc.option(text) },
  }),
  fc.record({ kind: fc.constant('backend' as const), tfjs: text, backend: text }),
  fc.record({ kind: fc.constant('tfjsLoaded' as const), file: text }),
  fc.record({ kind: fc.constant('epochEnded' as const), fit: count, step: count, logs: numbers }),
  fc.record({ kind: fc.constant('batchTrained' as const), step: count, logs: numbers }),
  fc.record({ kind: fc.constant('objectiveValue' as const), step: count, value: number }),
  fc.record({ kind: fc.constant('objectiveMissed' as const), found: text }),
  fc.record({ kind: fc.constant('evaluated' as const), metrics: numbers }),
  fc.record({ kind: fc.constant('modelSaved' as const), bytes: count }),
  fc.record({ kind: fc.constant('modelNotSaved' as const), reason: text }),
  fc.record({ kind: fc.constant('threw' as const), name: text, message: text, stack: text }),
  fc.record({ kind: fc.constant('ending' as const), exitCode: count, atMs: time }),
);

const seeded = { seed: 20240, numRuns: 500 };

test('every message survives its line, NaN and infinities included, and is one line', () => {
  fc.assert(
    fc.property(message, (sent) => {
      const line = encodeMessage(sent);
      assert.equal(line.indexOf('\n'), line.length - 1);
      assert.deepEqual(parseMessage(line), { ...sent });
    }),
    seeded,
  );
});

test('a message with one field of another kind is none, and never throws', () => {
  fc.assert(
    fc.property(message, fc.jsonValue(), fc.nat(), (sent, junk, at) => {
      const raw: Record<string, unknown> = { ...sent };
      const fields = Object.keys(raw);
      const field = fields[at % fields.length] ?? 'kind';
      raw[field] = junk;
      const parsed = parseMessage(JSON.stringify(raw));
      // Junk of the right kind is no junk: then the message says just that.
      if (parsed !== null) assert.deepEqual(JSON.parse(encodeMessage(parsed)), JSON.parse(JSON.stringify(raw)));
    }),
    seeded,
  );
});

test('any text is a message or null', () => {
  fc.assert(
    fc.property(fc.oneof(text, fc.json()), (line) => {
      assert.equal(parseMessage(line), null);
    }),
    seeded,
  );
});

test('a name like __proto__ among the metrics is a name like others', () => {
  const line = '{"kind":"evaluated","metrics":{"__proto__":1,"loss":2}}';
  const parsed = parseMessage(line);
  assert.ok(parsed?.kind === 'evaluated');
  assert.deepEqual(Object.entries(parsed.metrics), [
    ['__proto__', 1],
    ['loss', 2],
  ]);
});

const request = {
  trial: 3,
  entry: '/a/main.js',
  args: ['--x'],
  cwd: '/a',
  nodeArgs: ['--max-old-space-size=512'],
  env: { DEBUG: '1' },
  sources: { '/a/main.js': { text: 'x', format: null, columns: [[0, 4, 3]] } },
  aliases: { '/a/main.js': { '@/model': '/a/model.ts' } },
  seed: 2 ** 32 - 1,
  spoolFile: '/a/spool',
  modelFolder: '/a/model',
};

test('a request is read as it was written', () => {
  assert.deepEqual(parseRequest(JSON.parse(JSON.stringify(request))), request);
  assert.deepEqual(parseRequest({ ...request, modelFolder: null }), { ...request, modelFolder: null });
});

test('a request that lacks a field or has one of another kind is none', () => {
  for (const field of Object.keys(request)) {
    assert.equal(parseRequest({ ...request, [field]: undefined }), null, field);
    assert.equal(parseRequest({ ...request, [field]: [null] }), null, field);
  }
  assert.equal(parseRequest({ ...request, seed: 2 ** 32 }), null);
  assert.equal(parseRequest({ ...request, trial: -1 }), null);
  assert.equal(parseRequest(null), null);
});
