// The grammar of an annotation: the text after "@tune" to what it says, before any literal is known. The places of findings are offsets of the file.
import type { Direction } from '../space/objective.ts';
import type { Condition, Constraint, ParamValue } from '../space/space.ts';
import { comparisonOf, parseConstraint } from './constraint.ts';
import {
  badCondition,
  badName,
  badNumber,
  missingAfter,
  missingBound,
  notUnderstood,
  openQuote,
  runWithoutPath,
  severalRanges,
  type Finding,
} from './problems.ts';
import { Bad, Reader, type Span } from './reader.ts';
import { tokenize, type Token } from './tokens.ts';

export type RangeText = {
  readonly low: number;
  readonly high: number;
  readonly step: number | null;
  readonly span: Span;
};

/** One of a list: a word stands for itself, or for true, false and null where the literal is no string. */
export type ChoiceText = { readonly value: ParamValue; readonly isWord: boolean; readonly span: Span };

/** What may be chosen: a range, values, or both; neither where nothing is said. */
export type DomainText = { readonly range: RangeText | null; readonly choices: readonly ChoiceText[] };

export type ParameterStatement = {
  readonly kind: 'parameter';
  readonly isHeld: boolean;
  readonly isLog: boolean;
  readonly numberKind: 'int' | 'float' | null;
  readonly domain: DomainText;
  readonly name: { readonly text: string; readonly span: Span } | null;
  readonly conditions: readonly { readonly condition: Condition; readonly span: Span }[];
};

export type Statement =
  | ParameterStatement
  /** `metric` is null where the annotated expression is meant. */
  | { readonly kind: 'objective'; readonly direction: Direction; readonly metric: string | null }
  | { readonly kind: 'require'; readonly constraint: Constraint }
  | { readonly kind: 'run'; readonly path: string; readonly args: readonly string[] }
  | { readonly kind: 'bad'; readonly finding: Finding; readonly span: Span };

/** What the text says that follows "@tune" and begins at `offset` of the file. `tag` is the place of "@tune" itself. */
export function parseStatement(text: string, offset: number, tag: Span): Statement {
  try {
    return statement(text, offset, tag);
  } catch (error) {
    if (error instanceof Bad) return { kind: 'bad', finding: error.finding, span: error.span };
    throw error;
  }
}

function statement(text: string, offset: number, tag: Span): Statement {
  const reader = new Reader(tokenize(text, offset), tag);
  const keyword = reader.peek(1)?.text === '|' ? undefined : reader.peek()?.text;
  switch (keyword) {
    case 'minimize':
    case 'maximize':
      return objective(reader, keyword);
    case 'run':
      reader.next();
      return run(text.slice(reader.last.end - offset), reader);
    case 'require': {
      reader.next();
      const start = reader.last.end;
      return { kind: 'require', constraint: parseConstraint(text.slice(start - offset), start, reader.last) };
    }
    default:
      return parameter(reader);
  }
}

function objective(reader: Reader, direction: Direction): Statement {
  reader.next();
  const metric = reader.next();
  reader.expectEnd();
  const name = metric?.kind === 'string' ? metric.value : metric?.text;
  return { kind: 'objective', direction, metric: name ?? null };
}

function run(rest: string, reader: Reader): Statement {
  const words = splitWords(rest);
  if (words === null) throw new Bad(openQuote(), reader.whole);
  const [path, ...args] = words;
  if (path === undefined || path === '') throw new Bad(runWithoutPath(), reader.last);
  return { kind: 'run', path, args };
}

function parameter(reader: Reader): ParameterStatement {
  const isHeld = reader.takeWord('off');
  const isLog = reader.takeWord('log');
  const numberKind = reader.takeWord('int') ? 'int' : reader.takeWord('float') ? 'float' : null;
  const domain = domainText(reader);
  const name = reader.takeWord('as') ? parameterName(reader) : null;
  const conditions = reader.takeWord('if') ? conditionsText(reader) : [];
  reader.expectEnd();
  return { kind: 'parameter', isHeld, isLog, numberKind, domain, name, conditions };
}

