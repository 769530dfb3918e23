// One trial's job from its submission to its end. What its folder holds counts for more than what Slurm says; both are looked at until one of them tells
// of the end.
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import type { Log } from '../../log.ts';
import { stopReasonOf, type RunOptions } from '../executor.ts';
import { limitOutput } from '../local/outputLimit.ts';
import { withdrawRequest, writeJob, type JobNote } from '../trialFolder.ts';
import type { TrialEnd, TrialMessage } from '../trialProtocol.ts';
import { copiesIn, copyExit } from './copies.ts';
import { followCopies, type CopyFollower } from './copyFollower.ts';
import { closeSpool } from '../spool.ts';
import { diedBy, trialEndOf, type Evidence, type Stop } from './jobEvidence.ts';
import type { JobQueue, Sight } from './jobQueue.ts';
import type { JobEnd } from './jobState.ts';
import type { QueuedJob } from './squeue.ts';

export type FollowTools = {
  readonly queue: JobQueue;
  /** Asks Slurm to end a job; whether it has is seen later. */
  readonly cancel: (job: JobNote) => void;
  /** Milliseconds between two looks at the folder. */
  readonly lookMs: () => number;
  /** Until Slurm's word that a job is lost is believed: it may start it anew. */
  readonly doubtMs: number;
  /** Until a file that a job has written is seen here, at the latest. */
  readonly settleMs: number;
  readonly log: Log;
};

/** Until Slurm has ended a job that it was told to end, at the latest. */
const cancelMs = 60_000;

/** The longest time that a timer takes: 24.8 days. */
const longestMs = 2 ** 31 - 1;

/** Between two looks at the size of a trial's output. */
const outputMs = 30_000;

/** Settles with the trial's end when its job is over and all its messages were delivered, or when it was detached. */
export async function followJob(job: JobNote, options: RunOptions, tools: FollowTools): Promise<TrialEnd> {
  const output = limitOutput(options.folder.outputFile, { pollMs: outputMs });
  const followed = new FollowedJob(job, options, tools);
  try {
    return await followed.run();
  } finally {
    followed.close();
    output.close();
  }
}

class FollowedJob {
  private job: JobNote;
  private readonly options: RunOptions;
  private readonly tools: FollowTools;
  private readonly copies: CopyFollower;
  private readonly unfollow: () => void;
  private readonly onAbort = (): void => this.abort();
  private ending: Extract<TrialMessage, { kind: 'ending' }> | null = null;
  private hasStarted = false;
  private stop: Stop | null = null;
  /** What Slurm says of the end; it may take that back. */
  private said: { readonly end: JobEnd; readonly atMs: number } | null = null;
  /** What the script has left. */
  private exit: { readonly code: number; readonly atMs: number } | null = null;
  private lookTimer: NodeJS.Timeout | undefined;
  private limitTimer: NodeJS.Timeout | undefined;
  private isHeld = false;
  private isClosed = false;
  private settle: (evidence: Evidence) => void = () => undefined;

  constructor(job: JobNote, options: RunOptions, tools: FollowTools) {
    this.job = job;
    this.options = options;
    this.tools = tools;
    this.copies = followCopies({
      ...{ folder: options.folder, pollMs: 2 * tools.lookMs() },
      onMessage: (message) => this.hear(message),
      onRestart: (copy) => this.restart(copy),
    });
    this.unfollow = tools.queue.follow(
      () => this.job,
      (sight) => this.see(sight),
    );
  }

  async run(): Promise<TrialEnd> {
    const { signal } = this.options;
    const evidence = await new Promise<Evidence>((resolve) => {
      this.settle = resolve;
      signal.addEventListener('abort', this.onAbort);
      if (signal.aborted) this.abort();
      void this.look();
    });
    const lost = await closeSpool(this.copies);
    const { job, ending, hasStarted, stop } = this;
    const end = trialEndOf(evidence, { job, ending, hasStarted, stop });
    return end.kind === 'detached' ? end : (lost ?? end);
  }

  close(): void {
    this.isClosed = true;
    this.options.signal.removeEventListener('abort', this.onAbort);
    this.unfollow();
    clearTimeout(this.lookTimer);
    clearTimeout(this.limitTimer);
  }

  private abort(): void {
    const reason = stopReasonOf(this.options.signal);
    if (reason === 'detached') this.settle({ kind: 'detached' });
    else this.endJob(reason);
  }

