// What a run needs of the machine: which Node, which GPUs, the engine's thread, and where the code stands. Shared by the editor and the command line.
import type { Log } from '../log.ts';
import type { StudyPlan } from '../program/plan.ts';
import { createAskWorker } from './asker.ts';
import { findGpus } from './gpu.ts';
import { createLocalExecutor } from './local.ts';
import { findNode } from './node.ts';
import { slotsFor } from './slots.ts';
import type { TuneOptions } from './tuneOptions.ts';

/** What the user chooses of it. */
export type MachineSettings = {
  /** Trials at a time; null: one per GPU, or one where there is none. */
  readonly nParallel: number | null;
  /** The Node that runs the trials; null: the one on the PATH. */
  readonly nodePath: string | null;
  /** Whether the next trial's process loads tfjs while another trial runs. */
  readonly isWarm: boolean;
  /** Limit of a trial's JavaScript heap, in MB; null: Node's own. */
  readonly heapMb: number | null;
};

/** Built files, by absolute path or URL. */
export type EngineFiles = { readonly childFile: string; readonly askWorkerFile: string | URL };

export type TuneSetup = Pick<TuneOptions, 'plan' | 'slots' | 'executor' | 'asker' | 'provenance'>;

/** The caller closes `asker`. Throws a UserError where no Node can be found. */
export async function setUpTuning(
  plan: StudyPlan,
  settings: MachineSettings,
  { files, log }: { readonly files: EngineFiles; readonly log: Log },
): Promise<TuneSetup> {
  const [node, { gpus, nHidden }] = await Promise.all([
    findNode(settings.nodePath, plan.program.cwd),
    findGpus(process.env),
  ]);
  log.info(`Trials run ${plan.program.entry} on Node ${node.version} (${node.path}).`);
  const slots = slotsFor(gpus, { nParallel: settings.nParallel, env: process.env });
  if (gpus.length > 0) {
    const hidden = nHidden === 0 ? '' : `; CUDA_VISIBLE_DEVICES hides ${nHidden} more`;
    log.info(`${slots.length} at a time on ${gpus.map(({ name }) => name).join(', ')}${hidden}.`);
  }
  return {
    plan: withHeapLimit(plan, settings.heapMb),
    slots,
    executor: createLocalExecutor({ node: node.path, childFile: files.childFile, isWarm: settings.isWarm }),
    asker: createAskWorker(files.askWorkerFile),
    provenance: {},
  };
}

function withHeapLimit(plan: StudyPlan, heapMb: number | null): StudyPlan {
  if (heapMb === null) return plan;
  const nodeArgs = [...plan.program.nodeArgs, `--max-old-space-size=${heapMb}`];
  return { ...plan, program: { ...plan.program, nodeArgs } };
}
