// What TuneLens notes about its own study, as JSON text in the user attribute `tunelens`: the space, the objective and the seed.
import type { Objective } from '../space/objective.ts';
import type {
  Arithmetic,
  Condition,
  Constraint,
  Domain,
  Expression,
  Parameter,
  ParamValue,
  RangeDomain,
  Scale,
  Space,
} from '../space/space.ts';
import type { StudyEvent } from './event.ts';
import { formatPythonJson, jsonOf, objectOf, parsePythonJson } from './pythonJson.ts';

export type StudyDescribed = Extract<StudyEvent, { kind: 'studyDescribed' }>;

/** The version of this form; a reader takes what it knows of any other. */
const version = 1;

export function formatDescription({ space, objective, seed, atMs }: StudyDescribed): string {
  return formatPythonJson(jsonOf({ version, space, objective, seed, atMs }));
}

/** Null when the text is not a description that this version understands. */
export function parseDescription(text: unknown): StudyDescribed | null {
  const raw = typeof text === 'string' ? objectOf(tryParse(text)) : null;
  const space = parseSpace(raw?.['space']);
  const objective = parseObjective(raw?.['objective']);
  if (raw === null || space === null || objective === null) return null;
  return {
    kind: 'studyDescribed',
    space,
    objective,
    seed: numberOf(raw['seed']) ?? 0,
    atMs: numberOf(raw['atMs']) ?? 0,
  };
}

function parseObjective(raw: unknown): Objective | null {
  const object = objectOf(raw);
  const direction = object?.['direction'];
  const metric = object?.['metric'];
  if ((direction !== 'minimize' && direction !== 'maximize') || typeof metric !== 'string') return null;
  return object?.['isExpression'] === true ? { direction, metric, isExpression: true } : { direction, metric };
}

function parseSpace(raw: unknown): Space | null {
  const object = objectOf(raw);
  const parameters = listOf(object?.['parameters'], parseParameter);
  const constraints = listOf(object?.['constraints'] ?? [], parseConstraint);
  if (parameters === null || constraints === null) return null;
  return constraints.length === 0 ? { parameters } : { parameters, constraints };
}

function parseParameter(raw: unknown): Parameter | null {
  const object = objectOf(raw);
  const domain = parseDomain(object?.['domain']);
  const conditions = listOf(object?.['conditions'], parseCondition);
  const name = object?.['name'];
  if (typeof name !== 'string' || domain === null || conditions === null) return null;
  const initial = object?.['initial'];
  return initial === undefined || !isParamValue(initial)
    ? { name, domain, conditions }
    : { name, domain, initial, conditions };
}

function parseDomain(raw: unknown): Domain | null {
  const object = objectOf(raw);
  if (object === null) return null;
  if (object['kind'] === 'choice') {
    const choices = listOf(object['choices'], (item) => (isParamValue(item) ? { item } : null));
    return choices === null ? null : { kind: 'choice', choices: choices.map(({ item }) => item) };
  }
  if (object['kind'] !== 'mixed') return parseRange(object);
  const range = objectOf(object['range']);
  const domain = range === null ? null : parseRange(range);
  const specials = listOf(object['specials'], (item) => (isParamValue(item) ? { item } : null));
  if (domain === null || specials === null) return null;
  return { kind: 'mixed', range: domain, specials: specials.map(({ item }) => item) };
}

function parseRange(object: Readonly<Record<string, unknown>>): RangeDomain | null {
  const low = numberOf(object['low']);
  const high = numberOf(object['high']);
  const scale = object['scale'];
  const step = numberOf(object['step']);
  if (low === null || high === null || !isScale(scale)) return null;
  if (object['kind'] === 'float') return { kind: 'float', low, high, scale, step };
  return object['kind'] === 'int' && step !== null ? { kind: 'int', low, high, scale, step } : null;
}

function parseCondition(raw: unknown): Condition | null {
  const object = objectOf(raw);
  const param = object?.['param'];
  const op = object?.['op'];
  if (object === null || typeof param !== 'string') return null;
  if (op === 'in') {
    const values = listOf(object['values'], (item) => (isParamValue(item) ? { item } : null));
    return values === null ? null : { param, op, values: values.map(({ item }) => item) };
  }
  const value = object['value'];
  return isComparison(op) && isParamValue(value) ? { param, op, value } : null;
}

function parseConstraint(raw: unknown): Constraint | null {
  const object = objectOf(raw);
  const left = parseExpression(object?.['left']);
  const right = parseExpression(object?.['right']);
  const op = object?.['op'];
  return left === null || right === null || !isComparison(op) ? null : { left, op, right };
}

function parseExpression(raw: unknown): Expression | null {
  const object = objectOf(raw);
  if (object === null) return null;
  const { kind, value, param, op } = object;
  if (kind === 'number' && typeof value === 'number') return { kind, value };
  if (kind === 'param' && typeof param === 'string') return { kind, param };
  if (kind === 'negate') {
    const of = parseExpression(object['of']);
    return of === null ? null : { kind, of };
  }
  const left = parseExpression(object['left']);
  const right = parseExpression(object['right']);
  if (kind !== 'arithmetic' || left === null || right === null || !isArithmetic(op)) return null;
  return { kind, op, left, right };
}

function isArithmetic(raw: unknown): raw is Arithmetic {
  return raw === '+' || raw === '-' || raw === '*' || raw === '/' || raw === '%';
}

function listOf<T>(raw: unknown, parse: (item: unknown) => T | null): readonly T[] | null {
  if (!Array.isArray(raw)) return null;
  const items: T[] = [];
  for (const item of raw as readonly unknown[]) {
    const parsed = parse(item);
    if (parsed === null) return null;
    items.push(parsed);
  }
  return items;
}

function tryParse(text: string): unknown {
  try {
    return parsePythonJson(text);
  } catch {
    return null;
  }
}

function numberOf(raw: unknown): number | null {
  return typeof raw === 'number' ? raw : null;
}

function isScale(raw: unknown): raw is Scale {
  return raw === 'linear' || raw === 'log';
}

function isComparison(raw: unknown): raw is '==' | '!=' | '<' | '<=' | '>' | '>=' {
  return raw === '==' || raw === '!=' || raw === '<' || raw === '<=' || raw === '>' || raw === '>=';
}

/** Whether a value can be a parameter's. */
export function isParamValue(raw: unknown): raw is ParamValue {
  return raw === null || typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'boolean';
}
