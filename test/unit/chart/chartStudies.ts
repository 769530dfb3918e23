// Studies that the tests of charts draw: every kind of domain, state and edge, from fixed numbers.
import type { ChartColors } from '../../../src/chart/colors.ts';
import { learn, modelOf, type Learned } from '../../../src/chart/learned.ts';
import { usualUi, type ChartUi } from '../../../src/chart/ui.ts';
import type { Parameter, ParamValue, Space } from '../../../src/space/space.ts';
import type { StudyEvent } from '../../../src/study/event.ts';
import { emptyStudy, fold, type MutableStudy } from '../../../src/study/fold.ts';
import type { Study } from '../../../src/study/study.ts';

export const colors: ChartColors = {
  text: '#111111',
  muted: '#222222',
  grid: '#333333',
  background: '#444444',
  trial: '#0000ff',
  best: '#00ff00',
  baseline: '#ff8800',
  model: '#aa00aa',
  failed: '#ff0000',
  selected: '#00aaaa',
};

export const ui: ChartUi = { ...usualUi, colors, font: 'sans-serif' };

const rate: Parameter = {
  name: 'rate',
  domain: { kind: 'float', low: 1e-4, high: 1e-1, scale: 'log', step: null },
  initial: 1e-3,
  conditions: [],
};
const units: Parameter = {
  name: 'units',
  domain: { kind: 'int', low: 16, high: 256, scale: 'linear', step: 16 },
  initial: 64,
  conditions: [],
};
const act: Parameter = {
  name: 'act',
  domain: { kind: 'choice', choices: ['relu', 'tanh'] },
  initial: 'relu',
  conditions: [],
};
const l2: Parameter = {
  name: 'l2',
  domain: {
    kind: 'mixed',
    range: { kind: 'float', low: 1e-6, high: 1e-2, scale: 'log', step: null },
    specials: [0],
  },
  initial: 0,
  conditions: [],
};
const momentum: Parameter = {
  name: 'momentum',
  domain: { kind: 'float', low: 0, high: 1, scale: 'linear', step: null },
  initial: 0.9,
  conditions: [{ param: 'act', op: '==', value: 'tanh' }],
};

export const plainSpace: Space = { parameters: [rate, units, act] };
export const fullSpace: Space = { parameters: [rate, units, act, l2, momentum] };

/** What becomes of a trial: a value, or no value (`null`: failed), or how far it came. */
export type Outcome =
  | number
  | null
  | { readonly state: 'pruned' | 'running' | 'failed' | 'queued' | 'finished'; readonly reports: readonly number[] };

export type StudyOptions = {
  readonly name?: string;
  readonly metric?: string;
  readonly space?: Space;
  readonly paramsOf?: (trial: number) => Readonly<Record<string, ParamValue>>;
};

const plainParams = (trial: number): Readonly<Record<string, ParamValue>> => ({
  rate: 1e-4 * 2 ** (trial % 10),
  units: 16 * (1 + ((5 * trial) % 16)),
  act: trial % 2 === 0 ? 'relu' : 'tanh',
});

export function fullParams(trial: number): Readonly<Record<string, ParamValue>> {
  const params = { ...plainParams(trial), l2: trial % 3 === 0 ? 0 : 1e-6 * 4 ** (trial % 6) };
  return trial % 2 === 0 ? params : { ...params, momentum: ((7 * trial) % 10) / 10 };
}

/** A study that maximises; trials of half a second, one started each second. */
export function studyOf(outcomes: readonly Outcome[], options: StudyOptions = {}): MutableStudy {
  const { name = 'model', metric = 'acc', space = plainSpace, paramsOf = plainParams } = options;
  const study = emptyStudy(name);
  fold(study, [
    { kind: 'studyCreated', study: name, direction: 'maximize' },
    { kind: 'studyDescribed', space, objective: { direction: 'maximize', metric }, seed: 1, atMs: 0 },
  ]);
  for (const [trial, outcome] of outcomes.entries()) fold(study, trialEvents(trial, paramsOf(trial), outcome));
  return study;
}

