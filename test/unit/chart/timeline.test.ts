import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nLanes, timelineChart } from '../../../src/chart/timeline.ts';
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
  const [, ...rows] = timelineChart(study, ui).table();
  assert.equal(nLanes(study), new Set(rows.map(([, lane]) => lane)).size);
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