  private endJob(kind: Stop['kind']): void {
    if (this.stop !== null) return;
    this.stop = { kind, atMs: Date.now() };
    this.tools.cancel(this.job);
    this.tools.queue.hurry();
  }

  private hear(message: TrialMessage): void {
    if (message.kind === 'started') this.started(message);
    if (message.kind === 'ending') this.ending = message;
    this.options.onMessage(message);
  }

  private started({ atMs, job }: Extract<TrialMessage, { kind: 'started' }>): void {
    this.hasStarted = true;
    // Where Slurm has been handed the job twice, it is the one that came first.
    if (job !== null) this.become(job);
    const { timeoutMs } = this.options;
    if (timeoutMs === null) return;
    const leftMs = Math.max(1, atMs + timeoutMs - Date.now());
    this.limitTimer = setTimeout(() => this.endJob('timedOut'), Math.min(leftMs, longestMs));
  }

  private restart(copy: number): void {
    clearTimeout(this.limitTimer);
    this.ending = null;
    this.hasStarted = false;
    this.exit = null;
    this.options.onRestart?.(copy);
  }

  private become(id: string): void {
    if (this.job.id === id) return;
    this.job = { ...this.job, id };
    try {
      writeJob(this.options.folder, this.job);
    } catch {
      // Its name is noted, and finds it, too.
    }
  }

  private see(sight: Sight): void {
    if (sight.kind === 'listed') {
      this.become(sight.job.id);
      if (sight.job.end === null) this.seeAlive(sight.job);
      else this.seeOver(sight.job.end);
      return;
    }
    // Its host was killed while it handed it in: it shall not come later either.
    if (this.job.id === null) withdrawRequest(this.options.folder);
    this.seeOver(sight.end ?? { kind: 'lost', state: 'Slurm does not know it any more' });
  }

  private seeAlive(job: QueuedJob): void {
    this.said = null;
    this.copies.moveTo(job.restarts);
    if (this.stop !== null) this.tools.cancel(this.job);
    if (this.isHeld || !/held|never|BadConstraints/i.test(job.reason)) return;
    this.isHeld = true;
    this.tools.log.warn(`Slurm does not start job ${job.id}: ${job.reason}. "scontrol show job ${job.id}" tells more.`);
  }

  private seeOver(end: JobEnd): void {
    this.said = { end, atMs: this.said?.end.kind === end.kind ? this.said.atMs : Date.now() };
    void this.look();
  }

  private async look(): Promise<void> {
    clearTimeout(this.lookTimer);
    const { folder } = this.options;
    const { begun, ended } = copiesIn(await readdir(folder.path).catch(() => []));
    if (this.isClosed) return;
    this.copies.moveTo(begun);
    if (begun === this.copies.copy) this.copies.begun();
    if (ended === this.copies.copy) this.exit ??= this.readExit(ended);
    this.decide();
    this.lookTimer = setTimeout(() => void this.look(), this.tools.lookMs());
  }

  private readExit(copy: number): { code: number; atMs: number } {
    const code = Number(readFileSync(copyExit(this.options.folder, copy), 'utf8'));
    if (diedBy(code) !== null) this.tools.queue.hurry();
    return { code, atMs: Date.now() };
  }

  private decide(): void {
    const { exit, said, stop } = this;
    if (exit !== null) {
      // A shell tells of a program that was killed; why, Slurm may know.
      const isDoubtful = diedBy(exit.code) !== null && this.ending === null && stop === null;
      if (isDoubtful && said === null && Date.now() - exit.atMs < this.tools.settleMs) return;
      const isExplained = isDoubtful && said !== null && said.end.kind !== 'ended';
      this.settle(isExplained ? said.end : { kind: 'exitFile', code: exit.code });
    } else if (said !== null && Date.now() - said.atMs >= this.patienceMs(said.end)) {
      this.settle(said.end);
    } else if (stop !== null && Date.now() - stop.atMs >= cancelMs) {
      this.tools.log.warn(
        `Slurm does not say that job ${this.job.id ?? this.job.name} has ended; "squeue --me" tells.`,
      );
      this.settle({ kind: 'cancelled' });
    }
  }

  /** For how long the folder, or Slurm itself, may know better. */
  private patienceMs(end: JobEnd): number {
    if (this.stop !== null) return 0;
    if (end.kind === 'lost') return this.tools.doubtMs;
    return end.kind === 'ended' && end.signal === 0 ? this.tools.settleMs : 0;
  }
}
