import assert from 'node:assert/strict';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { gpuFinding, type GpuUse } from '../../../src/doctor/gpuFinding.ts';
import type { Probed } from '../../../src/doctor/probe.ts';
import { findGpus } from '../../../src/trial/local/gpu.ts';
import { findingsIn, modelLoading, packageFiles, projectOf, shellCommand, tfjs, wholePackage } from './projects.ts';

const one = (name: string) => ({ gpus: [{ name }], nHidden: 0, problem: null });
const none = { gpus: [], nHidden: 0, problem: null };
const absent = { gpus: [], nHidden: 0, problem: 'nvidia-smi is not installed.' };
const folder = '/work/project';
const script = '/extension/gpu.js';
const cpu: GpuUse = {
  native: { name: '@tensorflow/tfjs-node', version: '4.22.0', folder: '/x' },
  probed: probedWith('@tensorflow/tfjs-node', { usesGpu: false }),
  folder,
  script,
};

function gpu({ usesGpu = false, tensorflow = '2.9.1', output = '' }): GpuUse {
  const name = '@tensorflow/tfjs-node-gpu';
  return {
    native: { name, version: '4.22.0', folder: '/x' },
    probed: { ...probedWith(name, { usesGpu, tensorflow }), output },
    folder,
    script,
  };
}

function probedWith(name: string, { usesGpu = false, tensorflow = '2.9.1' }): Probed {
  return {
    end: { kind: 'exited', code: 0 },
    messages: [{ kind: 'computed', name, backend: 'tensorflow', tensorflow, usesGpu }],
    output: '',
  };
}

test('a machine without an NVIDIA GPU is told so, and nothing is to be mended', () => {
  assert.deepEqual([gpuFinding(none, cpu).status, gpuFinding(absent, cpu, '/no/such/folder').status], ['ok', 'ok']);
});

