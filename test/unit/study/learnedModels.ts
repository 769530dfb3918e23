// Studies for the tests of what a study has learned: float parameters x0, x1, … in 0..1 unless said otherwise, points of a Sobol sequence.
import assert from 'node:assert/strict';
import { sobolPoints } from '../../../src/math/sobol.ts';
import { fitModel, type StudyModel } from '../../../src/study/model.ts';
import type { FinishedTrial } from '../../../src/study/study.ts';
import type { Direction } from '../../../src/space/objective.ts';
import type { Parameter, Params, Space } from '../../../src/space/space.ts';

export function float(name: string, low = 0, high = 1): Parameter {
  return { name, domain: { kind: 'float', low, high, scale: 'linear', step: null }, conditions: [] };
}

export function floatSpace(d: number): Space {
  return { parameters: Array.from({ length: d }, (_, k) => float(`x${k}`)) };
}

export function finished(number: number, params: Params, value: number): FinishedTrial {
  return { number, state: 'finished', params, value, reports: [], startedAtMs: 0, endedAtMs: 1, facts: {} };
}

/** Trials at even points of `floatSpace(d)`. */
export function evenTrials(n: number, d: number, f: (x: readonly number[]) => number, seed = 1): FinishedTrial[] {
  const units = sobolPoints(n, d, { seed });
  return Array.from({ length: n }, (_, i) => {
    const x = [...units.subarray(i * d, (i + 1) * d)];
    return finished(i, Object.fromEntries(x.map((u, k) => [`x${k}`, u])), f(x));
  });
}

export function modelOf(trials: readonly FinishedTrial[], space: Space, direction: Direction = 'minimize'): StudyModel {
  const model = fitModel({ direction, trials }, space);
  assert.ok(model !== null);
  return model;
}

/** The same trials with other values. */
export function withValues(trials: readonly FinishedTrial[], f: (value: number) => number): FinishedTrial[] {
  return trials.map((trial) => ({ ...trial, value: f(trial.value) }));
}

export function assertNear(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} for ${expected}, more than ${tolerance} apart`);
}
