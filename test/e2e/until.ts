// Waits for what happens in other processes, where there is no event to wait for.
import { setTimeout as wait } from 'node:timers/promises';

/** Looks five times a second. Throws after `limitMs`. */
export async function until(isTrue: () => boolean | Promise<boolean>, limitMs: number): Promise<void> {
  const deadlineMs = Date.now() + limitMs;
  while (!(await isTrue())) {
    if (Date.now() > deadlineMs) throw new Error(`waited ${limitMs / 1000} s for ${isTrue.toString()}`);
    await wait(200);
  }
}
