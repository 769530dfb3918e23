import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { planStudy, type StudyPlan } from '../../../../src/program/plan.ts';
import { Journal } from '../../../../src/storage/journal.ts';
import { findTransfer } from '../../../../src/trial/run/carryOver.ts';
import { programNote } from '../../../../src/trial/run/programNote.ts';
import { whyNewStudy } from '../../../../src/trial/run/studyOpening.ts';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

const model = `// @tune minimize loss
const rate = 0.5; // @tune 0..1
console.log(rate);
`;

/** The plan of a file whose study `.tune/model.log` has one finished trial. */
async function planned(): Promise<{ readonly plan: StudyPlan; readonly journal: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'tunelens-opening-'));
  made.push(folder);
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'model.js'), model);
  const plan = planStudy(join(folder, 'model.js'), {});
  mkdirSync(plan.dataFolder);
  const file = join(plan.dataFolder, 'model.log');
  const journal = await Journal.open(file);
  await journal.append([
    { kind: 'studyCreated', study: 'model', direction: 'minimize' },
    {
      kind: 'studyDescribed',
      space: plan.space,
      objective: { direction: 'minimize', metric: 'loss' },
      seed: 0,
      atMs: 1,
    },
    { kind: 'trialStarted', trial: 0, params: { rate: 0.25 }, atMs: 2 },
    { kind: 'trialFinished', trial: 0, value: 1, atMs: 3 },
  ]);
  return { plan, journal: file };
}

test('a run goes on with the latest study, and begins a new one where it can only be shown or no longer fits', async () => {
  const { plan, journal } = await planned();
  assert.equal(await whyNewStudy(plan), null);
  const other = { ...plan, space: { parameters: [] } };
  assert.deepEqual(await whyNewStudy(other), { obstacle: null, sentence: 'The parameter rate is no longer tuned.' });
  writeFileSync(journal, readFileSync(journal, 'utf8').replace('"directions":[1]', '"directions":[1,2]'));
  assert.deepEqual((await whyNewStudy(plan))?.obstacle, { kind: 'objectives', nObjectives: 2 });
});

test('a trial that an earlier study had taken over is counted once', async () => {
  const { plan, journal } = await planned();
  writeFileSync(join(plan.dataFolder, 'model-2.log'), readFileSync(journal));
  assert.deepEqual(await findTransfer(plan), {
    objective: { direction: 'minimize', metric: 'loss' },
    priors: [{ params: { rate: 0.25 }, value: 1 }],
    nLeftOut: 0,
  });
});

test('a new study gets the trials of those that can be read, whatever else lies beside them', async () => {
  const { plan } = await planned();
  writeFileSync(join(plan.dataFolder, 'model-2.log'), 'no journal\n');
  const transfer = await findTransfer(plan);
  assert.deepEqual(transfer?.priors, [{ params: { rate: 0.25 }, value: 1 }]);
});

test('a run of another program, or with other arguments, begins a new study, and says which', async () => {
  const { plan, journal } = await planned();
  const { program } = plan;
  const withArgs = (...args: readonly string[]) => ({ ...plan, program: { ...program, args } });
  const opened = await Journal.open(journal);
  const fact = programNote(withArgs('--epochs', '10').program);
  await opened.append([
    { kind: 'trialStarted', trial: 1, params: { rate: 0.5 }, atMs: 4 },
    { kind: 'factNoted', trial: 1, name: 'program', fact },
  ]);
  assert.equal(await whyNewStudy(withArgs('--epochs', '10')), null);
  const was = "The program has changed from 'node model.js --epochs 10' to";
  assert.equal((await whyNewStudy(plan))?.sentence, `${was} 'node model.js'.`);
  assert.equal((await whyNewStudy(withArgs('--name', 'a b')))?.sentence, `${was} 'node model.js --name "a b"'.`);
});
