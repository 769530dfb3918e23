import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from '../../../../src/errors.ts';
import { objectiveOf } from '../../../../src/trial/run/baseline.ts';
import { noObservations } from '../../../../src/trial/run/objective.ts';
import type { TrialOutcome } from '../../../../src/trial/run/trialRun.ts';
import type { TrialMessage } from '../../../../src/trial/trialProtocol.ts';
import { planOfText } from './filePlan.ts';

const started: TrialMessage = { kind: 'started', pid: 1, node: '22.21.1', atMs: 0, host: null, job: null };
const loaded: TrialMessage = { kind: 'tfjsLoaded', file: '/work/node_modules/@tensorflow/tfjs/dist/tf.node.js' };

/** What is said of a first trial that reported nothing. */
async function codeOf(text: string, ...messages: readonly TrialMessage[]): Promise<string> {
  const outcome: TrialOutcome = {
    ...{ end: { kind: 'exited', code: 0 }, messages: [started, ...messages], observations: noObservations },
    ...{ outputFile: '', startedAtMs: 0, endedAtMs: 0, durationMs: 0, failure: null, value: null },
  };
  try {
    await objectiveOf(outcome, planOfText(text, '/work'), undefined);
  } catch (error) {
    if (error instanceof UserError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'nothing was thrown';
}

const annotated = 'const rate = 0.1; // @tune 0..1\n';

test('a program that loads TensorFlow.js and trains nothing is told so', async () => {
  assert.match(await codeOf(`import '@tensorflow/tfjs';\n${annotated}`, loaded), /^nothingReported: /);
  assert.match(await codeOf(annotated), /^nothingReported: /);
});

test('where the load of TensorFlow.js was not seen, that is said, and not that the program trains nothing', async () => {
  const said = await codeOf(`import * as tf from '@tensorflow/tfjs-node';\n${annotated}`);
  assert.match(said, /^trainingNotSeen: .*@tensorflow\/tfjs-node.*Node 22\.21\.1/);
});
