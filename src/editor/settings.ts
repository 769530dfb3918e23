// The settings, parsed: one readonly object. Defaults live in package.json alone; a value of another kind, or out of range, is named with its setting.
import { badSetting, unknownChoice } from '../errors.ts';
import { parseSampler, samplers, type Sampler } from '../study/samplerName.ts';
import type { TuneSettings } from '../trial/run/tuneOptions.ts';
import type { MachineSettings } from '../trial/run/places.ts';
import { slurmRanges, type SlurmSettings } from '../trial/slurm/slurmSettings.ts';

export type Settings = MachineSettings &
  TuneSettings & {
    /** What becomes of running trials when the editor closes. */
    readonly onClose: 'finish' | 'stop';
    /** Whether a new study takes over the trials of earlier ones that fit. */
    readonly carryOver: 'ask' | 'always' | 'never';
  };

/** The names below `tunelens.`, as package.json has them; the manifest test compares both. */
export const settingNames = [
  'trials',
  'parallelTrials',
  'seed',
  'sampler',
  'trialTimeout',
  'totalTime',
  'fitValue',
  'pruning',
  'stopWhenDone',
  'keepModels',
  'carryOver',
  'heapLimit',
  'warmTrials',
  'onClose',
  'nodePath',
  'executor',
  'slurm.partition',
  'slurm.account',
  'slurm.gres',
  'slurm.time',
  'slurm.arguments',
  'slurm.setup',
  'slurm.jobs',
  'slurm.poll',
  'codeLens',
  'hover',
  'decorations',
  'statusBar',
  'announceEnd',
] as const;
export type SettingName = (typeof settingNames)[number];

/** `read` gives the value as the editor has it. Throws a UserError for one that cannot be used. */
export function parseSettings(read: (name: SettingName) => unknown): Settings {
  const carryOver = read('carryOver');
  return {
    nTrials: numberOf('trials', read('trials'), { low: 1, high: 1e6 }),
    nParallel: numberOf('parallelTrials', read('parallelTrials'), { low: 0, high: 1024 }) || null,
    seed: numberOf('seed', read('seed'), { low: 0, high: 2 ** 32 - 1 }),
    sampler: samplerOf(read('sampler')),
    trialTimeoutMs: secondsOf('trialTimeout', read('trialTimeout')),
    totalTimeMs: secondsOf('totalTime', read('totalTime')),
    fitValue: read('fitValue') === 'best' ? 'best' : 'last',
    isPruning: read('pruning') !== false,
    isStoppingWhenDone: read('stopWhenDone') === true,
    nModels: numberOf('keepModels', read('keepModels'), { low: 0, high: 1000 }),
    carryOver: carryOver === 'always' || carryOver === 'never' ? carryOver : 'ask',
    heapMb: numberOf('heapLimit', read('heapLimit'), { low: 0, high: 1e6 }) || null,
    isWarm: read('warmTrials') !== false,
    onClose: read('onClose') === 'stop' ? 'stop' : 'finish',
    nodePath: textOf(read('nodePath')),
    place: read('executor') === 'slurm' ? slurmOf(read) : 'local',
  };
}

function slurmOf(read: (name: SettingName) => unknown): SlurmSettings {
  return {
    partition: textOf(read('slurm.partition')),
    account: textOf(read('slurm.account')),
    gres: textOf(read('slurm.gres')),
    time: textOf(read('slurm.time')),
    arguments: textsOf(read('slurm.arguments')),
    setup: textsOf(read('slurm.setup')),
    nJobs: numberOf('slurm.jobs', read('slurm.jobs'), slurmRanges.nJobs),
    pollS: numberOf('slurm.poll', read('slurm.poll'), { ...slurmRanges.pollS, isWhole: false }),
  };
}

/** Null for an empty one, which stands for the cluster's own. */
function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

/** Null for 0, which stands for no limit. */
function secondsOf(name: SettingName, value: unknown): number | null {
  const seconds = numberOf(name, value, { low: 0, high: 1e7, isWhole: false });
  return seconds === 0 ? null : seconds * 1000;
}

/** Lenses above the code, hints behind the literals, or neither. */
export type CodeLensMode = 'lens' | 'inlay' | 'off';

/** Anything else than the three is the default's: lenses. */
export function parseCodeLensMode(value: unknown): CodeLensMode {
  return value === 'inlay' || value === 'off' ? value : 'lens';
}

function samplerOf(value: unknown): Sampler {
  const sampler = parseSampler(value);
  if (sampler === null) throw unknownChoice('tunelens.sampler', samplers.join(', '), String(value));
  return sampler;
}

function numberOf(
  name: SettingName,
  value: unknown,
  { low, high, isWhole = true }: { low: number; high: number; isWhole?: boolean },
): number {
  const isFitting = typeof value === 'number' && value >= low && value <= high && (!isWhole || Number.isInteger(value));
  if (!isFitting) throw badSetting(`tunelens.${name}`, `${low}..${high}`, String(value));
  return value;
}
