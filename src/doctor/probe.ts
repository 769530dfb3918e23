// Asks a real child what the TensorFlow.js of a program does here: the child is that of a trial, with its Node, environment and working folder.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTail } from '../system/openFile.ts';
import type { Program } from '../program/plan.ts';
import { createLocalExecutor } from '../trial/local/local.ts';
import { trialFolderOf } from '../trial/trialFolder.ts';
import type { TrialEnd } from '../trial/trialProtocol.ts';
import type { TfjsRequest } from './tfjsPackages.ts';
import { isRecord, parseJson } from '../trial/shapes.ts';

/** What the child tells, in order; one JSON object a line. */
export type ProbeMessage =
  | { readonly kind: 'began'; readonly arch: string }
  | { readonly kind: 'loading' | 'loaded' | 'computing'; readonly name: string }
  | {
      readonly kind: 'failed' | 'computeFailed';
      readonly name: string;
      /** Node's code of the error, or empty. */
      readonly code: string;
      readonly message: string;
    }
  | {
      readonly kind: 'computed';
      readonly name: string;
      readonly backend: string;
      /** Version of the native library; null where the backend has none. */
      readonly tensorflow: string | null;
      readonly usesGpu: boolean;
    }
  | { readonly kind: 'memory'; readonly rssBytes: number };

export type Probed = {
  readonly end: TrialEnd;
  readonly messages: readonly ProbeMessage[];
  /** What the child printed: the native library's notes at their most talkative. */
  readonly output: string;
};

export type ProbeOptions = {
  readonly node: string;
  /** child.ts of src/trial and probeChild.ts, built or not; absolute. */
  readonly childFile: string;
  readonly probeFile: string;
  readonly program: Pick<Program, 'cwd' | 'nodeArgs' | 'env'>;
  readonly signal: AbortSignal;
};

/** Loading takes a third of a second, on a cold network disk a hundred times that. */
const timeoutMs = 120_000;

/** Loads the packages in the given order, in one child. */
export async function probeTfjs(
  requests: readonly TfjsRequest[],
  { node, childFile, probeFile, program, signal }: ProbeOptions,
): Promise<Probed> {
  const folder = mkdtempSync(join(tmpdir(), 'tunelens-doctor-'));
  const resultFile = join(folder, 'result.jsonl');
  const trialFolder = trialFolderOf(folder, 0);
  mkdirSync(trialFolder.path);
  try {
    const end = await createLocalExecutor({ node, childFile }).run(
      {
        trial: 0,
        entry: probeFile,
        args: [resultFile, ...requests.flatMap(({ name, from }) => [name, from])],
        cwd: program.cwd,
        nodeArgs: program.nodeArgs,
        env: program.env,
        sources: {},
        aliases: {},
        seed: 0,
        modelFolder: null,
        spoolFile: trialFolder.spoolFile,
      },
      {
        onMessage: () => undefined,
        folder: trialFolder,
        signal,
        timeoutMs,
        // Warnings name the CUDA libraries that are missing; without growth one look takes the memory of every GPU from those who train.
        env: { ...program.env, TF_CPP_MIN_LOG_LEVEL: '0', TF_FORCE_GPU_ALLOW_GROWTH: 'true' },
      },
    );
    const lines = textOf(resultFile).split('\n').slice(0, -1);
    return {
      end,
      messages: lines.flatMap((line) => parseProbeMessage(line) ?? []),
      output: textOf(trialFolder.outputFile),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The program's own packages run in the child, and may write as much as they like. */
const maxTextBytes = 1 << 20;

/** Empty where the child wrote nothing. */
function textOf(file: string): string {
  try {
    return readTail(file, maxTextBytes).toString();
  } catch {
    return '';
  }
}

function parseProbeMessage(line: string): ProbeMessage | null {
  const raw = parseJson(line);
  if (!isRecord(raw)) return null;
  const { kind, arch, name, code, message, backend, tensorflow, usesGpu, rssBytes } = raw;
  if (kind === 'began') return typeof arch === 'string' ? { kind, arch } : null;
  if (kind === 'memory') return typeof rssBytes === 'number' ? { kind, rssBytes } : null;
  if (typeof name !== 'string') return null;
  switch (kind) {
    case 'loading':
    case 'loaded':
    case 'computing':
      return { kind, name };
    case 'failed':
    case 'computeFailed':
      return typeof code === 'string' && typeof message === 'string' ? { kind, name, code, message } : null;
    case 'computed':
      if (typeof backend !== 'string' || typeof usesGpu !== 'boolean') return null;
      return { kind, name, backend, tensorflow: typeof tensorflow === 'string' ? tensorflow : null, usesGpu };
    default:
      return null;
  }
}
