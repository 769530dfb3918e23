// Optuna's distributions, the form of a domain in a journal: a JSON string, and internal values (a choice is its index).
import type { Domain, ParamValue, RangeDomain } from '../space/space.ts';
import { isParamValue } from './description.ts';
import { jsonOf, objectOf, parsePythonJson } from './pythonJson.ts';

/** The distribution that Optuna accepts for `value`: the domain's own, or one widened (and without step) for a literal outside it; null where none can hold it. */
export function distributionFor(domain: Domain, value: ParamValue): { text: string; internal: number } | null {
  if (domain.kind === 'choice') {
    const internal = domain.choices.indexOf(value);
    return internal === -1 ? null : { text: textOf('CategoricalDistribution', { choices: domain.choices }), internal };
  }
  // A range with special values is written as two parameters (mixed.ts).
  if (domain.kind === 'mixed' || typeof value !== 'number' || !Number.isFinite(value)) return null;
  if (domain.kind === 'int' && !Number.isInteger(value)) return null;
  const isLog = domain.scale === 'log';
  if (isLog && value <= 0) return null;
  const bounds = boundsFor(domain, value);
  const name = domain.kind === 'int' ? 'IntDistribution' : 'FloatDistribution';
  return { text: textOf(name, { ...bounds, log: isLog }), internal: value };
}

/** The domain that a distribution's text stands for; null when it is none that Optuna 3 or later writes. */
export function parseDistribution(raw: unknown): Domain | null {
  const outer = objectOf(typeof raw === 'string' ? tryParse(raw) : raw);
  const attributes = objectOf(outer?.['attributes']);
  if (outer === null || attributes === null) return null;
  switch (outer['name']) {
    case 'CategoricalDistribution':
      return parseChoices(attributes['choices']);
    case 'FloatDistribution':
    case 'IntDistribution':
      return parseRange(outer['name'] === 'IntDistribution', attributes);
    default:
      return null;
  }
}

/** The value that an internal number means; undefined when the choice does not exist. */
export function externalOf(domain: Domain, internal: number): ParamValue | undefined {
  return domain.kind === 'choice' ? domain.choices[internal] : internal;
}

/** A choice as others write it: Python's may be lists, which no literal is, so they show as their text. */
export function choiceOf(raw: unknown): ParamValue {
  return isParamValue(raw) ? raw : JSON.stringify(jsonOf(raw));
}

function boundsFor(domain: RangeDomain, value: number) {
  const { low, step } = domain;
  const wholeStep = domain.kind === 'int' ? 1 : null;
  const high = step === null ? domain.high : lastOf(low, domain.high, step);
  const nSteps = step === null ? 0 : (value - low) / step;
  const isOnStep = Math.abs(nSteps - Math.round(nSteps)) < 1e-9;
  if (value >= low && value <= high && isOnStep) return { step, low, high };
  return { step: wholeStep, low: Math.min(low, value), high: Math.max(domain.high, value) };
}

/** The last legal value of a stepped range: Optuna wants it as the upper bound. Rounded, since 0.1 + 2 * 0.1 is not 0.3. */
function lastOf(low: number, high: number, step: number): number {
  const nSteps = Math.floor((high - low) / step + 1e-9);
  return Number((low + nSteps * step).toPrecision(12));
}

function textOf(name: string, attributes: object): string {
  return JSON.stringify({ name, attributes });
}

function tryParse(text: string): unknown {
  try {
    return parsePythonJson(text);
  } catch {
    return null;
  }
}

function parseChoices(raw: unknown): Domain | null {
  if (!Array.isArray(raw)) return null;
  return { kind: 'choice', choices: raw.map(choiceOf) };
}

function parseRange(isInt: boolean, attributes: Readonly<Record<string, unknown>>): Domain | null {
  const { low, high, log, step } = attributes;
  if (typeof low !== 'number' || typeof high !== 'number') return null;
  const scale = log === true ? 'log' : 'linear';
  const size = typeof step === 'number' ? step : null;
  return isInt ? { kind: 'int', low, high, scale, step: size ?? 1 } : { kind: 'float', low, high, scale, step: size };
}
