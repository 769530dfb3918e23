// What a trial ran on: the facts that tell, years later, which code on which machine gave its value. The Node of a trial and its tfjs are told by the
// child itself (trialEvents.ts).
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { arch, cpus, platform } from 'node:os';
import { relative, sep } from 'node:path';
import { findOnPath } from '../../system/executables.ts';
import type { Program } from '../../program/plan.ts';
import { programFact, programNote } from './programNote.ts';

export type ProvenanceOptions = {
  /** What is run, and its working folder, whose repository is asked. */
  readonly program: Pick<Program, 'entry' | 'args' | 'cwd'>;
  /** The program's files as the user has them: absolute path to text. */
  readonly sources: ReadonlyMap<string, string>;
  /** TuneLens's own version. */
  readonly version: string;
  /** A call of git that takes longer tells nothing. */
  readonly timeoutMs?: number;
};

/** Facts by name, for every trial of a run. Those of git are left out where there is no git, no repository or no answer in time. Never rejects. */
export async function provenanceOf(
  options: ProvenanceOptions,
): Promise<Readonly<Record<string, string | number | boolean>>> {
  const { program, sources, version } = options;
  const processors = cpus();
  return {
    tunelens: version,
    platform: `${platform()} ${arch()}`,
    ...(processors[0] === undefined ? {} : { cpu: processors[0].model.trim(), cpu_count: processors.length }),
    [programFact]: programNote(program),
    sources_sha256: hashOfSources(sources, program.cwd),
    sources_count: sources.size,
    // A machine without a free file descriptor gives a process without pipes.
    ...(await gitFacts(options).catch(() => ({}))),
  };
}

/** SHA-256 of what `sha256sum` prints for the files, by their path below `cwd`, sorted: the same on every machine. */
function hashOfSources(sources: ReadonlyMap<string, string>, cwd: string): string {
  const lines = [...sources].map(([file, text]) => {
    const hash = createHash('sha256').update(text).digest('hex');
    return { path: relative(cwd, file).split(sep).join('/'), hash };
  });
  lines.sort((a, b) => (a.path < b.path ? -1 : 1));
  const listing = lines.map(({ path, hash }) => `${hash}  ${path}\n`).join('');
  return createHash('sha256').update(listing).digest('hex');
}

async function gitFacts({ program, timeoutMs = 5000 }: ProvenanceOptions): Promise<Record<string, string | boolean>> {
  const ask = (...args: readonly string[]): Promise<Answer | null> => askGit(args, program.cwd, timeoutMs);
  const [commit, branch, patch] = await Promise.all([
    ask('rev-parse', '--verify', '--quiet', 'HEAD'),
    // Fails where no branch is checked out.
    ask('symbolic-ref', '--quiet', '--short', 'HEAD'),
    // Of tracked files only: the study's own folder lies in the repository, too.
    ask('diff', '--no-ext-diff', '--no-textconv', '--no-color', '--binary', 'HEAD'),
  ]);
  if (commit === null) return {};
  return {
    git_commit: commit.head.trim(),
    ...(branch === null ? {} : { git_branch: branch.head.trim() }),
    ...(patch === null ? {} : { git_dirty: patch.bytes > 0 }),
    ...(patch === null || patch.bytes === 0 ? {} : { git_patch_sha256: patch.sha256 }),
  };
}

type Answer = {
  /** The beginning of its output. */
  readonly head: string;
  readonly bytes: number;
  readonly sha256: string;
};

/** What git answers; null where it fails or takes too long. A patch may be large, so only its hash is kept. */
function askGit(args: readonly string[], cwd: string, timeoutMs: number): Promise<Answer | null> {
  const program = findOnPath('git');
  if (program === null) return Promise.resolve(null);
  return new Promise((resolve) => {
    const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0' };
    const git = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'ignore'], windowsHide: true });
    const hash = createHash('sha256');
    let head = '';
    let bytes = 0;
    const settle = (answer: Answer | null): void => {
      clearTimeout(timer);
      git.stdout.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => {
      git.kill('SIGKILL');
      settle(null);
    }, timeoutMs);
    git.stdout.on('data', (chunk: Buffer) => {
      hash.update(chunk);
      if (bytes === 0) head = chunk.toString();
      bytes += chunk.length;
    });
    git.on('error', () => settle(null));
    git.on('close', (code) => settle(code === 0 ? { head, bytes, sha256: hash.digest('hex') } : null));
  });
}
