// The grammar of an annotation: the text after "@tune" to what it says, before any literal is known. The places of findings are offsets of the file.
import type { Direction } from '../space/objective.ts';
import type { Condition, ParamValue } from '../space/space.ts';
import {
  badCondition,
  badName,
  badNumber,
  constraint,
  missingAfter,
  missingBound,
  mixedDomain,
  notUnderstood,
  objectiveWithoutMetric,
  openQuote,
  runWithoutPath,
  type Finding,
} from './problems.ts';
import { tokenize, type Token } from './tokens.ts';

export type Span = { readonly start: number; readonly end: number };

export type RangeText = {
  readonly kind: 'range';
  readonly low: number;
  readonly high: number;
  readonly step: number | null;
  readonly span: Span;
};

/** One of a list: a word stands for itself, or for true, false and null where the literal is no string. */
export type ChoiceText = { readonly value: ParamValue; readonly isWord: boolean; readonly span: Span };

export type ParameterStatement = {
  readonly kind: 'parameter';
  readonly isHeld: boolean;
  readonly isLog: boolean;
  readonly numberKind: 'int' | 'float' | null;
  /** An empty list where no values are given. */
  readonly domain: RangeText | { readonly kind: 'list'; readonly choices: readonly ChoiceText[] };
  readonly name: { readonly text: string; readonly span: Span } | null;
  readonly conditions: readonly { readonly condition: Condition; readonly span: Span }[];
};

export type Statement =
  | ParameterStatement
  | { readonly kind: 'objective'; readonly direction: Direction; readonly metric: string }
  | { readonly kind: 'run'; readonly path: string; readonly args: readonly string[] }
  | { readonly kind: 'bad'; readonly finding: Finding; readonly span: Span };

/** What the text says that follows "@tune" and begins at `offset` of the file. `tag` is the place of "@tune" itself. */
export function parseStatement(text: string, offset: number, tag: Span): Statement {
  try {
    return new Reader(text, offset, tag).statement();
  } catch (error) {
    if (error instanceof Bad) return { kind: 'bad', finding: error.finding, span: error.span };
    throw error;
  }
}

/** Ends the reading of one statement; never leaves this file. */
class Bad extends Error {
  readonly finding: Finding;
  readonly span: Span;
  constructor(finding: Finding, span: Span) {
    super(finding.message);
    this.finding = finding;
    this.span = span;
  }
}

class Reader {
  private readonly text: string;
  private readonly offset: number;
  private readonly tokens: readonly Token[];
  private position = 0;
  private last: Span;

  constructor(text: string, offset: number, tag: Span) {
    this.text = text;
    this.offset = offset;
    this.tokens = tokenize(text, offset);
    this.last = tag;
  }

  statement(): Statement {
    const isListed = this.tokens[1]?.text === '|';
    const word = isListed ? undefined : this.peek()?.text;
    if (word === 'minimize' || word === 'maximize') return this.objective(word);
    if (word === 'run') return this.run();
    if (word === 'require') throw new Bad(constraint(), this.whole());
    return this.parameter();
  }

  private objective(direction: Direction): Statement {
    this.next();
    const metric = this.peek();
    if (metric === undefined) throw new Bad(objectiveWithoutMetric(direction), this.last);
    this.next();
    this.expectEnd();
    return { kind: 'objective', direction, metric: metric.kind === 'string' ? metric.value : metric.text };
  }

  private run(): Statement {
    this.next();
    const rest = this.text.slice(this.last.end - this.offset);
    const words = splitWords(rest);
    if (words === null) throw new Bad(openQuote(), this.whole());
    const [path, ...args] = words;
    if (path === undefined || path === '') throw new Bad(runWithoutPath(), this.last);
    return { kind: 'run', path, args };
  }

  private parameter(): ParameterStatement {
    const isHeld = this.takeWord('off');
    const isLog = this.takeWord('log');
    const numberKind = this.takeWord('int') ? 'int' : this.takeWord('float') ? 'float' : null;
    const domain = this.domain();
    const name = this.takeWord('as') ? this.name() : null;
    const conditions = this.takeWord('if') ? this.conditions() : [];
    this.expectEnd();
    return { kind: 'parameter', isHeld, isLog, numberKind, domain, name, conditions };
  }

