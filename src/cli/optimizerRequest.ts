// The requests of the optimizer's ask/tell protocol, parsed: `type` says which; what cannot be understood becomes type 'error' with a sentence.
import type { Direction } from '../space/objective.ts';
import { parseSampler, samplers, type Sampler } from '../study/samplerName.ts';
import type { Condition, Domain, Parameter, Params, ParamValue, Space } from '../space/space.ts';

export type Request =
  | {
      readonly type: 'create';
      readonly space: Space;
      readonly direction: Direction;
      readonly seed: number;
      readonly sampler: Sampler;
      /** The number of trials to come, where the caller says so. */
      readonly budget: number | undefined;
    }
  | { readonly type: 'ask'; readonly n: number }
  /** `value` is null for a trial that failed. */
  | { readonly type: 'tell'; readonly id: string; readonly params: Params | null; readonly value: number | null }
  | { readonly type: 'close' }
  | { readonly type: 'error'; readonly error: string };

export function parseRequest(line: string): Request {
  try {
    const raw: unknown = JSON.parse(line);
    return isRecord(raw) ? requestOf(raw) : fail('A request must be a JSON object.');
  } catch (error) {
    if (error instanceof BadRequest) return { type: 'error', error: error.message };
    if (error instanceof SyntaxError) return { type: 'error', error: `The request is not JSON: ${error.message}` };
    throw error;
  }
}

/** The space of a `create` request. Throws BadRequest, which parseRequest turns into its answer. */
function spaceOf(raw: unknown): Space {
  if (!Array.isArray(raw)) return fail('"space" must be a list of parameters.');
  const parameters: Parameter[] = [];
  for (const item of raw) {
    const parameter = isRecord(item) ? parameterOf(item) : fail('A parameter must be a JSON object.');
    if (parameters.some(({ name }) => name === parameter.name))
      fail(`The parameter "${parameter.name}" is there twice.`);
    for (const { param } of parameter.conditions) {
      if (!parameters.some(({ name }) => name === param)) {
        fail(`The condition of "${parameter.name}" names "${param}", which is no earlier parameter.`);
      }
    }
    parameters.push(parameter);
  }
  return { parameters };
}

class BadRequest extends Error {}

function fail(sentence: string): never {
  throw new BadRequest(sentence);
}

type Raw = Readonly<Record<string, unknown>>;

function isRecord(raw: unknown): raw is Raw {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

function requestOf(raw: Raw): Request {
  switch (raw['type']) {
    case 'create':
      return {
        type: 'create',
        space: spaceOf(raw['space']),
        direction: directionOf(raw['direction'] ?? 'minimize'),
        seed: wholeNumber(raw['seed'] ?? 0, '"seed"'),
        sampler: parseSampler(raw['sampler'] ?? 'gp') ?? fail(`"sampler" must be one of ${samplers.join(', ')}.`),
        budget:
          raw['budget'] === undefined || raw['budget'] === null ? undefined : wholeNumber(raw['budget'], '"budget"', 1),
      };
    case 'ask':
      return { type: 'ask', n: wholeNumber(raw['n'] ?? 1, '"n"', 1) };
    case 'tell':
      return tellOf(raw);
    case 'close':
      return { type: 'close' };
    default:
      return fail(`The type ${JSON.stringify(raw['type'] ?? null)} is none of create, ask, tell and close.`);
  }
}

function tellOf({ id, params, value, state }: Raw): Request {
  if (typeof id !== 'string') return fail('"id" must be a string.');
  if (state !== undefined && state !== 'complete' && state !== 'failed')
    fail('"state" must be "complete" or "failed".');
  const isComplete = state !== 'failed';
  if (isComplete && typeof value !== 'number' && value !== null) fail('"value" must be a number.');
  if (isComplete && state === 'complete' && value === null) fail('"value" of a complete trial must be a number.');
  const told = isComplete && typeof value === 'number' && Number.isFinite(value) ? value : null;
  return { type: 'tell', id, params: params === undefined || params === null ? null : paramsOf(params), value: told };
}

function paramsOf(raw: unknown): Params {
  if (!isRecord(raw)) return fail('"params" must be a JSON object.');
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, paramValue(value, name)]));
}

function parameterOf(raw: Raw): Parameter {
  const { name, condition } = raw;
  if (typeof name !== 'string') return fail('"name" of a parameter must be a string.');
  if (name === '__proto__') return fail('A parameter cannot be called "__proto__".');
  const conditions = condition === undefined || condition === null ? [] : [conditionOf(condition, name)];
  return { name, domain: domainOf(raw, name), conditions };
}

function conditionOf(raw: unknown, name: string): Condition {
  const values = isRecord(raw) ? raw['in'] : null;
  if (!isRecord(raw) || typeof raw['param'] !== 'string' || !Array.isArray(values)) {
    return fail(`The condition of "${name}" must be {"param": name, "in": [values]}.`);
  }
  return { param: raw['param'], op: 'in', values: values.map((value: unknown) => paramValue(value, name)) };
}

function domainOf(raw: Raw, name: string): Domain {
  const { type, choices } = raw;
  if (type === 'categorical') {
    if (!Array.isArray(choices) || choices.length === 0)
      return fail(`"choices" of "${name}" must be a list of values.`);
    return { kind: 'choice', choices: choices.map((choice: unknown) => paramValue(choice, name)) };
  }
  if (type !== 'float' && type !== 'int') return fail(`The type of "${name}" must be float, int or categorical.`);
  const low = finiteNumber(raw['low'], `"low" of "${name}"`);
  const high = finiteNumber(raw['high'], `"high" of "${name}"`);
  const scale = raw['log'] === true ? 'log' : 'linear';
  if (low > high) fail(`"low" of "${name}" is above its "high".`);
  if (scale === 'log' && low <= 0) fail(`"low" of "${name}" must be above 0 on a logarithmic scale.`);
  if (type === 'int') {
    if (!Number.isInteger(low) || !Number.isInteger(high)) fail(`The bounds of "${name}" must be whole numbers.`);
    return { kind: 'int', low, high, scale, step: wholeNumber(raw['step'] ?? 1, `"step" of "${name}"`, 1) };
  }
  const step =
    raw['step'] === undefined || raw['step'] === null ? null : finiteNumber(raw['step'], `"step" of "${name}"`);
  if (step !== null && step <= 0) fail(`"step" of "${name}" must be above 0.`);
  return { kind: 'float', low, high, scale, step };
}

function directionOf(raw: unknown): Direction {
  return raw === 'minimize' || raw === 'maximize' ? raw : fail('"direction" must be "minimize" or "maximize".');
}

function paramValue(raw: unknown, name: string): ParamValue {
  if (raw === null || typeof raw === 'string' || typeof raw === 'boolean') return raw;
  return typeof raw === 'number' ? raw : fail(`A value of "${name}" must be a number, a string, a boolean or null.`);
}

function finiteNumber(raw: unknown, what: string): number {
  return typeof raw === 'number' && Number.isFinite(raw) ? raw : fail(`${what} must be a number.`);
}

function wholeNumber(raw: unknown, what: string, least = Number.MIN_SAFE_INTEGER): number {
  return typeof raw === 'number' && Number.isSafeInteger(raw) && raw >= least
    ? raw
    : fail(`${what} must be a whole number${least === 1 ? ' of at least 1' : ''}.`);
}
