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
  { kind: 'studies', studies: [{ id: '/a/.tune/m.log', name: 'm', isShown: true, canBeShown: false }] },
  { kind: 'compared', id: '/a/.tune/m.log', study: { name: 'm', lines: ['{}'] } },
  { kind: 'compared', id: null, study: null },
  { kind: 'pointed', trial: 3, parameter: null },
];
const fromPage: readonly FromWebview[] = [
  { kind: 'ready' },
  { kind: 'act', action: 'start', trial: null },
  { kind: 'act', action: 'applyTrial', trial: 4 },
  { kind: 'runHere', params: { rate: 0.01, act: 'relu', bn: true, l2: null } },
  { kind: 'save', name: 'Convergence of acc', format: 'svg', content: '<svg/>' },
  { kind: 'note', trial: 3, note: '<b>\n\u202E' },
  { kind: 'star', trials: [1, 2], isStarred: false },
  { kind: 'choose', how: 'show', id: '/a/.tune/m.log' },
  { kind: 'choose', how: 'compare', id: null },
  { kind: 'pointed', trial: null, parameter: 'rate' },
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
    { kind: 'runHere', params: {} },
    { kind: 'runHere', params: { rate: NaN } },
    { kind: 'runHere', params: { rate: { toString: 1 } } },
    { kind: 'runHere', params: [1] },
    { kind: 'save', name: 'x', format: 'exe', content: '' },
    { kind: 'note', trial: 1, note: 'x'.repeat(10_001) },
    { kind: 'note', trial: -1, note: 'x' },
    { kind: 'star', trials: [], isStarred: true },
    { kind: 'star', trials: ['1'], isStarred: true },
    { kind: 'choose', how: 'show', id: null },
    { kind: 'choose', how: 'delete', id: 'x' },
    { kind: 'pointed', trial: 0.5, parameter: null },
    { kind: 'studies', studies: [{ id: 'x', name: 'x' }] },
    { kind: 'studies' },
    { kind: 'compared', id: 'x', study: { name: 'x', lines: [1] } },
    { kind: 'save', name: 'x', format: 'png', content: new ArrayBuffer(8) },
  ];
  for (const raw of wrong) assert.deepEqual([parseToWebview(raw), parseFromWebview(raw)], [null, null]);
  fc.assert(
    fc.property(fc.anything(), (raw) => parseToWebview(raw) === null && parseFromWebview(raw) === null),
    { seed: 3 },
  );
});

test('a parameter called __proto__ stays a parameter', () => {
  const raw: unknown = JSON.parse('{"kind":"runHere","params":{"__proto__":0.5}}');
  const message = parseFromWebview(raw);
  assert.ok(message?.kind === 'runHere');
  assert.deepEqual(Object.entries(message.params), [['__proto__', 0.5]]);
});