test('a card without a driver is a warning', () => {
  const device = 'devices/0000:01:00.0';
  const pci = projectOf({ [`${device}/vendor`]: '0x10de\n', [`${device}/class`]: '0x030200\n' });
  const { status, remedy } = gpuFinding(absent, cpu, join(pci, 'devices'));
  assert.equal(status, 'warning');
  assert.match(remedy ?? '', /Install NVIDIA's driver/);
});

test('another card than NVIDIA’s is no reason to warn', () => {
  const device = 'devices/0000:01:00.0';
  const pci = projectOf({ [`${device}/vendor`]: '0x1002\n', [`${device}/class`]: '0x030000\n' });
  assert.equal(gpuFinding(absent, cpu, join(pci, 'devices')).status, 'ok');
});

test('a driver that fails is a warning with its own words', async (t) => {
  const folder = projectOf({ 'model.js': modelLoading('@tensorflow/tfjs'), ...tfjs('4.22.0') });
  const said = 'Failed to initialize NVML: Driver/library version mismatch';
  const before = process.env['PATH'] ?? '';
  process.env['PATH'] = `${shellCommand(folder, 'nvidia-smi', `echo '${said}'; exit 18`)}${delimiter}${before}`;
  t.after(() => {
    process.env['PATH'] = before;
  });
  const found = await findingsIn(folder, { findGpus: () => findGpus(process.env) });
  assert.deepEqual([found.gpu?.status, found.gpu?.detail], ['warning', said]);
  assert.match(found.gpu?.remedy ?? '', /Restart the machine/);
});

test('a GPU that the CPU package leaves alone is a warning with the package that uses it', () => {
  const { status, title, remedy } = gpuFinding(one('NVIDIA A100-SXM4-40GB'), cpu);
  assert.equal(status, 'warning');
  assert.match(title, /A100.*Trials do not use it/);
  assert.match(remedy ?? '', /npm install @tensorflow\/tfjs-node-gpu.*CUDA 11\.2/);
});

test('a card newer than CUDA 11.2 is told to need a newer library than tfjs-node-gpu brings, with the command that brings it', () => {
  for (const name of ['NVIDIA H100 80GB HBM3', 'NVIDIA GeForce RTX 4090', 'NVIDIA L40S', 'NVIDIA B200']) {
    const { detail, remedy } = gpuFinding(one(name), cpu);
    assert.match(detail, /CUDA 11\.2, which is older/, name);
    assert.match(remedy ?? '', /^Run "node \/extension\/gpu\.js \/work\/project".*TensorFlow 2\.18 for CUDA 12/);
    assert.equal(gpuFinding(one(name), gpu({})).remedy, remedy);
    const unloaded = gpuFinding(one(name), { ...cpu, native: null }).remedy ?? '';
    assert.match(unloaded, /^Run "npm install @tensorflow\/tfjs-node" in \/work\/project and load it\. Run "node /);
  }
  for (const name of ['NVIDIA GeForce RTX 3090', 'Tesla V100-SXM2-16GB', 'NVIDIA A10', 'Quadro RTX 4000', 'Tesla T4']) {
    assert.equal(gpuFinding(one(name), cpu).detail, '', name);
  }
});

test('a GPU that is computed on is ok', () => {
  assert.equal(gpuFinding(one('Tesla T4'), gpu({ usesGpu: true })).status, 'ok');
});

test('tfjs-node-gpu that does not come to the GPU is a warning with the libraries that it misses', () => {
  const line =
    "W dso_loader.cc:64] Could not load dynamic library 'libcudnn.so.8'; dlerror: libcudnn.so.8: cannot open\n";
  const { status, detail, remedy } = gpuFinding(one('Tesla T4'), gpu({ output: line + line }));
  assert.deepEqual([status, detail], ['warning', 'Missing: libcudnn.so.8.']);
  assert.match(remedy ?? '', /LD_LIBRARY_PATH/);
});

test('a newer library in tfjs-node-gpu is not called too old', () => {
  const { detail } = gpuFinding(one('NVIDIA H100 80GB HBM3'), gpu({ tensorflow: '2.18.1' }));
  assert.equal(detail, '');
});

test('where tfjs-node-gpu does not load at all, that is what is to be mended', () => {
  const { native } = gpu({});
  const { status, remedy } = gpuFinding(one('Tesla T4'), { native, probed: null, folder, script });
  assert.deepEqual([status, remedy], ['warning', 'Mend the native library of @tensorflow/tfjs-node-gpu (above).']);
});

test('tfjs-node-gpu on a machine without a GPU is a warning', () => {
  assert.equal(gpuFinding(none, gpu({})).status, 'warning');
});

test('GPUs that CUDA_VISIBLE_DEVICES hides are told as that', () => {
  const { status, title } = gpuFinding({ ...none, nHidden: 2 }, cpu);
  assert.equal(status, 'warning');
  assert.match(title, /hides all 2 GPUs/);
});

test('without a number of trials, one per GPU has to find room in memory', async () => {
  const project = projectOf({ 'model.js': modelLoading('@tensorflow/tfjs'), ...tfjs('4.22.0') });
  const gpus = [{ name: 'Tesla T4' }, { name: 'Tesla T4' }];
  const { memory } = await findingsIn(project, {
    nParallel: null,
    findGpus: () => Promise.resolve({ gpus, nHidden: 0, problem: null }),
  });
  assert.match(memory?.title ?? '', /for 2 trials at a time/);
});

test('whether the GPU is used is what the child found out', async () => {
  const name = '@tensorflow/tfjs-node-gpu';
  const project = projectOf({
    'model.js': modelLoading(name),
    ...packageFiles(name, '4.22.0', wholePackage('tensorflow', 'isUsingGpuDevice: true')),
  });
  const { gpu, backend } = await findingsIn(project, { findGpus: () => Promise.resolve(one('Tesla T4')) });
  assert.equal(gpu?.status, 'ok');
  assert.match(backend?.title ?? '', /on the GPU/);
});
