// The processes below one of ours, as `ps` lists them. A trial is in a process group of its own, so a group alone does not catch it.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

type Row = {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly state: string;
  readonly command: string;
};

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

/** The processes of these groups that still live; a dead one that nobody has collected does not. */
export function processesInGroups(groups: readonly number[]): number[] {
  return readRows()
    .filter(({ group, state }) => groups.includes(group) && !state.startsWith('Z'))
    .map(({ pid }) => pid);
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
  const columns = 'pid=,ppid=,pgid=,stat=,args=';
  const text = execFileSync('ps', ['-A', '-o', columns], { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 });
  return text.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line);
    if (match === null) return [];
    const [, pid, parent, group, state = '', command = ''] = match;
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group), state, command }];
  });
}
