// A stand-in for nvidia-smi on the PATH answers as real drivers do; test/fixtures/nvidia-smi holds the answers.
import assert from 'node:assert/strict';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { findGpus } from '../../../../src/trial/local/gpu.ts';

const fixtures = join(import.meta.dirname, '../../../fixtures/nvidia-smi');

/** The environment of a machine that answers as this fixture. */
function machine(name: string, more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const path = `${join(fixtures, 'bin')}${delimiter}${process.env['PATH']}`;
  return { PATH: path, NVIDIA_SMI_ANSWERS: join(fixtures, name), ...more };
}

const idsOf = async (name: string, visible?: string, order?: string): Promise<readonly string[]> => {
  const env = {
    ...(visible === undefined ? {} : { CUDA_VISIBLE_DEVICES: visible }),
    ...(order === undefined ? {} : { CUDA_DEVICE_ORDER: order }),
  };
  return (await findGpus(machine(name, env))).gpus.map(({ id }) => id.slice(0, 12));
};

test('a GPU is known by its UUID, with its memory in bytes', async () => {
  assert.deepEqual(await findGpus(machine('one')), {
    gpus: [
      {
        id: 'GPU-6f1c9f3e-8c1d-2f7b-9d2e-3b7a40c1e5a1',
        name: 'NVIDIA A100-SXM4-40GB',
        memoryBytes: 40960 * 2 ** 20,
        usedBytes: 1024 * 2 ** 20,
        usePercent: 7,
      },
    ],
    nHidden: 0,
    problem: null,
  });
});

test('numbers that the driver does not tell are null, and a name may hold commas', async () => {
  const { gpus } = await findGpus(machine('comma'));
  assert.deepEqual(gpus, [
    {
      id: 'GPU-77777777-6a9c-1b7e-3d86-2c0f4e5a6b77',
      name: 'NVIDIA Graphics Device, rev. B, special',
      memoryBytes: null,
      usedBytes: null,
      usePercent: null,
    },
  ]);
});

test('a GPU cut by MIG gives its parts, and none while it has no part', async () => {
  const { gpus, problem } = await findGpus(machine('mig'));
  assert.equal(problem, null);
  assert.deepEqual(
    gpus.map(({ id, name }) => [id.slice(0, 12), name]),
    [
      ['MIG-c6d4f1ef', 'NVIDIA A100-SXM4-40GB MIG 3g.20gb'],
      ['MIG-0a42695b', 'NVIDIA A100-SXM4-40GB MIG 1g.5gb+me'],
      ['GPU-99999999', 'NVIDIA A100-SXM4-40GB'],
    ],
  );
});

test('parts under the names of old drivers are found', async () => {
  const { gpus } = await findGpus(machine('oldMig'));
  assert.deepEqual(
    gpus.map(({ id }) => id),
    ['MIG-GPU-bbbbbbbb-0e3a-5f1c-7b20-6a4d8c9e0fbb/1/0'],
  );
});

test('a driver from before MIG is asked again without it', async () => {
  assert.deepEqual(await idsOf('oldDriver'), ['GPU-cccccccc']);
});

test('a machine without nvidia-smi has no GPU, and says why', async () => {
  const nowhere = { PATH: join(fixtures, 'one') };
  assert.deepEqual(await findGpus(nowhere), { gpus: [], nHidden: 0, problem: 'nvidia-smi is not installed.' });
});

for (const [name, words] of [
  ['noDriver', /^NVIDIA-SMI has failed because it couldn't communicate/],
  ['mismatch', /^Failed to initialize NVML: Driver\/library version mismatch/],
  ['wordsOnly', /^No devices were found$/],
  ['silent', /^nvidia-smi ended with code 255\.$/],
] as const) {
  test(`nvidia-smi that fails (${name}) leaves no GPU and its own words as the reason`, async () => {
    const { gpus, problem } = await findGpus(machine(name));
    assert.deepEqual(gpus, []);
    assert.match(problem ?? '', words);
  });
}

for (const name of ['hanging', 'hangingParts']) {
  test(`nvidia-smi that never answers (${name}) is given up`, async () => {
    const { gpus, problem } = await findGpus(machine(name), { timeoutMs: 200 });
    assert.deepEqual(gpus, []);
    assert.equal(problem, 'nvidia-smi did not answer within 0.2 seconds.');
  });
}

test('a tool that cannot be started is the reason', async () => {
  const { problem } = await findGpus(machine('one'), { tool: join(fixtures, 'one') });
  assert.match(problem ?? '', /EACCES/);
});

test('CUDA_VISIBLE_DEVICES is the pool, in its own order', async () => {
  assert.deepEqual(await idsOf('four', 'GPU-33333333,GPU-1'), ['GPU-33333333', 'GPU-11111111']);
  assert.equal((await findGpus(machine('four', { CUDA_VISIBLE_DEVICES: 'GPU-33333333' }))).nHidden, 3);
});

test('an index of CUDA_VISIBLE_DEVICES stays an index, since CUDA may count otherwise than nvidia-smi', async () => {
  assert.deepEqual(await idsOf('four', '3, 1'), ['3', '1']);
});

test('what an index stands for is told where it is sure', async () => {
  const first = async (name: string, order?: string) => {
    const env = { CUDA_VISIBLE_DEVICES: '0', ...(order === undefined ? {} : { CUDA_DEVICE_ORDER: order }) };
    const [gpu] = (await findGpus(machine(name, env))).gpus;
    return [gpu?.name, gpu?.memoryBytes];
  };
  assert.deepEqual(await first('mixed'), ['GPU 0', null]);
  assert.deepEqual(await first('mixed', 'PCI_BUS_ID'), ['NVIDIA GeForce GTX 1050 Ti', 4096 * 2 ** 20]);
  assert.deepEqual(await first('four'), ['NVIDIA H100 80GB HBM3', null]);
  assert.deepEqual(await first('one'), ['NVIDIA A100-SXM4-40GB', 40960 * 2 ** 20]);
});

test('an entry that names no GPU hides itself and those after it', async () => {
  assert.deepEqual(await idsOf('four', '2,4,0'), ['2']);
  assert.deepEqual(await idsOf('four', '1,-1,0'), ['1']);
  assert.deepEqual(await idsOf('four', 'GPU-2,GPU,GPU-1'), ['GPU-22222222']);
  assert.deepEqual(await idsOf('four', 'NoDevFiles'), []);
});

test('an empty CUDA_VISIBLE_DEVICES hides all', async () => {
  assert.deepEqual(await findGpus(machine('four', { CUDA_VISIBLE_DEVICES: '' })), {
    gpus: [],
    nHidden: 4,
    problem: null,
  });
});

test('a part can be in the pool', async () => {
  assert.deepEqual(await idsOf('mig', 'MIG-0a42695b-8e6f-5a8c-a4b1-2a4b0c6a5d11'), ['MIG-0a42695b']);
});
