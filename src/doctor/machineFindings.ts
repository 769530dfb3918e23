// What trials need of the machine: room on the disk, memory, and a data folder that can be written.
import { existsSync, mkdtempSync, rmSync, statfsSync, statSync, writeFileSync, type StatsFs } from 'node:fs';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { messageOf } from '../errors.ts';
import { ok, problem, warning, type Finding } from './finding.ts';

const mega = 1024 ** 2;
const giga = 1024 ** 3;

/** Journals are small, models are not, and a program may print 16 MB a trial. */
const diskNeeded = { bytes: 100 * mega, comfortableBytes: giga };

/** What the example's network and data took at their peak on tfjs-node; the rest of a program comes on top. */
const comfortableTrialBytes = giga;

type ReadDisk = (folder: string) => Pick<StatsFs, 'bavail' | 'bsize' | 'files' | 'ffree'>;

/** Room where `dataFolder`, which need not exist yet, lies. */
export function diskFinding(dataFolder: string, readDisk: ReadDisk = statfsSync): Finding {
  const folder = existingFolder(dataFolder);
  const { bavail, bsize, files, ffree } = readDisk(folder);
  const freeBytes = bavail * bsize;
  const title = `${formatBytes(freeBytes)} are free where studies are kept (${folder}).`;
  // Some file systems count no files at all.
  if (files > 0 && ffree === 0) {
    return problem('disk', {
      title: `No more files can be made where studies are kept (${folder}).`,
      remedy: freeSpace,
    });
  }
  if (freeBytes < diskNeeded.bytes) return problem('disk', { title: `Only ${title}`, remedy: freeSpace });
  if (freeBytes < diskNeeded.comfortableBytes) return warning('disk', { title: `Only ${title}`, remedy: freeSpace });
  return ok('disk', title);
}

const freeSpace = 'Make room on that disk.';

/** Whether studies can be written: tried with a file, which is removed again. */
export function dataFolderFinding(dataFolder: string): Finding {
  const folder = existingFolder(dataFolder);
  try {
    if (existsSync(dataFolder) && !statSync(dataFolder).isDirectory()) throw new Error('it is a file, not a folder');
    const trial = mkdtempSync(join(folder, '.tunelens-doctor-'));
    try {
      writeFileSync(join(trial, 'file'), 'written by tunelens doctor');
    } finally {
      rmSync(trial, { recursive: true, force: true });
    }
    return ok('dataFolder', `Studies can be written to ${dataFolder}.`);
  } catch (error) {
    return problem('dataFolder', {
      title: `Studies cannot be written to ${dataFolder}.`,
      detail: messageOf(error),
      remedy: `Make ${folder} a folder that you may write to, or work on a copy of the project.`,
    });
  }
}

/** `folder`, or the nearest one above it that exists. */
function existingFolder(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (at === dirname(at) || (existsSync(at) && statSync(at).isDirectory())) return at;
  }
}

/** `trialBytes`: of a child that has loaded the program's TensorFlow.js and computed once; null where none has. */
export function memoryFinding(
  trialBytes: number | null,
  nParallel: number,
  freeBytes = process.availableMemory(),
): Finding {
  const least = (trialBytes ?? 0) * nParallel;
  const title = `${formatBytes(freeBytes)} of ${formatBytes(totalmem())} memory are free${nParallel > 1 ? ` for ${nParallel} trials at a time` : ''}.`;
  const detail =
    trialBytes === null
      ? ''
      : `A trial takes ${formatBytes(trialBytes)} before it has loaded any data or made a model.`;
  const remedy = nParallel > 1 ? 'Run fewer trials at a time, or end other programs.' : 'End other programs.';
  if (freeBytes < least) return problem('memory', { title: `Only ${title}`, detail, remedy });
  if (freeBytes < Math.max(least, comfortableTrialBytes * nParallel)) {
    return warning('memory', { title: `Only ${title}`, detail, remedy });
  }
  return ok('memory', title, detail);
}

/** `1.5 GB`, `300 MB`. */
function formatBytes(bytes: number): string {
  return bytes >= giga ? `${(bytes / giga).toFixed(1)} GB` : `${Math.round(bytes / mega)} MB`;
}
