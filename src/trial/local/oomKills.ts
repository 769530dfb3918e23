// How often the Linux kernel has ended a process for want of memory: the only trace that its killer leaves, besides the SIGKILL.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Begins to count; the function that is returned tells how many there were since. Always 0 where no counter can be read. Those of our own control group
 * (version 2) where there is one, else those of the whole machine, which may have hit another program. `root` is the root of the file system.
 */
export function watchOomKills(root = '/'): () => number {
  const counters = [...ownGroup(root), join(root, 'proc/vmstat')];
  const file = counters.find((candidate) => readCount(candidate) !== null);
  if (file === undefined) return () => 0;
  const before = readCount(file) ?? 0;
  return () => Math.max(0, (readCount(file) ?? before) - before);
}

/** The counter of the group that this process is in; children are in it or below, which counts too. */
function ownGroup(root: string): readonly string[] {
  const group = /^0::(\/.*)$/m.exec(readText(join(root, 'proc/self/cgroup')))?.[1];
  return group === undefined ? [] : [join(root, 'sys/fs/cgroup', group, 'memory.events')];
}

function readCount(file: string): number | null {
  const count = /^oom_kill (\d+)$/m.exec(readText(file))?.[1];
  return count === undefined ? null : Number(count);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
