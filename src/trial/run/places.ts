// Where the trials of a run have their places: on this machine, one per GPU, or as jobs of a cluster. Trials that an earlier host has left are gone on with
// where they are, whatever this run has chosen.
import type { Log } from '../../log.ts';
import type { StudyPlan } from '../../program/plan.ts';
import type { Executor } from '../executor.ts';
import { findGpus } from '../local/gpu.ts';
import { createLocalExecutor } from '../local/local.ts';
import { findNode } from '../local/node.ts';
import { slotsFor, type Slot } from '../local/slots.ts';
import { checkCluster } from '../slurm/clusterCheck.ts';
import { createSlurmExecutor } from '../slurm/slurm.ts';
import { askSlurm } from '../slurm/slurmCommands.ts';
import { createSlurmJobs } from '../slurm/slurmJobs.ts';
import { slurmDefaults, type Place, type SlurmSettings } from '../slurm/slurmSettings.ts';
import { readJob } from '../trialFolder.ts';

/** What the user chooses of the machine. */
export type MachineSettings = {
  readonly place: Place;
  /** Trials of this machine at a time; null: one per GPU, or one where there is none. */
  readonly nParallel: number | null;
  /** The Node that runs the trials; null: the one on the PATH. */
  readonly nodePath: string | null;
  /** Whether the next trial's process loads tfjs while another trial runs. */
  readonly isWarm: boolean;
  /** Limit of a trial's JavaScript heap, in MB; null: Node's own. */
  readonly heapMb: number | null;
};

/** TuneLens itself: its built files, by absolute path, and its version. */
export type Engine = {
  readonly childFile: string;
  readonly askWorkerFile: string;
  readonly cliFile: string;
  readonly version: string;
};

export type Places = { readonly slots: readonly Slot[]; readonly executor: Executor };

type Tools = { readonly engine: Engine; readonly log: Log };

/** Processes of this machine. Throws a UserError where no Node can be found. */
export async function localPlaces(
  { program }: StudyPlan,
  { nodePath, nParallel, isWarm }: MachineSettings,
  { engine, log }: Tools,
): Promise<Places> {
  const [node, { gpus, nHidden }] = await Promise.all([findNode(nodePath, program.cwd), findGpus(process.env)]);
  log.info(`Trials run ${program.entry} on Node ${node.version} (${node.path}).`);
  const slots = slotsFor(gpus, { nParallel, env: process.env });
  if (gpus.length > 0) {
    const hidden = nHidden === 0 ? '' : `; CUDA_VISIBLE_DEVICES hides ${nHidden} more`;
    log.info(`${slots.length} at a time on ${gpus.map(({ name }) => name).join(', ')}${hidden}.`);
  }
  const local = createLocalExecutor({
    ...{ node: node.path, childFile: engine.childFile, isWarm },
    onWarmMemory: (bytes) => {
      const megabytes = Math.round(bytes / 1024 ** 2);
      log.info(
        `The process of the next trial waits with ${megabytes} MB of memory (off: setting "tunelens.warmTrials", option --no-warm).`,
      );
    },
    onLeft: leftTo(log),
  });
  const jobs = createSlurmJobs({ settings: slurmDefaults, ask: askSlurm, log });
  return { slots, executor: resumingWhereTheyAre(local, { local, jobs }) };
}

/** Jobs of a Slurm cluster. Throws a UserError where a Node of this machine is asked for and cannot be found. */
export async function clusterPlaces(
  plan: StudyPlan,
  { place, nodePath }: MachineSettings & { readonly place: SlurmSettings },
  { engine, log }: Tools,
): Promise<Places> {
  const node = await clusterNode(plan, place, nodePath);
  const { childFile, cliFile } = engine;
  const common = { settings: place, ask: askSlurm, log, node };
  log.info(`Trials run ${plan.program.entry} as jobs of Slurm, ${place.nJobs} at a time.`);
  const slurm = createSlurmExecutor({
    ...{ ...common, childFile },
    ready: (signal) => checkCluster({ ...common, cliFile, plan }, signal),
  });
  const local = createLocalExecutor({ node: process.execPath, childFile, onLeft: leftTo(log) });
  const slots = Array.from({ length: place.nJobs }, (): Slot => ({ gpu: null, env: {} }));
  return { slots, executor: resumingWhereTheyAre(slurm, { local, jobs: slurm }) };
}

/** Set-up lines may bring a Node of their own; without them the one of this machine is at the same path on the nodes. */
async function clusterNode({ program }: StudyPlan, { setup }: SlurmSettings, nodePath: string | null): Promise<string> {
  if (nodePath === null && setup.length > 0) return 'node';
  return (await findNode(nodePath, program.cwd)).path;
}

function leftTo(log: Log): (pid: number) => void {
  return (pid) =>
    log.warn(
      `Process ${pid} may be that of an earlier trial and may go on: TuneLens ends no process of which it cannot tell whether it is a trial's. If it is, end it.`,
    );
}

type Resumer = Pick<Executor, 'resume'>;

function resumingWhereTheyAre(
  executor: Executor,
  { local, jobs }: { readonly local: Resumer; readonly jobs: Resumer },
): Executor {
  return { ...executor, resume: (options) => (readJob(options.folder) === null ? local : jobs).resume(options) };
}
