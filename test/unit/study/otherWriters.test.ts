// Journals that Optuna wrote: what only it does (deleting, enqueuing, parameters one by one) means here what it means there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDecoder, type Decoder } from '../../../src/study/codec.ts';
import { choiceOf } from '../../../src/study/distribution.ts';
import { emptyStudy, fold } from '../../../src/study/fold.ts';
import type { Study } from '../../../src/study/study.ts';

function read(lines: readonly object[], options: { readonly study?: string } = {}): { study: Study; decoder: Decoder } {
  const decoder = createDecoder(options);
  const study = emptyStudy();
  for (const line of lines) {
    const { events, problem } = decoder.push(JSON.stringify({ worker_id: 'p', ...line }));
    assert.equal(problem, null);
    fold(study, events);
  }
  return { study, decoder };
}

const create = (name: string, direction = 1) => ({ op_code: 0, study_name: name, directions: [direction] });
const remove = (id: number) => ({ op_code: 1, study_id: id });
const trial = (studyId: number) => ({ op_code: 4, study_id: studyId, datetime_start: '2026-11-24T00:00:00.000000' });
const end = (trialId: number, value: number) => ({
  op_code: 6,
  trial_id: trialId,
  state: 1,
  values: [value],
  datetime_complete: '2026-11-24T00:00:01.000000',
});

test('a study that was deleted is forgotten, and one created after it of the same name is followed', () => {
  const before = [create('a'), { op_code: 2, study_id: 0, user_attr: { old: 1 } }, trial(0), end(0, 1), remove(0)];
  assert.deepEqual(read(before).study, emptyStudy());
  const { study, decoder } = read([...before, create('a', 2), trial(1), end(1, 2)]);
  assert.equal(study.direction, 'maximize');
  assert.deepEqual(study.facts, {});
  assert.deepEqual(
    study.trials.map(({ number, value }) => [number, value]),
    [[0, 2]],
  );
  assert.deepEqual([decoder.ids.studyId, decoder.ids.nStudies, decoder.ids.nTrials], [1, 2, 2]);
});

test('what Optuna skips takes no id: a second study of one name, a trial of a deleted study', () => {
  const { study, decoder } = read(
    [create('a'), create('a'), create('b'), remove(0), trial(0), trial(7), trial(1), end(0, 3)],
    { study: 'b' },
  );
  assert.deepEqual([decoder.ids.studyId, decoder.ids.nStudies, decoder.ids.nTrials], [1, 2, 1]);
  assert.equal(study.trials[0]?.value, 3);
});

test('an enqueued trial has the values that it asks for, and those set one by one once it runs', () => {
  const float = JSON.stringify({ name: 'FloatDistribution', attributes: { step: null, low: 0, high: 1, log: false } });
  const queued = {
    op_code: 4,
    study_id: 0,
    datetime_start: null,
    state: 4,
    system_attrs: { fixed_params: { x: 0.25, act: 'relu', shape: [3, 3] } },
  };
  const waiting = [create('a'), queued];
  const fixed = { x: 0.25, act: 'relu', shape: '[3,3]' };
  assert.deepEqual(read(waiting).study.trials[0]?.params, fixed);
  const { study } = read([
    ...waiting,
    { op_code: 6, trial_id: 0, state: 0, values: null, datetime_start: '2026-11-24T00:00:00.000000' },
    { op_code: 5, trial_id: 0, param_name: 'y', param_value_internal: 0.5, distribution: float },
  ]);
  assert.equal(study.trials[0]?.state, 'running');
  assert.deepEqual(study.trials[0].params, { ...fixed, y: 0.5 });
});

test('a choice that no literal can be shows as its text', () => {
  assert.deepEqual([null, true, 1.5, 'a', [1, [2]], { k: NaN }].map(choiceOf), [
    null,
    true,
    1.5,
    'a',
    '[1,[2]]',
    '{"k":null}',
  ]);
});
