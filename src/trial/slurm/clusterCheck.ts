// What is tried before a cluster gets its first trial: are Slurm's commands here, does it take such jobs, do its nodes share the study's folder, and do they
// have what trials need? The last is looked at by the doctor, in a job that is like those of the trials.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  slurmCheckFailed,
  slurmFolderNotShared,
  slurmMissing,
  slurmNodeNotReady,
  slurmRefused,
  slurmSilent,
} from '../../clusterErrors.ts';
import { folderNotWritable } from '../../errors.ts';
import type { StudyPlan } from '../../program/plan.ts';
import { isRecord, isText, parseJson } from '../shapes.ts';
import { readJob, trialFolderAt, type TrialFolder } from '../trialFolder.ts';
import type { TrialEnd } from '../trialProtocol.ts';
import { copiesIn } from './copies.ts';
import { refuseLinked, writeOwnFile } from '../../system/ownFolder.ts';
import { checkFolder, checkLabel } from './jobName.ts';
import { trialScript } from './jobScript.ts';
import { notFound } from './slurmCommands.ts';
import { createSlurmJobs, type SlurmJobsOptions } from './slurmJobs.ts';
import { squeueArguments } from './squeue.ts';
import { readTail } from '../../system/openFile.ts';

/** Of a job's output: far more than the doctor says. */
const maxOutputBytes = 1 << 20;

export type ClusterCheckOptions = SlurmJobsOptions & {
  readonly node: string;
  /** cli.js, built; absolute. */
  readonly cliFile: string;
  readonly plan: Pick<StudyPlan, 'file' | 'program' | 'dataFolder'>;
};

/** The doctor computes one sum; what takes longer is broken. */
const limitMs = 600_000;

/** Throws a UserError for what has to be mended. What has passed once is not tried again, as long as the jobs stay alike. */
export async function checkCluster(options: ClusterCheckOptions, signal: AbortSignal): Promise<void> {
  const { code, stderr } = await options.ask('squeue', squeueArguments);
  if (code === notFound) throw slurmMissing();
  if (code !== 0) throw slurmSilent(stderr.trim());
  const folder = trialFolderAt(join(options.plan.dataFolder, checkFolder));
  refuseLinked(folder.path);
  const passedFile = join(folder.path, 'passed.txt');
  const key = keyOf(options);
  if (existsSync(passedFile) && readTail(passedFile, maxOutputBytes).toString() === key) return;
  try {
    rmSync(folder.path, { recursive: true, force: true });
    mkdirSync(folder.path, { recursive: true });
    options.log.info('A first job looks whether trials can run on the cluster.');
    const end = await runDoctor(folder, options, signal);
    if (end.kind === 'stopped' || end.kind === 'detached') return;
    judge(end, folder);
    writeOwnFile(passedFile, key);
  } catch (error) {
    throw error instanceof Error && 'errno' in error ? folderNotWritable(folder.path, error) : error;
  }
}

/** What tells jobs apart; how many there are and how often they are looked at does not. */
function keyOf({ settings, node, cliFile, plan }: ClusterCheckOptions): string {
  const { partition, account, gres, time, arguments: more, setup } = settings;
  const parts = [partition, account, gres, time, more, setup, node, cliFile, plan.file, plan.program];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function runDoctor(folder: TrialFolder, options: ClusterCheckOptions, signal: AbortSignal): Promise<TrialEnd> {
  const { node, cliFile, settings, plan } = options;
  const { cwd, entry } = plan.program;
  const command = [node, cliFile, 'doctor', plan.file, '--program', entry, '--json'];
  const script = trialScript({ command, cwd, env: {}, setup: settings.setup }, folder);
  const quiet = (): void => undefined;
  return createSlurmJobs(options).run(
    { label: checkLabel, script },
    { folder, signal, timeoutMs: limitMs, onMessage: quiet },
  );
}

/** Throws a UserError unless the doctor has come to its end and found no problem. */
function judge(end: TrialEnd, folder: TrialFolder): void {
  const output = existsSync(folder.outputFile) ? readTail(folder.outputFile, maxOutputBytes).toString() : '';
  const problems = parseDoctor(output);
  if (problems !== null && problems.length > 0) throw slurmNodeNotReady(problems);
  if (problems !== null) return;
  if (end.kind === 'spawnFailed' && readJob(folder)?.id === null) throw slurmRefused(end.reason);
  if (end.kind === 'spawnFailed' && copiesIn(readdirSync(folder.path)).begun === -1) {
    throw slurmFolderNotShared(folder.path);
  }
  throw slurmCheckFailed(wordsOf(end), output.trim().slice(-1000), folder.outputFile);
}

type Problem = { readonly title: string; readonly remedy: string };

/** What the doctor calls a problem in its JSON line; null where there is no such line. */
function parseDoctor(output: string): readonly Problem[] | null {
  for (const line of output.split('\n')) {
    const raw = parseJson(line);
    if (!isRecord(raw) || raw['kind'] !== 'doctor' || !Array.isArray(raw['findings'])) continue;
    return raw['findings'].flatMap((finding: unknown): readonly Problem[] => {
      if (!isRecord(finding) || finding['status'] !== 'problem') return [];
      const { title, remedy } = finding;
      return [{ title: isText(title) ? title : '', remedy: isText(remedy) ? remedy : '' }];
    });
  }
  return null;
}

function wordsOf(end: TrialEnd): string {
  switch (end.kind) {
    case 'spawnFailed':
    case 'lost':
      return end.reason;
    case 'exited':
      return `It ended with exit code ${end.code}.`;
    case 'killed':
      return `It was ended by ${end.signal}.`;
    case 'timedOut':
      return 'It took longer than its time limit.';
    case 'outOfMemory':
      return 'It used more memory than it may.';
    default:
      return 'It was stopped.';
  }
}
