import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorInflation, predictFinal } from '../../../src/gp/learningCurve.ts';
import { chooseWarp } from '../../../src/gp/warp.ts';
import { asObservation, curveOf, expectValue, learnCurves, prunedValue } from '../../../src/study/curves.ts';
import type { Trial } from '../../../src/study/study.ts';
import { curveStudy, falling, finishedTrial, trialOf } from './curveStudies.ts';

const ends = [0.5, 0.3, 0.4, 0.6, 0.35];

test('a report that comes again at its step replaces the earlier one; order and gaps of steps do not matter', () => {
  const reports = [
    { step: 4, value: 3 },
    { step: 2, value: 9 },
    { step: 9, value: 1 },
    { step: 4, value: 2 },
    { step: 7, value: NaN },
  ];
  assert.deepEqual(curveOf({ reports }, 2), { times: [1, 3, 8], values: [9, 2, 1] });
});

test('curves are learned from two finished trials of three reports or more, and from no others', () => {
  const study = curveStudy({ ends });
  assert.equal(learnCurves({ ...study, trials: study.trials.slice(0, 1) }), null);
  assert.equal(learnCurves(study)?.complete.length, 5);
  const short = study.trials.map((trial) => ({ ...trial, reports: trial.reports.slice(0, 2) }));
  assert.equal(learnCurves({ ...study, trials: short }), null);
  const pruned = study.trials.map((trial) => ({ ...trial, state: 'pruned' as const }));
  assert.equal(learnCurves({ ...study, trials: pruned }), null);
});

test('of many finished trials the newest 256 with three reports or more teach', () => {
  const { direction, trials } = curveStudy({ ends: [...Array(300).keys()].map((i) => 0.3 + i / 1000) });
  const short = { ...trials[299]!, number: 300, reports: trials[299]!.reports.slice(0, 2) };
  const newest = { direction, trials: trials.slice(44) };
  assert.deepEqual(learnCurves({ direction, trials: [...trials, short] }, 20), learnCurves(newest, 20));
});

test('curves end at the planned steps, or where the longest finished trial did if that is later', () => {
  const study = curveStudy({ ends });
  assert.deepEqual(
    [40, 20, 10, null].map((nSteps) => learnCurves(study, nSteps)?.model.nSteps),
    [40, 20, 20, 20],
  );
});

test('the end of a running trial is expected near where it will be, closer with each third of its steps', () => {
  const curves = learnCurves(curveStudy({ ends }));
  assert.ok(curves !== null);
  const errors = [7, 13, 19].map((nReports) => {
    const expected = expectValue(trialOf(5, falling({ end: 0.45, seed: 77 }), nReports), curves);
    assert.ok(expected !== null);
    return { error: Math.abs(expected.mean - 0.45), sd: expected.sdOfReport };
  });
  for (const { error, sd } of errors) assert.ok(error < 3 * sd && error < 0.15, `${error} ± ${sd}`);
  assert.ok(errors[0]!.sd > errors[1]!.sd && errors[1]!.sd > errors[2]!.sd);
});

test('what the main model expects pulls the end its way, more when it is surer', () => {
  const curves = learnCurves(curveStudy({ ends }));
  assert.ok(curves !== null);
  const trial = trialOf(5, falling({ end: 0.45 }), 5);
  const [alone, vague, sure] = [null, { mean: 0.9, sd: 0.3 }, { mean: 0.9, sd: 1e-6 }].map((prior) =>
    expectValue(trial, curves, prior),
  );
  assert.ok(alone && vague && sure);
  assert.ok(alone.mean < vague.mean && vague.mean < sure.mean && sure.mean < 0.9);
  assert.ok(Math.abs(sure.mean - 0.9) < 1e-4, `${sure.mean}`);
});

test('where a trial’s value is not its last report, the way from one to the other is learned', () => {
  const study = curveStudy({ ends });
  const moved = { ...study, trials: study.trials.map((trial) => ({ ...trial, value: trial.value! + 10 })) };
  const trial = trialOf(5, falling({ end: 0.45 }), 12);
  const [plain, other] = [learnCurves(study), learnCurves(moved)];
  assert.ok(plain !== null && other !== null);
  const [near, far] = [expectValue(trial, plain), expectValue(trial, other)];
  assert.ok(near !== null && far !== null);
  assert.ok(Math.abs(far.mean - near.mean - 10) < 1e-6);
  assert.ok(Math.abs(far.sd - near.sd) < 1e-6, 'a constant distance adds no doubt');
  const scattered = {
    ...study,
    trials: study.trials.map((trial, i) => ({ ...trial, value: trial.value! + (i % 2) })),
  };
  const curves = learnCurves(scattered);
  assert.ok(curves !== null);
  // Of 0, 1, 0, 1, 0 the variance is 0.3; a sixth adds a fifth to that.
  const added = (expectValue(trial, curves)?.sd ?? NaN) ** 2 - near.sd ** 2;
  assert.ok(Math.abs(added - 0.36) < 0.01, `${added}`);
});

