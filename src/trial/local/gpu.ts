// The GPUs that trials may use: what nvidia-smi finds, less what CUDA_VISIBLE_DEVICES hides.
// Only NVIDIA's are looked for: tfjs-node has no build for any other.
import { execFile } from 'node:child_process';
import { executableOf } from '../../system/executables.ts';
import {
  listArguments,
  oldListArguments,
  parseList,
  partsArguments,
  withParts,
  type Gpu,
  type WholeGpu,
} from './nvidiaSmi.ts';

export type GpuSearch = {
  /** Those that trials may use, in the user's order. */
  readonly gpus: readonly Gpu[];
  /** How many more the machine has that CUDA_VISIBLE_DEVICES hides. */
  readonly nHidden: number;
  /** Why nobody knows of GPUs: what nvidia-smi said, or that it is not there. Null where it answered. */
  readonly problem: string | null;
};

type SearchOptions = {
  /** Name or path of the program to ask; found on the PATH of the environment. */
  readonly tool?: string;
  /** A driver that hangs must not hold up a study. */
  readonly timeoutMs?: number;
};

/** nvidia-smi ends with this where it does not know a field that it was asked for. */
const badArgument = 2;

/**
 * Asks nvidia-smi with the environment `env`, in which a CUDA_VISIBLE_DEVICES is the pool to choose from: Slurm and containers set it.
 * Does not reject: a machine without GPUs is a usual one.
 */
export async function findGpus(env: NodeJS.ProcessEnv, options: SearchOptions = {}): Promise<GpuSearch> {
  const { tool = 'nvidia-smi', timeoutMs = 5_000 } = options;
  const listed = await askList((questions) => ask([tool, ...questions], env, timeoutMs));
  if ('problem' in listed) return { gpus: [], nHidden: 0, problem: listed.problem };
  const usable = listed.gpus.flatMap(programsOf);
  const gpus = env['CUDA_VISIBLE_DEVICES'] === undefined ? usable : choose(listed.gpus, env);
  return { gpus, nHidden: Math.max(0, usable.length - gpus.length), problem: null };
}

type Answer = { readonly code: number; readonly output: string };
type Ask = (questions: readonly string[]) => Promise<Answer | { readonly problem: string }>;

async function askList(ask: Ask): Promise<{ readonly gpus: readonly WholeGpu[] } | { readonly problem: string }> {
  let answer = await ask(listArguments);
  if (!('problem' in answer) && answer.code === badArgument) answer = await ask(oldListArguments);
  if ('problem' in answer) return answer;
  const gpus = answer.code === 0 ? parseList(answer.output) : null;
  // A failure is told on stdout, and not every failure by the exit code.
  if (gpus === null) return { problem: answer.output.trim() || `nvidia-smi ended with code ${answer.code}.` };
  if (!gpus.some((gpu) => gpu.isCut)) return { gpus };
  const parts = await ask(partsArguments);
  return 'problem' in parts ? parts : { gpus: withParts(gpus, parts.output) };
}

function ask([tool = '', ...questions]: readonly string[], env: NodeJS.ProcessEnv, timeoutMs: number): ReturnType<Ask> {
  const program = executableOf(tool, { env });
  if (program === null) return Promise.resolve({ problem: 'nvidia-smi is not installed.' });
  const signal = AbortSignal.timeout(timeoutMs);
  return new Promise((resolve) => {
    execFile(program, questions, { env, signal, killSignal: 'SIGKILL', windowsHide: true }, (error, stdout, stderr) => {
      if (error === null) resolve({ code: 0, output: stdout });
      else if (typeof error.code === 'number') resolve({ code: error.code, output: stdout || stderr });
      else if (signal.aborted) resolve({ problem: `nvidia-smi did not answer within ${timeoutMs / 1000} seconds.` });
      else if (error.code === 'ENOENT') resolve({ problem: 'nvidia-smi is not installed.' });
      else resolve({ problem: error.message });
    });
  });
}

/** What a program can be given of a GPU: itself, or its parts. */
function programsOf(gpu: WholeGpu): readonly Gpu[] {
  return gpu.isCut ? gpu.parts : [describe(gpu)];
}

/** The devices of CUDA_VISIBLE_DEVICES, read as CUDA does: an entry that names nothing hides itself and those after it. */
function choose(all: readonly WholeGpu[], env: NodeJS.ProcessEnv): readonly Gpu[] {
  const chosen: Gpu[] = [];
  for (const entry of new Set((env['CUDA_VISIBLE_DEVICES'] ?? '').split(',').map((text) => text.trim()))) {
    const gpu = /^\d+$/.test(entry) ? byIndex(all, entry, env) : byId(all, entry);
    if (gpu === null) break;
    chosen.push(gpu);
  }
  return chosen;
}

/** CUDA counts from the fastest on unless it is told to follow the bus as nvidia-smi does, so the entry stays as it is. */
function byIndex(all: readonly WholeGpu[], entry: string, env: NodeJS.ProcessEnv): Gpu | null {
  const gpu = all[Number(entry)];
  if (gpu === undefined) return null;
  const isSure = env['CUDA_DEVICE_ORDER'] === 'PCI_BUS_ID' || all.length === 1;
  if (isSure) return { ...describe(gpu), id: entry };
  const name = all.every((other) => other.name === gpu.name) ? gpu.name : `GPU ${entry}`;
  return { id: entry, name, memoryBytes: null, usedBytes: null, usePercent: null };
}

/** A UUID may be cut short as long as it fits one device alone. */
function byId(all: readonly WholeGpu[], entry: string): Gpu | null {
  const fitting = all.flatMap((gpu) => [gpu, ...gpu.parts]).filter((gpu) => entry !== '' && gpu.id.startsWith(entry));
  const [only] = fitting;
  return only === undefined || fitting.length > 1 ? null : describe(only);
}

function describe({ id, name, memoryBytes, usedBytes, usePercent }: Gpu): Gpu {
  return { id, name, memoryBytes, usedBytes, usePercent };
}
