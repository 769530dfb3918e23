import assert from 'node:assert/strict';
import { test } from 'node:test';
import { predict } from '../../../src/gp/posterior.ts';
import { createRandom } from '../../../src/math/random.ts';
import { encodingOf } from '../../../src/space/encode.ts';
import type { Params, Space } from '../../../src/space/space.ts';
import { ask } from '../../../src/study/ask.ts';
import { fitCost } from '../../../src/study/cost.ts';
import type { Trial } from '../../../src/study/study.ts';

const space: Space = {
  parameters: [
    { name: 'units', domain: { kind: 'int', low: 16, high: 512, scale: 'log', step: 1 }, conditions: [], initial: 64 },
    {
      name: 'rate',
      domain: { kind: 'float', low: 1e-4, high: 1e-1, scale: 'log', step: null },
      conditions: [],
      initial: 1e-3,
    },
  ],
};
const encoding = encodingOf(space);

/** Trials spread over the space; `seconds` tells how long each took. */
function trialsWith(count: number, seconds: (params: Params, i: number) => number, state: Trial['state'] = 'finished') {
  const random = createRandom(3);
  return Array.from({ length: count }, (_, number): Trial => {
    const params = {
      units: Math.round(16 * 32 ** random.uniform()),
      rate: 10 ** (-4 + 3 * random.uniform()),
    };
    // The units make no difference to the value.
    const value = (Math.log10(params.rate) + 2.5) ** 2;
    const endedAtMs = 1e6 + 1000 * seconds(params, number);
    return { number, state, params, value, reports: [], startedAtMs: 1e6, endedAtMs, facts: {} };
  });
}

const byUnits = ({ units }: Params): number => 0.05 * Number(units);

test('durations that follow from the params are foretold within a tenth', () => {
  const model = fitCost(trialsWith(14, byUnits), encoding);
  assert.ok(model);
  const at = (units: number): number => {
    const point = encoding.encode({ units, rate: 3e-3 });
    assert.ok(point);
    return model.scale * predict(model.posterior, point).mean;
  };
  assert.ok(Math.abs(at(400) - at(40) - Math.log(10)) < 0.1, `ln 10 is told as ${at(400) - at(40)}`);
});

test('durations that are alike, that are chance, or of too few trials make no model', () => {
  const random = createRandom(8);
  assert.equal(
    fitCost(
      trialsWith(14, () => 20),
      encoding,
    ),
    null,
  );
  assert.equal(
    fitCost(
      trialsWith(14, () => Math.exp(random.gaussian())),
      encoding,
    ),
    null,
  );
  assert.equal(fitCost(trialsWith(5, byUnits), encoding), null);
});

test('trials that were cut short, that failed, or whose clock went backwards teach nothing of durations', () => {
  assert.equal(fitCost(trialsWith(14, byUnits, 'pruned'), encoding), null);
  assert.equal(fitCost(trialsWith(14, byUnits, 'failed'), encoding), null);
  assert.equal(
    fitCost(
      trialsWith(14, (params) => -byUnits(params)),
      encoding,
    ),
    null,
  );
});

test('under a time budget the cheap ones of equally good trials come first, and not at its end', () => {
  const trials = trialsWith(14, byUnits);
  const unitsAt = (timeLeft: number): number =>
    Number(ask({ direction: 'minimize', seed: 5, trials }, space, { nTrialsPlanned: 40, timeLeft })?.params['units']);
  assert.ok(unitsAt(1) < 40, `with all the time left: ${unitsAt(1)} units`);
  assert.equal(unitsAt(0), Number(ask({ direction: 'minimize', seed: 5, trials }, space)?.params['units']));
});
