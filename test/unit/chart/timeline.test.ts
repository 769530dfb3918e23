import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layOut, timelineChart } from '../../../src/chart/timeline.ts';
import type { Json } from '../../../src/study/event.ts';
import { emptyStudy, fold } from '../../../src/study/fold.ts';
import { ui } from './chartStudies.ts';

type Ran = { readonly fromMs: number; readonly toMs: number; readonly facts?: Readonly<Record<string, Json>> };

/** The lane of each trial, by name. */
function lanesOf(ran: readonly Ran[]): readonly unknown[] {
  const study = emptyStudy('model');
  for (const [trial, { fromMs, toMs, facts = {} }] of ran.entries()) {
    fold(study, [
      { kind: 'trialStarted', trial, params: {}, atMs: fromMs },
      ...Object.entries(facts).map(([name, fact]) => ({ kind: 'factNoted', trial, name, fact }) as const),
      { kind: 'trialFinished', trial, value: 1, atMs: toMs },
    ]);
  }
  const [, ...rows] = timelineChart(study, layOut(study), ui).table();
  return rows.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, lane]) => lane);
}

const t4 = (gpuId: string): Record<string, Json> => ({ gpu: 'Tesla T4', gpu_id: gpuId });

test('trials that overlap stand in slots of their own, and a slot is taken again when it is free', () => {
  const ran = [
    { fromMs: 0, toMs: 10 },
    { fromMs: 2, toMs: 6 },
    { fromMs: 7, toMs: 9 },
  ];
  assert.deepEqual(lanesOf(ran), ['slot 1', 'slot 2', 'slot 2']);
});

test('trials stand on their GPU, and two of one name are two', () => {
  const ran = [
    { fromMs: 0, toMs: 5, facts: t4('GPU-a') },
    { fromMs: 1, toMs: 5, facts: t4('GPU-b') },
    { fromMs: 6, toMs: 9, facts: t4('GPU-b') },
    { fromMs: 7, toMs: 9, facts: t4('GPU-a') },
  ];
  assert.deepEqual(lanesOf(ran), ['Tesla T4 #1', 'Tesla T4 #2', 'Tesla T4 #2', 'Tesla T4 #1']);
});

test('several trials at a time on one GPU have a lane each, side by side', () => {
  const ran = [
    { fromMs: 0, toMs: 5, facts: { gpu: 'A', gpu_id: 'GPU-a' } },
    { fromMs: 0, toMs: 5, facts: { gpu: 'B', gpu_id: 'GPU-b' } },
    { fromMs: 1, toMs: 5, facts: { gpu: 'A', gpu_id: 'GPU-a' } },
  ];
  assert.deepEqual(lanesOf(ran), ['A · 1', 'B', 'A · 2']);
});

test('what another writer calls a slot or a device is a lane', () => {
  const ran = [
    { fromMs: 0, toMs: 5, facts: { slot: 3 } },
    { fromMs: 1, toMs: 5, facts: { device: 'cuda:0' } },
  ];
  assert.deepEqual(lanesOf(ran), ['slot 3', 'cuda:0']);
});

test('of ten thousand trials neighbours are drawn as one, and each other end stays apart', () => {
  const study = emptyStudy('model');
  for (let trial = 0; trial < 10_000; trial++) {
    const kind = trial === 5000 ? 'trialPruned' : 'trialFinished';
    fold(study, [
      { kind: 'trialStarted', trial, params: {}, atMs: 10 * trial },
      { kind, trial, value: 1, atMs: 10 * trial + 9 },
    ]);
  }
  const { option, trials } = timelineChart(study, layOut(study), ui);
  const counts = [option.series ?? []].flat().map(({ data }) => (Array.isArray(data) ? data.length : 0));
  assert.equal(trials.length, 10_000);
  assert.ok(counts[0]! > 500 && counts[0]! < 2000, String(counts[0]));
  assert.equal(counts[1], 1);
});
