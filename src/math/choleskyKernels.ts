// The loops of cholesky.ts in WebAssembly (cholesky.wat, assembled as told there): the same bits in a fraction of the time, from the first call on.

import { compiled, createInstance, latestHolder } from './wasm.ts';

export type CholeskyKernels = {
  /** As those of cholesky.ts. A factor that `factorise` has not written is not to change after it was first solved with. */
  readonly factorise: (a: Float64Array, n: number, from: number) => boolean;
  readonly solveLower: (l: Float64Array, n: number, x: Float64Array) => void;
  readonly solveLowerTransposed: (l: Float64Array, n: number, x: Float64Array) => void;
  readonly invertFromFactor: (l: Float64Array, n: number, inverse: Float64Array) => void;
};

const names = ['factorise', 'solveLower', 'solveLowerTransposed', 'invertFromFactor'] as const;

/** A function, so that a bundle that has no use for it does without. */
const binary = (): string =>
  [
    'AGFzbQEAAAABFQNgA39/fwF8YAN/f38Bf2ADf39/AAMGBQABAgICBQMBAAEHTQUGbWVtb3J5AgAJZmFjdG9yaXNlAAEKc29sdmVM',
    'b3dlcgACFHNvbHZlTG93ZXJUcmFuc3Bvc2VkAAMQaW52ZXJ0RnJvbUZhY3RvcgAECsYIBbMBAwF/AnsBfCAAIAJBfHFBA3RqIQMC',
    'QANAIAAgA08NASAEIAD9AAQAIAH9AAQA/fIB/fABIQQgBSAA/QAEECAB/QAEEP3yAf3wASEFIABBIGohACABQSBqIQEMAAsLIAT9',
    'IQAhBiAAIAJBA3FBA3RqIQMCQANAIAAgA08NASAGIAArAwAgASsDAKKgIQYgAEEIaiEAIAFBCGohAQwACwsgBiAE/SEBoCAF/SEA',
    'IAX9IQGgoAu0AQIGfwF8IAFBA3QhAyACIQQgACAEIANsaiEGAkADQCAEIAFODQFBACEFIAAhByAGIQgCQANAIAUgBE4NASAIIAgr',
    'AwAgBiAHIAUQAKEgByAFQQN0aisDAKM5AwAgCEEIaiEIIAcgA2ohByAFQQFqIQUMAAsLIAgrAwAgBiAGIAQQAKEhCSAJRAAAAAAA',
    'AAAAZEUEQEEADwsgCCAJnzkDACAGIANqIQYgBEEBaiEEDAALC0EBC1IBA38gACEEIAIhBQJAA0AgAyABTg0BIAUgBSsDACAEIAIg',
    'AxAAoSAEIANBA3RqKwMAozkDACAFQQhqIQUgBCABQQN0aiEEIANBAWohAwwACwsLxAEDBX8BfAF7IAFBAWshAwJAA0AgA0EASA0B',
    'IAAgAyABbEEDdGohBCADQQN0IQcgAiAHaiEGIAYrAwAgBCAHaisDAKMhCCAGIAg5AwAgCP0UIQkgBCEFIAIhBiAEIANBfnFBA3Rq',
    'IQcCQANAIAUgB08NASAGIAb9AAQAIAX9AAQAIAn98gH98QH9CwQAIAVBEGohBSAGQRBqIQYMAAsLIANBAXEEQCAGIAYrAwAgBSsD',
    'ACAIoqE5AwALIANBAWshAwwACwsLvwMDCH8BewJ8IAFBA3QhAyACIQcCQANAIAUgAU4NASAHIAVBA3RqRAAAAAAAAPA/IAAgBSAD',
    'bCAFQQN0amorAwCjOQMAIAVBAWohBAJAA0AgBCABTg0BIAAgBCADbGogBUEDdGohCCAHIAVBA3RqIQkgCCAEIAVrQX5xQQN0aiEK',
    '/QwAAAAAAAAAAAAAAAAAAAAAIQsCQANAIAggCk8NASALIAj9AAQAIAn9AAQA/fIB/fABIQsgCEEQaiEIIAlBEGohCQwACwsgC/0h',
    'ACEMIAQgBWtBAXEEQCAMIAgrAwAgCSsDAKKgIQwgCEEIaiEICyAHIARBA3RqIAwgC/0hAaCaIAgrAwCjOQMAIARBAWohBAwACwsg',
    'ByADaiEHIAVBAWohBQwACwtBACEEIAIhBgJAA0AgBCABTg0BIAYgBEEDdGohCCAIKwMAIQ1BACEFIAIhBwJAA0AgBSAESg0BIAcg',
    'BEEDdGohCSAGIAVBA3RqIAUgBEYEfCANBSAJKwMACyANoiAIQQhqIAlBCGogASAEa0EBaxAAoDkDACAHIANqIQcgBUEBaiEFDAAL',
    'CyAGIANqIQYgBEEBaiEEDAALCws=',
  ].join('');

/** Null where WebAssembly is missing, or has no vectors. */
export function createCholeskyKernels(): CholeskyKernels | null {
  const module = compiled(binary());
  if (module === null) return null;
  const scratch = createInstance(module, names);
  // The model's factor, and that of what fails.
  const holders = [createHolder(module), createHolder(module)];
  const holderOf = (l: Float64Array): Holder => latestHolder(holders, (holder) => holder.isHolding(l));
  return {
    factorise: (a, n, from) => {
      for (const holder of holders) holder.forget(a);
      const memory = scratch.doubles(n * n);
      memory.set(matrixOf(a, n));
      if (scratch.kernels.factorise(0, n, from) === 0) return false;
      a.set(memory.subarray(0, n * n));
      return true;
    },
    solveLower: (l, n, x) => holderOf(l).solve('solveLower', l, n, x),
    solveLowerTransposed: (l, n, x) => holderOf(l).solve('solveLowerTransposed', l, n, x),
    invertFromFactor: (l, n, inverse) => {
      const memory = scratch.doubles(2 * n * n);
      memory.set(matrixOf(l, n));
      scratch.kernels.invertFromFactor(0, n, n * n * 8);
      inverse.set(memory.subarray(n * n, 2 * n * n));
    },
  };
}

/** Keeps one factor in WebAssembly's memory, for the next right side. */
type Holder = {
  readonly isHolding: (l: Float64Array) => boolean;
  readonly forget: (l: Float64Array) => void;
  readonly solve: (kernel: 'solveLower' | 'solveLowerTransposed', l: Float64Array, n: number, x: Float64Array) => void;
};

function createHolder(module: WebAssembly.Module): Holder {
  const { kernels, doubles } = createInstance(module, names);
  let held: { readonly l: Float64Array; readonly n: number } | null = null;
  return {
    isHolding: (l) => held?.l === l,
    forget: (l) => {
      if (held?.l === l) held = null;
    },
    solve: (kernel, l, n, x) => {
      const memory = doubles(n * n + n);
      if (held?.l !== l || held.n !== n) memory.set(matrixOf(l, n));
      held = { l, n };
      memory.set(x.length === n ? x : x.subarray(0, n), n * n);
      kernels[kernel](0, n, n * n * 8);
      for (let i = 0; i < n; i++) x[i] = memory[n * n + i]!;
    },
  };
}

function matrixOf(a: Float64Array, n: number): Float64Array {
  return a.length === n * n ? a : a.subarray(0, n * n);
}
