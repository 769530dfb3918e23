// Reads the words of one annotation in order. What cannot be read is thrown as a Bad, which never leaves this folder's parsers.
import { missingAfter, notUnderstood, type Finding } from './problems.ts';
import type { Token } from './tokens.ts';

/** A place in a file: offsets, end exclusive. */
export type Span = { readonly start: number; readonly end: number };

/** Ends the reading of one statement. */
export class Bad extends Error {
  readonly finding: Finding;
  readonly span: Span;
  constructor(finding: Finding, span: Span) {
    super(finding.message);
    this.finding = finding;
    this.span = span;
  }
}

export class Reader {
  private readonly tokens: readonly Token[];
  private position = 0;
  private lastRead: Span;

  /** `before` is what stands before the first token. */
  constructor(tokens: readonly Token[], before: Span) {
    this.tokens = tokens;
    this.lastRead = before;
  }

  /** The place of the token that was read last. */
  get last(): Span {
    return this.lastRead;
  }

  /** The place of all tokens, read or not. */
  get whole(): Span {
    return { start: this.tokens[0]?.start ?? this.last.start, end: this.tokens.at(-1)?.end ?? this.last.end };
  }

  peek(ahead = 0): Token | undefined {
    return this.tokens[this.position + ahead];
  }

  next(): Token | undefined {
    const token = this.tokens[this.position];
    if (token === undefined) return undefined;
    this.position++;
    this.lastRead = token;
    return token;
  }

  /** Throws a Bad where nothing is left. `after` is the word that promised more. */
  expectNext(after: string): Token {
    const token = this.next();
    if (token === undefined) throw new Bad(missingAfter(after), this.last);
    return token;
  }

  /** A word of the grammar; the same word in a list (`as | is`) is a value. */
  takeWord(word: string): boolean {
    const token = this.peek();
    if (token?.kind !== 'word' || token.text !== word || this.peek(1)?.text === '|') return false;
    this.next();
    return true;
  }

  takeSign(sign: string): boolean {
    if (this.peek()?.kind !== 'sign' || this.peek()?.text !== sign) return false;
    this.next();
    return true;
  }

  expectEnd(): void {
    const token = this.peek();
    if (token !== undefined) throw new Bad(notUnderstood(token.text), token);
  }
}
