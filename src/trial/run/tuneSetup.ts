// What a run needs of the machine: where trials run, the engine's thread, and where the code stands. Shared by the editor and the command line.
import type { Log } from '../../log.ts';
import type { StudyPlan } from '../../program/plan.ts';
import { createAskWorker } from '../engine/asker.ts';
import { withHeapLimit } from '../local/heapLimit.ts';
import { clusterPlaces, localPlaces, type Engine, type MachineSettings } from './places.ts';
import { provenanceOf } from './provenance.ts';
import type { TuneOptions } from './tuneOptions.ts';

export type TuneSetup = Pick<TuneOptions, 'plan' | 'slots' | 'place' | 'executor' | 'asker' | 'provenance'>;

/** The caller closes `asker`. Throws a UserError where no Node can be found. */
export async function setUpTuning(
  plan: StudyPlan,
  settings: MachineSettings,
  { engine, log }: { readonly engine: Engine; readonly log: Log },
): Promise<TuneSetup> {
  const { place, heapMb } = settings;
  const { program, snapshot } = plan;
  const provenance = provenanceOf({ program, sources: snapshot.texts, version: engine.version });
  const places =
    place === 'local'
      ? localPlaces(plan, settings, { engine, log })
      : clusterPlaces(plan, { ...settings, place }, { engine, log });
  return {
    plan: { ...plan, program: { ...program, nodeArgs: withHeapLimit(program.nodeArgs, heapMb) } },
    ...{ place, ...(await places), provenance: await provenance },
    asker: createAskWorker(engine.askWorkerFile),
  };
}
