// Kills hosts and trials of a study at random moments, leaves a torn line where a host has died, and checks after each what must never happen: a finished
// trial that is lost, two processes under one number, a process that nobody owns, a journal that cannot be read.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { createRandom } from '../../../src/math/random.ts';
import { Journal } from '../../../src/storage/journal.ts';
import type { Study } from '../../../src/study/study.ts';
import { identityOf } from '../../../src/system/processIdentity.ts';
import { endOf, faultsOf, startHost } from './host.ts';
import { createChaosProject, type ChaosProject } from './project.ts';
import { addTornLine } from './tornTail.ts';

export type ChaosOptions = {
  readonly nKills: number;
  readonly seed: number;
  readonly nParallel: number;
  /** The longest time to a kill. */
  readonly longestMs: number;
  /** From where it counts: from the start of the host, which takes a second itself, or from its first words, so that trials are met. */
  readonly from: 'start' | 'words';
  /** Looks at the journal with other eyes (Optuna's), after each kill; throws where it cannot be read. */
  readonly alsoRead?: (journal: string) => Promise<void>;
};

export type ChaosOutcome = {
  readonly nKills: Readonly<Record<'host' | 'trial' | 'both', number>>;
  readonly nTrials: number;
  readonly nFinished: number;
  /** Trials that another host took over and that still finished. */
  readonly nSurvived: number;
  /** What went wrong, in words; empty as it should be. */
  readonly faults: readonly string[];
};

/** Runs a study through `nKills` kills, then to its end, undisturbed. */
export async function runChaos(options: ChaosOptions): Promise<ChaosOutcome> {
  const project = createChaosProject();
  const random = createRandom(options.seed);
  const nKills = { host: 0, trial: 0, both: 0 };
  const killed = new Set<number>();
  const faults: string[] = [];
  const kinds = ['host', 'trial', 'both'] as const;
  const start = (nTrials: number): ChildProcess => startHost(project, { nTrials, nParallel: options.nParallel });
  let host = start(10_000);
  let begun = hasBegun(host, options);
  try {
    for (let i = 0; i < options.nKills; i++) {
      await begun;
      await delay(random.uniform() * options.longestMs);
      const kind = kinds[Math.floor(random.uniform() * kinds.length)]!;
      nKills[kind]++;
      if (kind !== 'host') for (const pid of runningTrials(project)) kill(pid, killed);
      if (kind !== 'trial') {
        await endHost(host);
        if (existsSync(project.journal)) addTornLine(project.journal, random);
      }
      await readable(project, options, faults);
      if (kind === 'trial' && host.exitCode === null) continue;
      host = start(10_000);
      begun = hasBegun(host, options);
    }
    await endHost(host);
    const last = await endOf(start(2));
    if (last.code !== 0) faults.push(`The last host ended with ${last.code}: ${last.words.slice(-500)}`);
    const study = await readable(project, options, faults);
    if (study === null) throw new Error(`There is no study: ${faults.join('; ')}`);
    faults.push(...faultsOf(project, study, killed));
    return { nKills, ...countsOf(study), faults };
  } finally {
    host.kill('SIGKILL');
    for (const pid of runningTrials(project)) kill(pid, killed);
    project.remove();
  }
}

async function hasBegun(host: ChildProcess, { from }: ChaosOptions): Promise<void> {
  if (from === 'start' || host.stderr === null) return;
  await Promise.race([once(host.stderr, 'data'), once(host, 'exit')]);
}

async function endHost(host: ChildProcess): Promise<void> {
  host.kill('SIGKILL');
  if (host.exitCode === null && host.signalCode === null) await once(host, 'exit');
}

/** The processes that have begun and are not over, by the ledger. */
function runningTrials(project: ChaosProject): readonly number[] {
  const lines = project.ledger();
  const over = new Set(lines.filter(({ what }) => what === 'over').map(({ pid }) => pid));
  return lines.map(({ pid }) => pid).filter((pid) => !over.has(pid) && identityOf(pid).start !== null);
}

function kill(pid: number, killed: Set<number>): void {
  killed.add(pid);
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself in between.
  }
}

async function readable(
  { journal: file }: ChaosProject,
  { alsoRead }: ChaosOptions,
  faults: string[],
): Promise<Study | null> {
  if (!existsSync(file)) return null;
  try {
    const journal = await Journal.open(file, { readonly: true });
    await alsoRead?.(file);
    return journal.study;
  } catch (error) {
    faults.push(error instanceof Error ? error.message : String(error));
    return null;
  }
}

function countsOf({ trials }: Study): Pick<ChaosOutcome, 'nTrials' | 'nFinished' | 'nSurvived'> {
  const finished = trials.filter(({ state }) => state === 'finished');
  // Its child was started by another process than the one that noted its end.
  const survived = finished.filter(({ facts }) => facts['taken_over'] === true);
  return { nTrials: trials.length, nFinished: finished.length, nSurvived: survived.length };
}
