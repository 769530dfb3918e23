// A Slurm that answers as a test says, and jobs that are files in a folder.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'node:test';
import type { Log } from '../../../../src/log.ts';
import { copyClaim, copyExit, copySpool } from '../../../../src/trial/slurm/copies.ts';
import type { Answer, AskSlurm } from '../../../../src/trial/slurm/slurmCommands.ts';
import { trialFolderOf, type TrialFolder } from '../../../../src/trial/trialFolder.ts';
import { encodeMessage, type TrialMessage } from '../../../../src/trial/trialProtocol.ts';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

export function emptyFolder(): TrialFolder {
  const parent = mkdtempSync(join(tmpdir(), 'tunelens-slurm-'));
  made.push(parent);
  const folder = trialFolderOf(parent, 3);
  mkdirSync(folder.path);
  return folder;
}

const quiet = (): void => undefined;
export const silent: Log = { trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet };

export const ok = (stdout: string): Answer => ({ code: 0, stdout, stderr: '' });
export const failed = (stderr: string): Answer => ({ code: 1, stdout: '', stderr });

export type FakeSlurm = {
  readonly ask: AskSlurm;
  /** What was asked: the tool and its arguments. */
  readonly asked: (readonly string[])[];
};

/** `answers` are by tool; one that is not named answers with nothing. */
export function fakeSlurm(answers: Partial<Record<Parameters<AskSlurm>[0], () => Answer>>): FakeSlurm {
  const asked: (readonly string[])[] = [];
  return {
    asked,
    ask: (tool, args) => {
      asked.push([tool, ...args]);
      return Promise.resolve(answers[tool]?.() ?? ok(''));
    },
  };
}

/** What a copy of a job does: it begins, says something, and leaves its exit code where one is given. */
export function playCopy(
  folder: TrialFolder,
  copy: number,
  { says = [], exit = null }: { readonly says?: readonly TrialMessage[]; readonly exit?: number | null },
): void {
  mkdirSync(copyClaim(folder, copy), { recursive: true });
  writeFileSync(copySpool(folder, copy), says.map(encodeMessage).join(''), { flag: 'a' });
  if (exit !== null) writeFileSync(copyExit(folder, copy), `${exit}\n`);
}

export const started: TrialMessage = { kind: 'started', pid: 7, node: '20.19.0', atMs: 1, host: 'n1', job: '12' };
export const ending = (exitCode: number): TrialMessage => ({ kind: 'ending', exitCode, atMs: 2 });
