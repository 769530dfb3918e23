import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../../src/math/random.ts';
import type { Params, Space } from '../../../src/space/space.ts';
import { ask } from '../../../src/study/ask.ts';
import type { FinishedTrial } from '../../../src/study/study.ts';

const names = ['x', 'y', 'z'] as const;
const space: Space = {
  parameters: names.map((name) => ({
    name,
    domain: { kind: 'float', low: 0, high: 1, scale: 'linear', step: null },
    conditions: [],
  })),
};
const distance = (params: Params): number => Math.hypot(...names.map((name) => Number(params[name]) - 0.4));

/** A bowl in noise as large as its own range; the median distances from its middle that the even and the odd questions from the 30th on keep. */
function awayInNoise(seed: number): { readonly even: number; readonly odd: number } {
  const random = createRandom(seed, 8);
  const trials: FinishedTrial[] = [];
  for (let number = 0; number < 50; number++) {
    const params = ask({ direction: 'minimize', seed, trials }, space)?.params ?? {};
    const value = distance(params) ** 2 + 0.3 * random.gaussian();
    trials.push({
      ...{ number, state: 'finished', params, value },
      ...{ reports: [], startedAtMs: null, endedAtMs: null, facts: {} },
    });
  }
  const median = (rest: number): number =>
    trials
      .filter(({ number }) => number >= 30 && number % 2 === rest)
      .map(({ params }) => distance(params))
      .sort((a, b) => a - b)[5]!;
  return { even: median(0), odd: median(1) };
}

test('in noise every second question leaves the place where luck was good', () => {
  const ratios = [1, 2, 3, 4].map(awayInNoise).map(({ even, odd }) => odd / even);
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  assert.ok(mean > 1.3, ratios.join(' '));
});