test('what the main model expects is of the value, not of the last report', () => {
  const study = curveStudy({ ends });
  const moved = { ...study, trials: study.trials.map((trial) => ({ ...trial, value: trial.value! + 10 })) };
  const trial = trialOf(5, falling({ end: 0.45 }), 12);
  const [plain, other] = [learnCurves(study), learnCurves(moved)];
  assert.ok(plain !== null && other !== null);
  const near = expectValue(trial, plain, { mean: 0.6, sd: 0.01 });
  const far = expectValue(trial, other, { mean: 10.6, sd: 0.01 });
  assert.ok(near !== null && far !== null);
  assert.ok(Math.abs(far.mean - near.mean - 10) < 1e-6);
});

test('doubt is widened by how wrong the complete curves were at the same time', () => {
  const study = curveStudy({ ends, sd: 0.001 });
  const late = falling({ end: 0.5, sd: 0.001 }).map((value, i) => (i < 12 ? value : value - 0.3));
  const curves = learnCurves({ ...study, trials: [...study.trials, finishedTrial(5, late)] });
  assert.ok(curves !== null);
  const trial = trialOf(6, falling({ end: 0.45 }), 8);
  const { complete, model } = curves;
  const raw = predictFinal(curveOf(trial, 0), model, { mean: 0, variance: Infinity });
  const inflation = errorInflation(complete, model, 8);
  assert.ok(inflation > 1.5, `${inflation}`);
  assert.ok(Math.abs((expectValue(trial, curves)?.sd ?? NaN) ** 2 / (raw.variance * inflation) - 1) < 0.01);
});

test('a trial that reports at steps which count nothing teaches nothing, and no end is expected of it', () => {
  const study = curveStudy({ ends: [0.3, 0.4, 0.5] });
  const curves = learnCurves(study);
  assert.ok(curves !== null);
  for (const step of [1e300, -1e308, 1e12]) {
    const odd = finishedTrial(3, falling({ end: 0.6 }));
    const far: Trial = { ...odd, reports: [...odd.reports, { step, value: 0.6 }] };
    const learned = learnCurves({ ...study, trials: [...study.trials, far] });
    if (step > 0) assert.deepEqual(learned?.complete, curves.complete);
    assert.equal(expectValue(far, { ...curves, firstStep: Math.min(0, step) }), null);
  }
});

test('a trial without a finite report has no expected value', () => {
  const curves = learnCurves(curveStudy({ ends }));
  assert.ok(curves !== null);
  assert.equal(expectValue(trialOf(5, [NaN], 1), curves), null);
  assert.equal(expectValue(trialOf(5, [], 0), curves), null);
});

for (const direction of ['minimize', 'maximize'] as const) {
  test(`a pruned trial enters the model as its expected end, no better than the best trial (${direction})`, () => {
    const sign = direction === 'maximize' ? -1 : 1;
    const study = curveStudy({ ends, direction });
    const curves = learnCurves(study);
    assert.ok(curves !== null);
    const values = (end: number): readonly number[] => falling({ end }).map((value) => sign * value);
    const bad = prunedValue(study, trialOf(5, values(0.8), 8), curves);
    assert.ok(bad !== null);
    assert.ok(Math.abs(sign * bad.mean - 0.8) < 0.15, `${bad.mean}`);
    const good = prunedValue(study, trialOf(5, values(0.1), 8), curves);
    assert.equal(good?.mean, study.trials[1]?.value, 'not better than trial 1');
  });
}

test('in the model’s units the value is warped, and its doubt by the warp’s slope there', () => {
  const warp = chooseWarp([1, 2, 3, 4, 5]);
  const value = { mean: -3.5, sd: 0.2, sdOfReport: 0.3 };
  const { y, extraNoise } = asObservation(value, { warp, sign: -1 });
  assert.equal(y, warp.toModel(3.5));
  // Without a squeeze the warp is linear: one unit is 1 / sqrt 2 of a standard deviation.
  assert.ok(Math.abs(extraNoise - 0.2 ** 2 / 2) < 1e-12);
});
