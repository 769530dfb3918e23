// Runs fuzzProcess.ts over many seeds with a limit of memory and of time for each file: whatever is neither a result nor a UserError is a fault.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export type FuzzOrders = { readonly first: number; readonly nFiles: number; readonly nProcesses: number };

export type FuzzOutcome = {
  /** What became of the files, and of how many. */
  readonly counts: Readonly<Record<string, number>>;
  readonly faults: readonly { readonly seed: number; readonly words: string }[];
};

const heapMb = 512;
const longestMs = 10_000;

export async function runFuzz({ first, nFiles, nProcesses }: FuzzOrders): Promise<FuzzOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'tunelens-fuzz-'));
  const counts: Record<string, number> = {};
  const faults: { seed: number; words: string }[] = [];
  const share = Math.ceil(nFiles / nProcesses);
  const work = async (own: number): Promise<void> => {
    const last = Math.min(first + nFiles, own + share);
    for (let from = own; from < last;) {
      const run = await runProcess(folder, from, last);
      for (const [key, count] of Object.entries(run.counts)) counts[key] = (counts[key] ?? 0) + count;
      faults.push(...run.faults);
      if (run.endedAt === null) return;
      faults.push({ seed: run.endedAt, words: run.why });
      from = run.endedAt + 1;
    }
  };
  try {
    await Promise.all(Array.from({ length: nProcesses }, (_, i) => work(first + i * share)));
    return { counts, faults };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runProcess(folder: string, from: number, last: number) {
  const script = join(import.meta.dirname, 'fuzzProcess.ts');
  const args = [`--max-old-space-size=${heapMb}`, script, folder, String(from), String(last)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const faults: { seed: number; words: string }[] = [];
  let counts: Record<string, number> = {};
  let at = from;
  let why = '';
  let isDone = false;
  child.stderr.setEncoding('utf8').on('data', (text: string) => (why = `${why}${text}`.slice(-1500)));
  let usedMs = 0;
  const look = (): void => {
    // Its own time and not that of the clock: the machine may have other work.
    const leftMs = longestMs - (cpuMs(child.pid) - usedMs);
    if (leftMs > 0) timer = setTimeout(look, leftMs);
    else {
      why = `It took longer than ${longestMs / 1000} s.`;
      child.kill('SIGKILL');
    }
  };
  let timer = setTimeout(look, longestMs);
  for await (const line of createInterface({ input: child.stdout })) {
    const [kind, ...rest] = line.split(' ');
    if (kind === 'at') {
      at = Number(rest[0]);
      usedMs = cpuMs(child.pid);
      clearTimeout(timer);
      timer = setTimeout(look, longestMs);
    } else if (kind === 'fault') {
      faults.push({ seed: Number(rest[0]), words: String(JSON.parse(rest.slice(1).join(' '))) });
    } else {
      counts = JSON.parse(rest.join(' ')) as Record<string, number>;
      isDone = true;
    }
  }
  clearTimeout(timer);
  return { counts, faults, endedAt: isDone ? null : at, why };
}

/** What the process has used of a processor; endless where the system does not tell, so that the clock decides. */
function cpuMs(pid: number | undefined): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return 10 * (Number(fields[11]) + Number(fields[12]));
  } catch {
    return Infinity;
  }
}
