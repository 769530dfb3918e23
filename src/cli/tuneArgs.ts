// The options of `tunelens <file>`.
import { badArguments } from '../errors.ts';
import { parseSampler, samplers, type Sampler } from '../study/samplerName.ts';
import type { FitValue } from '../trial/run/objective.ts';
import type { TuneSettings } from '../trial/run/tuneOptions.ts';
import type { MachineSettings } from '../trial/run/places.ts';
import type { Place } from '../trial/slurm/slurmSettings.ts';
import { number, parse, text, type Parsed } from './options.ts';
import { placeIn } from './slurmArgs.ts';

export type TuneArgs = Omit<MachineSettings, 'place'> &
  TuneSettings & {
    /** Null: where those of the study's latest run were. */
    readonly place: Place | null;
    readonly command: 'tune';
    readonly file: string;
    readonly isNewStudy: boolean;
    /** Whether a new study gets the earlier trials that fit; null: ask, where somebody can answer. */
    readonly isTransfer: boolean | null;
    readonly program: string | undefined;
    readonly isJson: boolean;
    readonly programArgs: readonly string[];
  };

/** `own` are the arguments before "--", `programArgs` those behind it; `command` may have more options than are read here. */
export function parseTune(
  own: readonly string[],
  programArgs: readonly string[],
  command: 'tune' | 'confirm' = 'tune',
): TuneArgs {
  const { values, words } = parse(command, own, 1);
  const timeoutS = number('--timeout', text(values['timeout']), { fallback: 0, low: 0, high: 1e7, isWhole: false });
  const nParallel = number('--parallel', text(values['parallel']), { fallback: 0, low: 0, high: 10_000 }) || null;
  return {
    command: 'tune',
    file: words[0] ?? '',
    place: placeIn(values, nParallel),
    nParallel,
    nTrials: number('--trials', text(values['trials']), { fallback: 20, low: 1, high: 1e6 }),
    seed: seedIn(values),
    sampler: samplerNamed(text(values['sampler']) ?? 'gp'),
    isNewStudy: values['new'] === true,
    isTransfer: values['transfer'] === true ? true : values['no-transfer'] === true ? false : null,
    trialTimeoutMs: timeoutS === 0 ? null : timeoutS * 1000,
    fitValue: fitValue(text(values['fit-value'])),
    totalTimeMs: durationMs(text(values['time'])),
    isStoppingWhenDone: values['stop-when-done'] === true,
    isPruning: values['no-pruning'] !== true,
    nModels: number('--models', text(values['models']), { fallback: 1, low: 0, high: 1000 }),
    heapMb: number('--heap', text(values['heap']), { fallback: 0, low: 0, high: 1e6 }) || null,
    isWarm: values['no-warm'] !== true,
    nodePath: text(values['node']) ?? null,
    program: text(values['program']),
    isJson: values['json'] === true,
    programArgs,
  };
}

/** The seed of a new study. */
export function seedIn(values: Parsed['values']): number {
  return number('--seed', text(values['seed']), { fallback: 0, low: 0, high: 2 ** 32 - 1 });
}

function fitValue(value: string | undefined): FitValue {
  if (value === undefined || value === 'last' || value === 'best') return value ?? 'last';
  throw badArguments(`--fit-value takes last or best, not "${value}".`);
}

function samplerNamed(name: string): Sampler {
  const sampler = parseSampler(name);
  if (sampler === null) throw badArguments(`--sampler takes one of ${samplers.join(', ')}, not "${name}".`);
  return sampler;
}

/** "90s", "30m", "2h", "1.5d", or a number of seconds; null where nothing is said. */
function durationMs(value: string | undefined): number | null {
  if (value === undefined) return null;
  const [, amount = '', unit = 's'] = /^(\d+(?:\.\d+)?)([smhd])?$/.exec(value) ?? [];
  const ms = Number(amount) * unitsMs[unit]!;
  if (amount === '' || !(ms > 0)) throw badArguments(`--time takes a duration such as 90s, 30m or 2h, not "${value}".`);
  return ms;
}

const unitsMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
