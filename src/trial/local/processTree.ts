// A trial's processes as one thing that can be ended: the group of its first process, what carries the trial's mark in its environment, and what was seen to
// be started by them. On Windows it is the tree of the first process.
import { setTimeout as delay } from 'node:timers/promises';
import { processesWith, statOf } from '../../system/processIdentity.ts';
import { foundProcess, isLeft, send, type Endable, type EndSignal } from '../../system/signals.ts';
import { requestVariable } from '../trialProtocol.ts';
import { followDescendants, type Descendants } from './descendants.ts';

export type ProcessTree = {
  /** Ends all of it at once, in this very call. */
  kill(): void;
  /** Asks all of it to end, insists after `graceMs`, and settles when nothing is left that could still do something. */
  end(graceMs: number): Promise<void>;
  /** Nothing is followed any more. */
  close(): void;
};

/** After SIGKILL only a process stuck in the kernel is left; nobody can wait for that. */
const killedWaitMs = 2000;

/** `first` is null where there is none, or none that may be ended. `requestFile` marks the trial's processes. */
export function followTree(first: Endable | null, requestFile: string): ProcessTree {
  const descendants = first === null ? null : followDescendants(first.identity);
  const parts = (): readonly Endable[] => [
    ...(first !== null && isLeft(first) ? [first] : []),
    ...escaped(first, requestFile, descendants),
  ];
  const sendAll = (signal: EndSignal): void => {
    for (const part of parts()) send(part, signal);
  };
  const isAnyLeft = (): boolean => parts().length > 0;
  return {
    kill: () => {
      descendants?.look();
      sendAll('SIGKILL');
    },
    end: async (graceMs) => {
      descendants?.look();
      if (!isAnyLeft()) return;
      sendAll('SIGTERM');
      if (await isGoneWithin(isAnyLeft, graceMs)) return;
      descendants?.look();
      sendAll('SIGKILL');
      await isGoneWithin(isAnyLeft, killedWaitMs);
    },
    close: () => descendants?.close(),
  };
}

/** Those that are not in the first one's group, each by itself. */
function escaped(first: Endable | null, requestFile: string, descendants: Descendants | null): readonly Endable[] {
  const all = [...processesWith(requestVariable, requestFile), ...(descendants?.living() ?? [])];
  const distinct = new Map(all.map((identity) => [identity.pid, identity]));
  const group = first?.isLeader === true ? first.identity.pid : null;
  return [...distinct.values()].flatMap((identity) => {
    const { pid } = identity;
    const isCovered = pid === first?.identity.pid || (group !== null && statOf(pid)?.group === group);
    const found = isCovered ? null : foundProcess(identity);
    // One by one: who else is in its group is not known.
    return found === null ? [] : [{ ...found, isLeader: false }];
  });
}

async function isGoneWithin(isLeftNow: () => boolean, ms: number): Promise<boolean> {
  const deadlineMs = performance.now() + ms;
  for (let pauseMs = 5; isLeftNow(); pauseMs = Math.min(2 * pauseMs, 100)) {
    if (performance.now() >= deadlineMs) return false;
    await delay(pauseMs);
  }
  return true;
}