function domainText(reader: Reader): DomainText {
  const token = reader.peek();
  const isListed = reader.peek(1)?.text === '|';
  const isKeyword = token?.kind === 'word' && (token.text === 'as' || token.text === 'if') && !isListed;
  if (token === undefined || isKeyword) return { range: null, choices: [] };
  let range: RangeText | null = null;
  const choices: ChoiceText[] = [];
  do {
    if (!isRange(reader)) {
      choices.push(choice(reader));
      continue;
    }
    if (range !== null) throw new Bad(severalRanges(), reader.whole);
    range = rangeText(reader);
  } while (reader.takeSign('|'));
  return { range, choices };
}

function isRange(reader: Reader): boolean {
  return reader.peek()?.text === '..' || reader.peek(1)?.text === '..';
}

function rangeText(reader: Reader): RangeText {
  const start = reader.peek()?.start ?? reader.last.start;
  const low = bound(reader);
  if (!reader.takeSign('..')) throw new Bad(missingBound(), reader.last);
  const high = bound(reader);
  const step = reader.takeWord('step') ? number(reader, 'step') : null;
  return { low, high, step, span: { start, end: reader.last.end } };
}

function bound(reader: Reader): number {
  const token = reader.peek();
  if (token === undefined || token.text === '..') throw new Bad(missingBound(), token ?? reader.last);
  return number(reader, '..');
}

function number(reader: Reader, after: string): number {
  const token = reader.expectNext(after);
  if (token.kind !== 'number') throw new Bad(notUnderstood(token.text), token);
  if (token.value === null) throw new Bad(badNumber(token.text), token);
  return token.value;
}

function choice(reader: Reader): ChoiceText {
  const token = reader.expectNext('|');
  return { value: valueOf(token), isWord: token.kind === 'word', span: token };
}

function parameterName(reader: Reader): { text: string; span: Span } {
  const token = reader.expectNext('as');
  if (token.kind !== 'word') throw new Bad(badName(token.text), token);
  return { text: token.text, span: token };
}

function conditionsText(reader: Reader): ParameterStatement['conditions'] {
  const conditions = [condition(reader)];
  while (reader.takeSign('&&')) conditions.push(condition(reader));
  return conditions;
}

function condition(reader: Reader): ParameterStatement['conditions'][number] {
  const [name, sign, value] = [reader.next(), reader.next(), reader.next()];
  if (name === undefined || sign === undefined || value === undefined) throw new Bad(missingAfter('if'), reader.last);
  const span = { start: name.start, end: value.end };
  const op = comparisonOf(sign.text);
  if (name.kind !== 'word' || op === null) throw new Bad(badCondition(), span);
  if (op !== '==' && op !== '!=' && value.kind !== 'number') throw new Bad(badCondition(), span);
  const literal = value.kind === 'word' ? wordValue(value.text) : valueOf(value);
  return { condition: { param: name.text, op, value: literal }, span };
}

function valueOf(token: Token): ParamValue {
  if (token.kind === 'number') {
    if (token.value === null) throw new Bad(badNumber(token.text), token);
    return token.value;
  }
  if (token.kind === 'string') return token.value;
  if (token.kind === 'word') return token.text;
  throw new Bad(notUnderstood(token.text), token);
}

/** true, false and null as a program means them; any other word as a string. */
export function wordValue(word: string): ParamValue {
  if (word === 'null') return null;
  return word === 'true' || word === 'false' ? word === 'true' : word;
}

/** Words as a shell would cut them: blanks separate, quotes hold together. Null when a quote stays open. */
function splitWords(text: string): readonly string[] | null {
  const words: string[] = [];
  for (const match of text.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+|["']/g)) {
    if (/^["']$/.test(match[0])) return null;
    words.push(
      match[0].replace(/"([^"]*)"|'([^']*)'/g, (_all, double?: string, single?: string) => double ?? single ?? ''),
    );
  }
  return words;
}
