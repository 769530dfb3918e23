// Which values of a space have been tried, and which trials say something about their values at all.
import { activeParams } from '../space/activity.ts';
import type { Params, Space } from '../space/space.ts';
import { isObserved, type Trial } from './study.ts';
import { ownOf } from '../space/own.ts';

/** Failures (fact `fail_kind`) that say nothing about the values tried: the trial was stopped, never began, or could not write. */
const outsideKinds: ReadonlySet<unknown> = new Set(['killed', 'stopped', 'spawn', 'disk_full']);

/** Whether a trial is under way, or queued. */
export function isPending({ state }: Trial): boolean {
  return state === 'running' || state === 'queued';
}

/** Whether a trial of the same values would fail again: its failure, or its infinite value, is the program's own. */
export function failedAlike(trial: Trial): boolean {
  if (trial.state === 'finished') return !isObserved(trial);
  return trial.state === 'failed' && !outsideKinds.has(trial.facts['fail_kind']);
}

/** The same text for the same params. */
export function paramsKey(params: Params): string {
  return JSON.stringify(Object.entries(params));
}

/** Params of a trial, and a space, never change, and a long study is asked about again and again. */
const keys = new WeakMap<Space, WeakMap<Params, string>>();

function keyOf(params: Params, space: Space): string {
  const ofSpace = keys.get(space) ?? new WeakMap<Params, string>();
  keys.set(space, ofSpace);
  const key = ofSpace.get(params) ?? paramsKey(activeParams(space, (name) => ownOf(params, name)));
  ofSpace.set(params, key);
  return key;
}

/** The keys that are not to be proposed: one trial of any kind, or two that were stopped from outside (one retry). */
export function takenKeys(trials: readonly Trial[], space: Space): ReadonlySet<string> {
  const taken = new Set<string>();
  const stopped = new Set<string>();
  for (const trial of trials) {
    const key = keyOf(trial.params, space);
    const isOutside = trial.state === 'failed' && !failedAlike(trial);
    if (!isOutside || stopped.has(key)) taken.add(key);
    else stopped.add(key);
  }
  return taken;
}
