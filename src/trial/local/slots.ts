// The places where trials run side by side, each with the environment that keeps it out of the others' way.
import { availableParallelism } from 'node:os';
import type { Gpu } from './nvidiaSmi.ts';

/** One place: one trial runs there at a time. */
export type Slot = {
  /** Its GPU; null on a machine where none is known. Several slots may share one. */
  readonly gpu: Gpu | null;
  /** Added to the environment of its trials. */
  readonly env: Readonly<Record<string, string>>;
};

export type SlotOptions = {
  /** Slots wanted; null or 0: one per GPU, or one on a machine without. */
  readonly nParallel: number | null;
  /** Where the user's own word on memory or threads stands: it is kept. */
  readonly env: NodeJS.ProcessEnv;
  /** Cores to share out; those of this machine when left out. */
  readonly nCores?: number;
};

/** The slots of a machine, at least one. More slots than GPUs go round them in turn. */
export function slotsFor(
  gpus: readonly Gpu[],
  { nParallel, env, nCores = availableParallelism() }: SlotOptions,
): readonly Slot[] {
  const nSlots = nParallel || Math.max(1, gpus.length);
  const threads = threadShare(nSlots, nCores);
  return Array.from({ length: nSlots }, (_, slotIdx) => {
    const gpu = gpus[slotIdx % gpus.length] ?? null;
    const wanted = Object.entries({ ...threads, ...(gpu === null ? {} : memorySharing) });
    const own = Object.fromEntries(wanted.filter(([name]) => env[name] === undefined));
    return { gpu, env: gpu === null ? own : { ...own, CUDA_VISIBLE_DEVICES: gpu.id } };
  });
}

/** TensorFlow otherwise takes all the memory of a GPU, which starves whatever else runs there. */
const memorySharing = { TF_FORCE_GPU_ALLOW_GROWTH: 'true' };

/** Two trials that each take every core are slower than two that take half: TensorFlow is told its share before it loads. */
function threadShare(nSlots: number, nCores: number): Readonly<Record<string, string>> {
  if (nSlots === 1) return {};
  const nThreads = String(Math.max(1, Math.floor(nCores / nSlots)));
  return { TF_NUM_INTRAOP_THREADS: nThreads, TF_NUM_INTEROP_THREADS: nThreads };
}
