import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  parseFromWebview,
  parseToWebview,
  type FromWebview,
  type RunState,
  type ToWebview,
} from '../../src/webviewProtocol.ts';

const run: RunState = { kind: 'running', nTrialsPlanned: 8, nTrialsEnded: 3, remainingMs: 12_000 };
const toPage: readonly ToWebview[] = [
  { kind: 'open', study: { name: 'model', lines: ['{}'] }, run },
  { kind: 'open', study: null, run: { ...run, kind: 'idle', remainingMs: null } },
  { kind: 'append', lines: [], run },
  { kind: 'run', run },
];
const fromPage: readonly FromWebview[] = [
  { kind: 'ready' },
  { kind: 'act', action: 'start', trial: null },
  { kind: 'act', action: 'applyTrial', trial: 4 },
];

test('every message arrives as it was sent', () => {
  for (const message of toPage) assert.deepEqual(parseToWebview(structuredClone(message)), message);
  for (const message of fromPage) assert.deepEqual(parseFromWebview(structuredClone(message)), message);
});

test('whatever else arrives is no message', () => {
  const wrong: readonly unknown[] = [
    { kind: 'act', action: 'format', trial: null },
    { kind: 'act', action: 'applyTrial', trial: null },
    { kind: 'act', action: 'applyTrial', trial: -1 },
    { kind: 'act', action: 'applyTrial', trial: 1.5 },
    { kind: 'append', lines: [1], run },
    { kind: 'run', run: { ...run, nTrialsEnded: NaN } },
    { kind: 'run', run: { ...run, remainingMs: -1 } },
    { kind: 'open', study: { name: 'x' }, run },
  ];
  for (const raw of wrong) assert.deepEqual([parseToWebview(raw), parseFromWebview(raw)], [null, null]);
  fc.assert(
    fc.property(fc.anything(), (raw) => parseToWebview(raw) === null && parseFromWebview(raw) === null),
    { seed: 3 },
  );
});
