// The processes below one of ours, as `ps` lists them. A trial is in a process group of its own, so a group alone does not catch it.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

type Row = { readonly pid: number; readonly parent: number; readonly command: string };

/** Every descendant, children before grandchildren. */
export function processesBelow(pid: number): number[] {
  const rows = readRows();
  const found = [pid];
  for (const parent of found) found.push(...rows.filter((row) => row.parent === parent).map((row) => row.pid));
  return found.slice(1);
}

/** The processes below `pid` whose command line holds `text`. */
export function processesBelowNaming(pid: number, text: string): number[] {
  const below = new Set(processesBelow(pid));
  return readRows()
    .filter((row) => below.has(row.pid) && row.command.includes(text))
    .map((row) => row.pid);
}

/** The processes whose command line, or environment at their start, names `path`: those of a trial, wherever they have hidden. Linux only. */
export function processesNaming(path: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => `${textOf(`/proc/${name}/environ`)}\0${textOf(`/proc/${name}/cmdline`)}`.includes(path))
    .map(Number);
}

/** Empty where the process is gone, dead but not collected, or somebody else's. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Kills each of them; one that is gone already is no matter. */
export function endProcesses(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended between the listing and now.
    }
  }
}

function readRows(): Row[] {
  const text = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 });
  return text.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line);
    return match === null ? [] : [{ pid: Number(match[1]), parent: Number(match[2]), command: match[3] ?? '' }];
  });
}