  private domain(): ParameterStatement['domain'] {
    const token = this.peek();
    const isKeyword = token?.kind === 'word' && (token.text === 'as' || token.text === 'if') && !this.isListItem();
    if (token === undefined || isKeyword) return { kind: 'list', choices: [] };
    if (this.peek(1)?.text === '..' || token.text === '..') return this.range();
    const choices = [this.choice()];
    while (this.takeSign('|')) {
      if (this.peek(1)?.text === '..') throw new Bad(mixedDomain(), this.whole());
      choices.push(this.choice());
    }
    return { kind: 'list', choices };
  }

  /** `as | is`: a list may hold the words of the grammar. */
  private isListItem(): boolean {
    return this.peek(1)?.text === '|';
  }

  private range(): RangeText {
    const start = this.peek()?.start ?? this.last.start;
    const low = this.bound();
    if (!this.takeSign('..')) throw new Bad(missingBound(), this.last);
    const high = this.bound();
    const step = this.takeWord('step') ? this.number('step') : null;
    if (this.peek()?.text === '|') throw new Bad(mixedDomain(), this.whole());
    return { kind: 'range', low, high, step, span: { start, end: this.last.end } };
  }

  private bound(): number {
    const token = this.peek();
    if (token === undefined || token.text === '..') throw new Bad(missingBound(), token ?? this.last);
    return this.number('..');
  }

  private number(after: string): number {
    const token = this.next();
    if (token === undefined) throw new Bad(missingAfter(after), this.last);
    if (token.kind !== 'number') throw new Bad(notUnderstood(token.text), token);
    if (token.value === null) throw new Bad(badNumber(token.text), token);
    return token.value;
  }

  private choice(): ChoiceText {
    const token = this.next();
    if (token === undefined) throw new Bad(missingAfter('|'), this.last);
    return { value: valueOf(token), isWord: token.kind === 'word', span: token };
  }

  private name(): { text: string; span: Span } {
    const token = this.next();
    if (token === undefined) throw new Bad(missingAfter('as'), this.last);
    if (token.kind !== 'word') throw new Bad(badName(token.text), token);
    return { text: token.text, span: token };
  }

  private conditions(): ParameterStatement['conditions'] {
    const conditions = [this.condition()];
    while (this.takeSign('&&')) conditions.push(this.condition());
    return conditions;
  }

  private condition(): ParameterStatement['conditions'][number] {
    const [name, op, value] = [this.next(), this.next(), this.next()];
    if (name === undefined || op === undefined || value === undefined) throw new Bad(missingAfter('if'), this.last);
    const span = { start: name.start, end: value.end };
    const comparison = comparisons.find((known) => known === op.text);
    if (name.kind !== 'word' || comparison === undefined) throw new Bad(badCondition(), span);
    if (comparison !== '==' && comparison !== '!=' && value.kind !== 'number') throw new Bad(badCondition(), span);
    const literal = value.kind === 'word' ? wordValue(value.text) : valueOf(value);
    return { condition: { param: name.text, op: comparison, value: literal }, span };
  }

  private expectEnd(): void {
    const token = this.peek();
    if (token !== undefined) throw new Bad(notUnderstood(token.text), token);
  }

  private peek(ahead = 0): Token | undefined {
    return this.tokens[this.position + ahead];
  }

  private next(): Token | undefined {
    const token = this.tokens[this.position];
    if (token === undefined) return undefined;
    this.position++;
    this.last = token;
    return token;
  }

  private takeWord(word: string): boolean {
    const token = this.peek();
    if (token?.kind !== 'word' || token.text !== word || this.isListItem()) return false;
    this.next();
    return true;
  }

  private takeSign(sign: string): boolean {
    if (this.peek()?.kind !== 'sign' || this.peek()?.text !== sign) return false;
    this.next();
    return true;
  }

  private whole(): Span {
    return { start: this.tokens[0]?.start ?? this.last.start, end: this.tokens.at(-1)?.end ?? this.last.end };
  }
}

const comparisons = ['==', '!=', '<', '<=', '>', '>='] as const;

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
