// Looks at everything that trials need, in the way that trials would use it, and says what is wrong and the one step that mends it. Changes nothing.
import { notTrusted } from '../errors.ts';
import { realFile } from '../program/location.ts';
import { packageFolderOf, studyLocation } from '../program/location.ts';
import type { PlanOptions, StudyPlan } from '../program/plan.ts';
import { takeSnapshot } from '../program/snapshot.ts';
import type { FoundNode } from '../trial/local/node.ts';
import { backendFinding, libraryFinding, nativeCopy, startFinding } from './backendFindings.ts';
import { ok, problemOf, type Finding } from './finding.ts';
import { gpuFinding, type FoundGpus } from './gpuFinding.ts';
import { dataFolderFinding, diskFinding, memoryFinding } from './machineFindings.ts';
import { examineNode, nodeApisFinding } from './nodeFindings.ts';
import { probeTfjs, type Probed, type ProbeOptions } from './probe.ts';
import { examineStudy } from './studyFinding.ts';
import { copiesFinding, installedFinding } from './tfjsFindings.ts';
import { findTfjs, type TfjsPackages } from './tfjsPackages.ts';

export type DoctorOptions = {
  /** The annotated file, absolute; null where a folder alone is looked at. */
  readonly file: string | null;
  /** Absolute; counts where there is no file. */
  readonly folder: string;
  readonly plan: PlanOptions;
  /** As for findNode. */
  readonly node: string | null;
  /** Trials at a time; null: one per GPU, or one. */
  readonly nParallel: number | null;
  /** Whether the code of the folder may run; null where nobody asks (the command line). */
  readonly isTrusted: boolean | null;
  readonly findGpus: () => Promise<FoundGpus>;
  readonly childFile: string;
  readonly probeFile: string;
  /** gpu.js of the example; absolute. */
  readonly gpuScript: string;
  readonly signal: AbortSignal;
};

/** All findings, in the order in which they are best read. Into a folder that is not trusted it does not look: only that is said. */
export async function examine(options: DoctorOptions): Promise<readonly Finding[]> {
  const { file, isTrusted, nParallel } = options;
  const trust = trustFinding(isTrusted);
  if (trust !== null && isTrusted === false) return [trust];
  const study = file === null ? null : examineStudy(file, options.plan);
  const place = placeOf(options, study?.plan ?? null);
  const packages = findTfjs(place.texts, place.folder);
  const installed = [installedFinding(packages, place.folder), copiesFinding(packages, place.folder)];
  const run = await examineRun(options, place, packages);
  const findings = [
    trust,
    study?.finding ?? null,
    run.node,
    ...installed,
    ...run.findings,
    memoryFinding(run.trialBytes, nParallel ?? Math.max(1, run.nGpus)),
    diskFinding(place.dataFolder),
    dataFolderFinding(place.dataFolder),
  ];
  return findings.filter((finding) => finding !== null);
}

/** Whether something has to be mended before anything is tuned. */
export function hasProblem(findings: readonly Finding[]): boolean {
  return findings.some(({ status }) => status === 'problem');
}

type Place = {
  /** The nearest with a package.json: where trials run and packages are installed. */
  readonly folder: string;
  readonly dataFolder: string;
  /** The program's local files; without a plan those that the annotated file loads. */
  readonly texts: ReadonlyMap<string, string>;
  readonly program: ProbeOptions['program'];
};

function placeOf({ file, folder, plan: { readSource } }: DoctorOptions, plan: StudyPlan | null): Place {
  if (plan !== null) {
    const { program, dataFolder, snapshot } = plan;
    return { folder: program.cwd, dataFolder, texts: snapshot.texts, program };
  }
  const real = file === null ? null : realFile(file);
  const at = real ?? `${folder}/package.json`;
  const cwd = packageFolderOf(at);
  const texts = real === null ? new Map<string, string>() : takeSnapshot([real], readSource ?? (() => undefined)).texts;
  return { folder: cwd, dataFolder: studyLocation(at).dataFolder, texts, program: { cwd, nodeArgs: [], env: {} } };
}

function trustFinding(isTrusted: boolean | null): Finding | null {
  if (isTrusted === null) return null;
  return isTrusted ? ok('trust', 'The workspace is trusted, so trials may run.') : problemOf('trust', notTrusted());
}

type Run = {
  readonly node: Finding;
  readonly findings: readonly (Finding | null)[];
  /** Memory of the child that computed once; null where none did. */
  readonly trialBytes: number | null;
  readonly nGpus: number;
};

/** What only shows when something runs. */
async function examineRun(options: DoctorOptions, place: Place, packages: TfjsPackages): Promise<Run> {
  const { node, finding } = await examineNode(options.node, place.folder);
  const native = nativeCopy(packages);
  const isAnyInstalled = packages.copies.length > 0;
  const probed =
    node === null || !isAnyInstalled
      ? null
      : await probeTfjs(packages.requests, { ...options, node: node.path, program: place.program });
  const found = await options.findGpus();
  const gpu = gpuFinding(found, { native, probed, folder: place.folder, script: options.gpuScript });
  const computing = node === null || probed === null ? [] : findingsOf(probed, node, packages, place.folder);
  const memory = probed?.messages.find((message) => message.kind === 'memory');
  const trialBytes = memory?.rssBytes ?? null;
  return { node: finding, findings: [...computing, gpu], trialBytes, nGpus: found.gpus.length };
}

function findingsOf(
  probed: Probed,
  node: FoundNode,
  packages: TfjsPackages,
  folder: string,
): readonly (Finding | null)[] {
  const unstarted = startFinding(probed, node);
  if (unstarted !== null) return [unstarted];
  const native = nativeCopy(packages);
  return [
    nodeApisFinding(node, native),
    native === null ? null : libraryFinding(native, probed, folder),
    backendFinding(packages, probed, folder),
  ];
}
