// A study in a folder of its own, with an executor and an engine that answer as a test says.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'node:test';
import { UserError } from '../../../../src/errors.ts';
import type { StudyPlan } from '../../../../src/program/plan.ts';
import { createControl } from '../../../../src/trial/run/control.ts';
import type { Executor } from '../../../../src/trial/executor.ts';
import { tune } from '../../../../src/trial/run/scheduler.ts';
import type { TrialEnd, TrialMessage, TrialRequest } from '../../../../src/trial/trialProtocol.ts';
import type { TuneOptions, TuneOutcome } from '../../../../src/trial/run/tuneOptions.ts';
import { planOfText } from './filePlan.ts';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

export const source = 'const rate = 0.5; // @tune 0..1\n';

export function planOf(text: string, folder = emptyFolder()): StudyPlan {
  return planOfText(text, folder);
}

export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tunelens-scheduler-'));
  made.push(folder);
  return folder;
}

/** A trial's doing: its messages, then its end. */
export type Program = (
  request: TrialRequest,
  signal: AbortSignal,
  send: (message: TrialMessage) => void,
) => Promise<{ messages?: readonly TrialMessage[]; end?: TrialEnd }>;

export function executorOf(program: Program): Executor {
  return {
    run: async (request, { onMessage, signal }) => {
      const { messages = [], end = { kind: 'exited', code: 0 } } = await program(request, signal, onMessage);
      messages.forEach(onMessage);
      return end;
    },
    resume: () => Promise.resolve({ kind: 'killed', signal: 'SIGKILL' }),
    prepare: quiet,
    close: () => Promise.resolve(),
  };
}

export const evaluated = (metrics: Readonly<Record<string, number>>): TrialMessage => ({ kind: 'evaluated', metrics });
export const reports =
  (metrics: Readonly<Record<string, number>>): Program =>
  () =>
    Promise.resolve({ messages: [evaluated(metrics)] });

/** An engine that has nothing to say of running trials. */
export const deaf: Pick<TuneOptions['asker'], 'judge' | 'advise' | 'close'> = {
  judge: () => Promise.reject(new Error('not asked')),
  advise: () => Promise.resolve(null),
  close: () => Promise.resolve(),
};

/** Proposes 0.01, 0.02, … */
export function counting(): TuneOptions['asker'] {
  return {
    ...deaf,
    ask: ({ study }) => Promise.resolve({ params: { rate: study.trials.length / 100 }, source: 'model' }),
  };
}

export const quiet = (): void => undefined;
const log = { trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet };

export function run(plan: StudyPlan, program: Program, more: Partial<TuneOptions> = {}): Promise<TuneOutcome> {
  return tune({
    plan,
    nTrials: 3,
    enqueue: [],
    slots: [{ gpu: null, env: {} }],
    seed: 7,
    sampler: 'gp',
    isNewStudy: false,
    trialTimeoutMs: null,
    totalTimeMs: null,
    fitValue: 'last',
    isPruning: false,
    isStoppingWhenDone: false,
    nModels: 0,
    provenance: {},
    control: createControl(),
    executor: executorOf(program),
    place: 'local',
    asker: counting(),
    log,
    signal: new AbortController().signal,
    onEvents: quiet,
    ...more,
  });
}

export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof UserError) return error.code;
    throw error;
  }
  return 'none';
}

export const aimed = `// @tune maximize acc\n${source}`;
