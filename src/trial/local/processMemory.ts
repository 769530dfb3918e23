// How much memory a process holds now.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Its resident memory in bytes, with what it shares with others; null when there is no such process, or no way to ask. */
export function memoryOf(pid: number): number | null {
  try {
    const kilobytes = process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}

function fromProc(pid: number): string | undefined {
  return /^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
}

/** Windows has no `ps`. */
function fromPs(pid: number): string | undefined {
  const text = execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8', timeout: 5000 });
  return /^\s*(\d+)\s*$/.exec(text)?.[1];
}
