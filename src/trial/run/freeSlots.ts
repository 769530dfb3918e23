// Which places of a run are free. Each holds one trial at a time.
import type { Slot } from '../local/slots.ts';

export type FreeSlots = {
  readonly isFull: boolean;
  /**
   * A free place, that of the GPU `gpuId` if it is free. Where none is free, the first: a trial that an earlier run has started may come on top.
   */
  take(gpuId?: string): Slot;
  release(slot: Slot): void;
};

/** `slots`: at least one. */
export function createFreeSlots(slots: readonly Slot[]): FreeSlots {
  const nRunning = new Map(slots.map((slot) => [slot, 0]));
  const change = (slot: Slot, by: number): void => void nRunning.set(slot, (nRunning.get(slot) ?? 0) + by);
  return {
    get isFull() {
      return [...nRunning.values()].reduce((sum, n) => sum + n, 0) >= slots.length;
    },
    take(gpuId) {
      const free = slots.filter((slot) => nRunning.get(slot) === 0);
      const slot = free.find(({ gpu }) => gpuId !== undefined && gpu?.id === gpuId) ?? free[0] ?? slots[0];
      if (slot === undefined) throw new Error('A run has at least one slot.');
      change(slot, 1);
      return slot;
    },
    release: (slot) => change(slot, -1),
  };
}
