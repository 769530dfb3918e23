import assert from 'node:assert/strict';
import { test } from 'node:test';
import { predict } from '../../../src/gp/posterior.ts';
import { encodingOf } from '../../../src/space/encode.ts';
import type { Space } from '../../../src/space/space.ts';
import type { Trial } from '../../../src/study/study.ts';
import { fantasiesOf } from '../../../src/study/suppose.ts';
import { fitSurrogate } from '../../../src/study/surrogate.ts';

const space: Space = {
  parameters: [
    {
      name: 'x',
      domain: { kind: 'float', low: 0, high: 1, scale: 'linear', step: null },
      conditions: [],
      initial: 0.5,
    },
  ],
};
const encoding = encodingOf(space);

function trial(number: number, x: number, rest: Partial<Trial>): Trial {
  const open = { state: 'running', value: null, reports: [], startedAtMs: 0, endedAtMs: null, facts: {} } as const;
  return { ...open, number, params: { x }, ...rest };
}

const ended = [0, 0.2, 0.35, 0.5, 0.6, 0.75, 0.9, 1].map((x, i) =>
  trial(i, x, { state: 'finished', value: Math.sin(6 * x), endedAtMs: 1 }),
);

function fantasiesWith(...more: readonly Trial[]) {
  const trials = [...ended, ...more];
  const surrogate = fitSurrogate({ direction: 'minimize', trials }, encoding);
  assert.ok(surrogate);
  return { posterior: surrogate.posterior, fantasies: fantasiesOf(trials, surrogate, { encoding, seed: 4 }) };
}

test('where nothing runs, what has been seen is the only fantasy', () => {
  const { posterior, fantasies } = fantasiesWith();
  assert.deepEqual(fantasies, [posterior]);
});

test('running and queued trials end as draws have it, about as the model expects and as widely', () => {
  const running = [trial(8, 0.43, {}), trial(9, 0.83, { state: 'queued' })];
  const { posterior, fantasies } = fantasiesWith(...running);
  assert.equal(fantasies.length, 8);
  for (const [i, { params }] of running.entries()) {
    const { mean, variance } = predict(posterior, Float64Array.of(Number(params['x'])));
    const ends = fantasies.map(({ y }) => y.at(i - 2) ?? NaN);
    const middle = ends.reduce((sum, y) => sum + y, 0) / ends.length;
    assert.ok(Math.abs(middle - mean) < 1e-9, 'the draws are mirror images about the mean');
    assert.ok(Math.max(...ends.map((y) => Math.abs(y - mean))) < 4 * Math.sqrt(variance));
    assert.equal(new Set(ends).size, 8);
  }
});

test('of hundreds of running trials the newest 256 are supposed to have ended', () => {
  const running = Array.from({ length: 300 }, (_, i) => trial(8 + i, ((i * 37) % 300) / 300, {}));
  const { fantasies } = fantasiesWith(...running);
  const newest = fantasiesWith(...running.slice(-256)).fantasies;
  assert.deepEqual(
    fantasies.map(({ y }) => [...y]),
    newest.map(({ y }) => [...y]),
  );
});

test('a pruned trial ends between what the model expects and what its curve told, and never better than the best', () => {
  const told = (predicted: number): number => {
    const facts = { predicted_value: predicted, predicted_sd: 0.05 };
    const { fantasies } = fantasiesWith(trial(8, 0.97, { state: 'pruned', value: predicted, endedAtMs: 1, facts }));
    assert.equal(fantasies.length, 1);
    return fantasies[0]?.y.at(-1) ?? NaN;
  };
  const { posterior } = fantasiesWith();
  const expected = predict(posterior, Float64Array.of(0.97)).mean;
  assert.ok(told(2) > expected);
  assert.ok(told(-50) >= Math.min(...posterior.y) - 1e-12);
});
