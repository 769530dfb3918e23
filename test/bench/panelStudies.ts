// Large studies for the results page, as events from fixed numbers.
import { createRandom } from '../../src/math/random.ts';
import type { Parameter, Params } from '../../src/space/space.ts';
import type { StudyEvent } from '../../src/study/event.ts';

export type StudySize = {
  readonly nTrials: number;
  readonly nParameters: number;
  /** Reports of each trial. */
  readonly nReports: number;
};

const secondMs = 1000;

/** A study that minimises: every third parameter on a log scale, every fifth a choice. */
export function bigStudy({ nTrials, nParameters, nReports }: StudySize): readonly StudyEvent[] {
  const random = createRandom(11, 0);
  const parameters = Array.from({ length: nParameters }, (_, i) => parameterAt(i));
  const events: StudyEvent[] = [
    { kind: 'studyCreated', study: 'big', direction: 'minimize' },
    {
      kind: 'studyDescribed',
      space: { parameters },
      objective: { direction: 'minimize', metric: 'loss' },
      seed: 1,
      atMs: 0,
    },
  ];
  for (let trial = 0; trial < nTrials; trial++) {
    events.push(...trialEvents(trial, { parameters, random: () => random.uniform(), nReports }));
  }
  return events;
}

/** The events of one trial more. */
export function oneTrial(trial: number, { nParameters, nReports }: StudySize): readonly StudyEvent[] {
  const random = createRandom(trial, 1);
  const parameters = Array.from({ length: nParameters }, (_, i) => parameterAt(i));
  return trialEvents(trial, { parameters, random: () => random.uniform(), nReports });
}

function parameterAt(i: number): Parameter {
  const name = `parameter${i}`;
  if (i % 5 === 4) {
    return { name, domain: { kind: 'choice', choices: ['relu', 'elu', 'tanh'] }, initial: 'relu', conditions: [] };
  }
  const isLog = i % 3 === 2;
  const domain = {
    kind: 'float',
    low: isLog ? 1e-5 : 0,
    high: 1,
    scale: isLog ? 'log' : 'linear',
    step: null,
  } as const;
  return { name, domain, initial: 0.1, conditions: [] };
}

function trialEvents(
  trial: number,
  { parameters, random, nReports }: { parameters: readonly Parameter[]; random: () => number; nReports: number },
): readonly StudyEvent[] {
  const units = parameters.map(() => random());
  const params: Params = Object.fromEntries(
    parameters.map(({ name, domain }, i) => {
      if (domain.kind === 'choice') return [name, domain.choices[Math.floor(units[i]! * 3)]!];
      return [name, Number((i % 3 === 2 ? 10 ** (-5 + 5 * units[i]!) : units[i]!).toPrecision(4))];
    }),
  );
  const value = 0.1 + (units[0]! - 0.3) ** 2 + 0.3 * (units[1]! - 0.6) ** 2 + 0.02 * random();
  const atMs = trial * 10 * secondMs;
  const reports = Array.from({ length: nReports }, (_, step): StudyEvent => {
    const report = value + Math.exp((-5 * (step + 1)) / nReports) + 0.01 * random();
    return { kind: 'valueReported', trial, step, value: report };
  });
  return [
    { kind: 'trialStarted', trial, params, atMs },
    ...reports,
    { kind: 'trialFinished', trial, value, atMs: atMs + 9 * secondMs },
  ];
}
