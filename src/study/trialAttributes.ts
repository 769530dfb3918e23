// What Optuna's records keep of a trial beside its params: values asked for, values that no distribution holds, constraints.
import type { Params, ParamValue } from '../space/space.ts';
import { isParamValue } from './description.ts';
import { choiceOf } from './distribution.ts';
import type { StudyEvent } from './event.ts';
import { jsonOf, objectOf, parsePythonJson } from './pythonJson.ts';
import { constraintsName } from './study.ts';

/** The values that Optuna's `enqueue_trial` asks for: it gives them no distributions, and a trial may fix a part of its parameters only. */
export function fixedParamsOf(record: Readonly<Record<string, unknown>>): Params {
  const fixed = objectOf(objectOf(record['system_attrs'])?.['fixed_params']) ?? {};
  return Object.fromEntries(Object.entries(fixed).map(([name, value]) => [name, choiceOf(value)]));
}

/** The attribute that keeps a literal which no distribution can hold (0 on a log scale, a word where numbers are chosen), as JSON text. */
export const offDomainName = 'off_domain';

export function offDomainOf(raw: unknown): Params {
  if (typeof raw !== 'string') return {};
  const entries = Object.entries(objectOf(jsonOf(tryParse(raw))) ?? {});
  return Object.fromEntries(entries.filter((entry): entry is [string, ParamValue] => isParamValue(entry[1])));
}

/** Null for what is no JSON: the attribute may be another writer's, for whatever purpose. */
function tryParse(text: string): unknown {
  try {
    return parsePythonJson(text);
  } catch {
    return null;
  }
}

/** The outcome constraints among a trial's system attributes, as a fact; none where there are none. */
export function constraintEvents(trial: number, systemAttributes: unknown): readonly StudyEvent[] {
  const constraints = objectOf(systemAttributes)?.['constraints'];
  if (!Array.isArray(constraints) || !constraints.every((value) => typeof value === 'number')) return [];
  return [{ kind: 'factNoted', trial, name: constraintsName, fact: constraints }];
}
