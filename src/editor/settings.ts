// The settings, parsed: one readonly object. Defaults live in package.json alone; a value of another kind, or out of range, is named with its setting.
import { badSetting, unknownChoice } from '../errors.ts';
import { parseSampler, samplers, type Sampler } from '../study/sampler.ts';
import type { TuneSettings } from '../trial/run/tuneOptions.ts';
import type { MachineSettings } from '../trial/run/tuneSetup.ts';

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
  'codeLens',
  'hover',
  'decorations',
  'statusBar',
  'announceEnd',
] as const;
export type SettingName = (typeof settingNames)[number];

/** `read` gives the value as the editor has it. Throws a UserError for one that cannot be used. */
export function parseSettings(read: (name: SettingName) => unknown): Settings {
  const [nodePath, carryOver] = [read('nodePath'), read('carryOver')];
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
    nodePath: typeof nodePath === 'string' && nodePath !== '' ? nodePath : null,
  };
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
