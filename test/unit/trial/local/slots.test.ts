// How trials share a machine.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Gpu } from '../../../../src/trial/local/nvidiaSmi.ts';
import { slotsFor } from '../../../../src/trial/local/slots.ts';

const gpuNamed = (id: string): Gpu => ({ id, name: 'H100', memoryBytes: null, usedBytes: null, usePercent: null });
const two = [gpuNamed('GPU-a'), gpuNamed('GPU-b')];
const envsOf = (gpus: readonly Gpu[], nParallel: number | null, env: NodeJS.ProcessEnv = {}) =>
  slotsFor(gpus, { nParallel, env, nCores: 8 }).map((slot) => slot.env);

test('a machine without a GPU has one slot, which takes all cores', () => {
  assert.deepEqual(slotsFor([], { nParallel: null, env: {}, nCores: 8 }), [{ gpu: null, env: {} }]);
});

test('each GPU has a slot of its own', () => {
  const slots = slotsFor(two, { nParallel: 0, env: {}, nCores: 8 });
  assert.deepEqual(
    slots.map(({ gpu, env }) => [gpu?.id, env['CUDA_VISIBLE_DEVICES']]),
    [
      ['GPU-a', 'GPU-a'],
      ['GPU-b', 'GPU-b'],
    ],
  );
});

test('TensorFlow takes of the memory of a GPU what it needs, and of the cores its share', () => {
  assert.deepEqual(envsOf(two, null)[1], {
    CUDA_VISIBLE_DEVICES: 'GPU-b',
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    TF_NUM_INTRAOP_THREADS: '4',
    TF_NUM_INTEROP_THREADS: '4',
  });
});

test('more slots than GPUs go round them, and fewer leave the last ones alone', () => {
  const devicesOf = (nParallel: number) => envsOf(two, nParallel).map((env) => env['CUDA_VISIBLE_DEVICES']);
  assert.deepEqual(devicesOf(5), ['GPU-a', 'GPU-b', 'GPU-a', 'GPU-b', 'GPU-a']);
  assert.deepEqual(devicesOf(1), ['GPU-a']);
});

test('more slots than cores have a thread each', () => {
  assert.equal(envsOf([], 20)[19]?.['TF_NUM_INTRAOP_THREADS'], '1');
});

test('what the user says of memory and threads holds, but not which GPU each slot has', () => {
  const own = { TF_FORCE_GPU_ALLOW_GROWTH: 'false', TF_NUM_INTRAOP_THREADS: '2', CUDA_VISIBLE_DEVICES: 'GPU-a,GPU-b' };
  assert.deepEqual(envsOf(two, null, own)[0], { CUDA_VISIBLE_DEVICES: 'GPU-a', TF_NUM_INTEROP_THREADS: '4' });
});