function trialEvents(
  trial: number,
  params: Readonly<Record<string, ParamValue>>,
  outcome: Outcome,
): readonly StudyEvent[] {
  const { state, reports } =
    outcome === null
      ? { state: 'failed' as const, reports: [] }
      : typeof outcome === 'number'
        ? { state: 'finished' as const, reports: [outcome] }
        : outcome;
  if (state === 'queued') return [{ kind: 'trialQueued', trial, params }];
  const value = reports.at(-1) ?? null;
  const atMs = trial * 1000 + 500;
  const events: StudyEvent[] = [{ kind: 'trialStarted', trial, params, atMs: trial * 1000 }];
  if (typeof outcome !== 'number') {
    events.push(...reports.map((report, step): StudyEvent => ({ kind: 'valueReported', trial, step, value: report })));
  }
  if (state === 'failed') {
    events.push({ kind: 'factNoted', trial, name: 'fail_reason', fact: '<b>out of memory</b>' });
  }
  if (state === 'failed') events.push({ kind: 'trialFailed', trial, value: null, atMs });
  if (state === 'pruned') events.push({ kind: 'trialPruned', trial, value, atMs });
  if (state === 'finished') events.push({ kind: 'trialFinished', trial, value, atMs });
  return events;
}

/** A curve of `n` reports that rises to `end`. */
export function rising(end: number, n: number, nSteps = n): readonly number[] {
  return Array.from({ length: n }, (_, i) => end * (1 - 0.6 * Math.exp((-4 * (i + 1)) / nSteps)));
}

const ends = [0.9, 0.92, 0.8, 0.95, 0.91, 0.4, 0.93, 0.949, 0.7, 0.96, 0.955, 0.5];

/** Twelve trials that finished and four that did not, each with its curve; every kind of domain, a condition, a failure, a pruned and a running one. */
export const variedStudy = studyOf(
  [
    ...ends.map((end): Outcome => ({ state: 'finished', reports: rising(end, 9) })),
    { state: 'pruned', reports: rising(0.3, 4, 9) },
    { state: 'failed', reports: [0.5, NaN] },
    { state: 'running', reports: rising(0.97, 5, 9) },
    { state: 'queued', reports: [] },
  ],
  { space: fullSpace, paramsOf: fullParams },
);

export const studies: Readonly<Record<string, Study>> = {
  empty: studyOf([]),
  'one trial': studyOf([0.9]),
  'all failed': studyOf([null, null]),
  'eight trials': studyOf([0.9, 0.92, null, 0.95, 0.91, 0.4, 0.93, 0.949]),
  infinite: studyOf([0.9, -Infinity, 0.8]),
  NaN: studyOf([
    { state: 'finished', reports: [0.5, NaN, 0.9] },
    { state: 'finished', reports: [NaN, NaN] },
    { state: 'pruned', reports: [0.4, NaN] },
    0.8,
    NaN,
  ]),
  'one value': studyOf([0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9]),
  varied: variedStudy,
};

const manyNames = Array.from({ length: 50 }, (_, i) => `parameter${i}`);

/** Fifty parameters; three trials. */
export const wideStudy = studyOf([0.5, 0.6, 0.7], {
  space: {
    parameters: manyNames.map((name) => ({
      name,
      domain: { kind: 'float', low: 0, high: 1, scale: 'linear', step: null },
      initial: 0.5,
      conditions: [],
    })),
  },
  paramsOf: (trial) => Object.fromEntries(manyNames.map((name, i) => [name, ((trial + 1) * (i + 1) * 0.618) % 1])),
});

const known = new Map<Study, Learned>();

/** What is learned of a study, once for all tests of a file. */
export function learnedOf(study: Study): Learned {
  const there = known.get(study) ?? learn(study, modelOf(study), { pair: null, hasAverages: true });
  known.set(study, there);
  return there;
}
