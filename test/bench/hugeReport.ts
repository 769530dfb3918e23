// One report of a made study, in a process of its own: `hugeReport.ts PARAMETERS TRIALS CHOICES` writes its times and its memory as JSON.
import { learnedOf, renderReport } from '../../src/report/html.ts';
import { createRandom } from '../../src/math/random.ts';
import type { Parameter } from '../../src/space/space.ts';
import { accelerate } from '../../src/study/accelerate.ts';
import type { StudyEvent } from '../../src/study/event.ts';
import { emptyStudy, fold } from '../../src/study/fold.ts';

const [nParameters = 0, nTrials = 0, nChoices = 0] = process.argv.slice(2).map(Number);
accelerate();
const random = createRandom(1);
const choices = Array.from({ length: nChoices }, (_, i) => `c${i}`);
const parameters: readonly Parameter[] = [
  ...Array.from({ length: nParameters }, (_, i): Parameter => ({
    name: `p${i}`,
    domain: { kind: 'float', low: 0, high: 1, scale: 'linear', step: null },
    initial: 0.5,
    conditions: [],
  })),
  ...(nChoices === 0
    ? []
    : [{ name: 'c', domain: { kind: 'choice' as const, choices }, initial: 'c0', conditions: [] }]),
];
const events: StudyEvent[] = [
  { kind: 'studyCreated', study: 'made', direction: 'minimize' },
  {
    kind: 'studyDescribed',
    space: { parameters },
    objective: { direction: 'minimize', metric: 'loss' },
    seed: 1,
    atMs: 0,
  },
];
for (let trial = 0; trial < nTrials; trial++) {
  const params = Object.fromEntries(
    parameters.map(({ name }) => [
      name,
      name === 'c' ? `c${Math.floor(random.uniform() * nChoices)}` : random.uniform(),
    ]),
  );
  const value = Number(params['p0']) + 0.1 * random.uniform();
  events.push(
    { kind: 'trialStarted', trial, params, atMs: 1000 * trial },
    { kind: 'trialFinished', trial, value, atMs: 1000 * trial + 900 },
  );
}
const study = fold(emptyStudy(), events);
const startMs = performance.now();
const learned = learnedOf(study);
const learnedMs = performance.now();
const html = renderReport(study, learned);
process.stdout.write(
  JSON.stringify({
    learnedS: (learnedMs - startMs) / 1000,
    drawnS: (performance.now() - learnedMs) / 1000,
    megabytes: html.length / 1e6,
    memoryMb: process.resourceUsage().maxRSS / 1024,
  }),
);
