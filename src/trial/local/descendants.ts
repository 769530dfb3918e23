// The processes that a trial has started, and those that they have: remembered while the trial lives, as a daemon that cuts itself off (a session and an
// environment of its own, another parent) can be told by nothing later. Linux only. What is started and cuts itself off between two looks stays unseen.
import { readdirSync, readFileSync } from 'node:fs';
import { identityOf, processStart, statOf, type ProcessIdentity } from '../../system/processIdentity.ts';

export type Descendants = {
  /** Those that were seen until now and have not ended since. */
  living(): readonly ProcessIdentity[];
  /** Looks once more. */
  look(): void;
  close(): void;
};

/** Milliseconds between two looks, at least. One costs a read of /proc for each thread of the trial. */
const lookMs = 250;

/** A look may take this share of the time: with hundreds of threads it comes less often. */
const mostShare = 0.01;

/** Follows the tree below `root`, which is not part of it. */
export function followDescendants(root: ProcessIdentity): Descendants {
  const seen = new Map<number, string>();
  const look = (): void => {
    for (const [pid, start] of seen) if (processStart(pid) !== start) seen.delete(pid);
    const parents = processStart(root.pid) === root.start ? [root.pid, ...seen.keys()] : [...seen.keys()];
    for (let parent = parents.pop(); parent !== undefined; parent = parents.pop()) {
      for (const { pid, start } of childrenOf(parent)) {
        if (start === null || seen.has(pid)) continue;
        seen.set(pid, start);
        parents.push(pid);
      }
    }
  };
  const isPossible = process.platform === 'linux' && root.start !== null;
  let timer: NodeJS.Timeout | null = null;
  const lookOn = (costMs: number): void => {
    timer = setTimeout(
      () => {
        const beganMs = performance.now();
        look();
        lookOn(performance.now() - beganMs);
      },
      Math.max(lookMs, costMs / mostShare),
    );
    timer.unref();
  };
  if (isPossible) lookOn(0);
  return {
    look: () => {
      if (isPossible) look();
    },
    living: () => {
      const all = [...seen].map(([pid, start]) => ({ pid, start }));
      return all.filter(({ pid, start }) => processStart(pid) === start);
    },
    close: () => {
      if (timer !== null) clearTimeout(timer);
    },
  };
}

function childrenOf(parent: number): readonly ProcessIdentity[] {
  try {
    const threads = readdirSync(`/proc/${parent}/task`);
    const pids = threads.flatMap((thread) => readChildren(`/proc/${parent}/task/${thread}/children`));
    // Meanwhile the number may have become somebody else's.
    return pids.map(identityOf).filter(({ pid }) => statOf(pid)?.parent === parent);
  } catch {
    return [];
  }
}

function readChildren(file: string): readonly number[] {
  try {
    return readFileSync(file, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return []; // The thread has ended, or the kernel tells of no children.
  }
}
