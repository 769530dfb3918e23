import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trialDetails } from '../../../src/chart/trialDetails.ts';
import { fold } from '../../../src/study/fold.ts';
import type { Study } from '../../../src/study/study.ts';
import { studyOf, type Outcome } from './chartStudies.ts';

/** Its end is told after what it has noted: a trial that has ended changes no more. */
const running: Outcome = { state: 'running', reports: [0.5, 0.9] };

/** Title and text. */
type Pair = readonly [string, string];

function detailsOf(study: Study, number: number): Readonly<Record<string, readonly Pair[]>> {
  const groups = trialDetails(study, study.trials[number]!);
  return Object.fromEntries(groups.map(({ title, details }) => [title, details.map((one) => [one.title, one.text])]));
}

test('the details of a trial tell its outcome, values, origin and the attributes of other programs, each in its group', () => {
  const study = fold(studyOf([running]), [
    { kind: 'factNoted', trial: 0, name: 'source', fact: 'literals' },
    { kind: 'factNoted', trial: 0, name: 'git_dirty', fact: false },
    { kind: 'factNoted', trial: 0, name: 'owner_pid', fact: 12 },
    { kind: 'factNoted', trial: 0, name: 'fold', fact: [1, { of: 5 }] },
    { kind: 'trialFinished', trial: 0, value: 0.9, atMs: 61_000 },
    { kind: 'noteWritten', trial: 0, note: 'look\nagain' },
  ]);
  assert.deepEqual(detailsOf(study, 0), {
    Outcome: [
      ['state', 'finished'],
      ['acc', '0.9'],
      ['reports', '2, the last 0.9 at step 1'],
      ['started', '1970-01-01 00:00:00 UTC'],
      ['took', '61 s'],
      ['note', 'look again'],
    ],
    Values: [
      ['rate', '1e-4'],
      ['units', '16'],
      ['act', 'relu'],
    ],
    Origin: [
      ['values from', 'literals'],
      ['uncommitted changes', 'no'],
    ],
    'User attributes': [['fold', '[1,{"of":5}]']],
  });
});

test('the details of a failed trial give its whole reason, and of one that breaks its constraints which', () => {
  const reason = `Error: ${'deep '.repeat(100)}end`;
  const study = fold(studyOf([running, running]), [
    { kind: 'factNoted', trial: 0, name: 'fail_reason', fact: reason },
    { kind: 'trialFailed', trial: 0, value: null, atMs: 1 },
    { kind: 'factNoted', trial: 1, name: 'constraints', fact: [-1, 2] },
    { kind: 'trialFinished', trial: 1, value: 0.5, atMs: 1 },
  ]);
  assert.deepEqual(
    detailsOf(study, 0)['Outcome']?.find(([title]) => title === 'reason'),
    ['reason', reason],
  );
  assert.deepEqual(
    detailsOf(study, 1)['Outcome']?.find(([title]) => title === 'constraints'),
    ['constraints', 'broken: [-1,2]'],
  );
});

test('hostile names and texts in the details stand on one line, turn no text about and have an end', () => {
  const long = `\u202E<script>\n${'x'.repeat(10_000)}`;
  const study = fold(studyOf([running]), [
    { kind: 'factNoted', trial: 0, name: long, fact: long },
    { kind: 'factNoted', trial: 0, name: 'constructor', fact: 'p' },
  ]);
  const [[title, text], [born]] = detailsOf(study, 0)['User attributes'] as readonly [Pair, Pair];
  assert.match(title, /^<script> x+…$/);
  assert.deepEqual([title.length, text.length], [80, 2000]);
  assert.equal(born, '\u2060constructor');
});
