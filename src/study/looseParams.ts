// Values in Optuna's records that stand outside its distributions.
import type { Params, ParamValue } from '../space/space.ts';
import { isParamValue } from './description.ts';
import { choiceOf } from './distribution.ts';
import { jsonOf, objectOf, parsePythonJson } from './pythonJson.ts';

type Records = Readonly<Record<string, unknown>>;

/** The values that Optuna's `enqueue_trial` asks for: it gives them no distributions, and a trial may fix a part of its parameters only. */
export function fixedParamsOf(record: Records): Params {
  const fixed = objectOf(objectOf(record['system_attrs'])?.['fixed_params']) ?? {};
  return Object.fromEntries(Object.entries(fixed).map(([name, value]) => [name, choiceOf(value)]));
}

/** The attribute that keeps a literal which no distribution can hold (0 on a log scale, a word where numbers are chosen), as JSON text. */
export const offDomainName = 'off_domain';

/** What such an attribute holds; nothing where it is no such text. */
export function offDomainOf(raw: unknown): Params {
  if (typeof raw !== 'string') return {};
  const entries = Object.entries(objectOf(jsonOf(parsePythonJson(raw))) ?? {});
  return Object.fromEntries(entries.filter((entry): entry is [string, ParamValue] => isParamValue(entry[1])));
}
