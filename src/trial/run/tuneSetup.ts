// What a run needs of the machine: which Node, which GPUs, the engine's thread, and where the code stands. Shared by the editor and the command line.
import type { Log } from '../../log.ts';
import type { StudyPlan } from '../../program/plan.ts';
import { createAskWorker } from '../engine/asker.ts';
import { findGpus } from '../local/gpu.ts';
import { createLocalExecutor } from '../local/local.ts';
import { withHeapLimit } from '../local/heapLimit.ts';
import { findNode } from '../local/node.ts';
import { provenanceOf } from './provenance.ts';
import { slotsFor } from '../local/slots.ts';
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

/** TuneLens itself: its built files, by absolute path, and its version. */
export type Engine = { readonly childFile: string; readonly askWorkerFile: string; readonly version: string };

export type TuneSetup = Pick<TuneOptions, 'plan' | 'slots' | 'executor' | 'asker' | 'provenance'>;

/** The caller closes `asker`. Throws a UserError where no Node can be found. */
export async function setUpTuning(
  plan: StudyPlan,
  settings: MachineSettings,
  { engine, log }: { readonly engine: Engine; readonly log: Log },
): Promise<TuneSetup> {
  const { cwd } = plan.program;
  const [node, { gpus, nHidden }, provenance] = await Promise.all([
    findNode(settings.nodePath, cwd),
    findGpus(process.env),
    provenanceOf({ cwd, sources: plan.snapshot.texts, version: engine.version }),
  ]);
  log.info(`Trials run ${plan.program.entry} on Node ${node.version} (${node.path}).`);
  const slots = slotsFor(gpus, { nParallel: settings.nParallel, env: process.env });
  if (gpus.length > 0) {
    const hidden = nHidden === 0 ? '' : `; CUDA_VISIBLE_DEVICES hides ${nHidden} more`;
    log.info(`${slots.length} at a time on ${gpus.map(({ name }) => name).join(', ')}${hidden}.`);
  }
  return {
    plan: { ...plan, program: { ...plan.program, nodeArgs: withHeapLimit(plan.program.nodeArgs, settings.heapMb) } },
    slots,
    executor: createLocalExecutor({
      ...{ node: node.path, childFile: engine.childFile, isWarm: settings.isWarm },
      onWarmMemory: (bytes) => {
        const megabytes = Math.round(bytes / 1024 ** 2);
        log.info(
          `The process of the next trial waits with ${megabytes} MB of memory (off: setting "tunelens.warmTrials", option --no-warm).`,
        );
      },
    }),
    asker: createAskWorker(engine.askWorkerFile),
    provenance,
  };
}
