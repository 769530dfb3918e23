// A random program: lines from places.ts with random literals, annotated in one of the ways that the grammar has, between lines that only look like it.
import type { Params, ParamValue } from '../../../../src/space/space.ts';
import { randomLiteral } from './literals.ts';
import { allPlaces, defaultExport, isAlone, objectivePlaces, type Dialect, type Place } from './places.ts';
import { createRandom, type Random } from './random.ts';

export type TunedLiteral = {
  readonly name: string;
  /** Where `text` begins in the program. */
  readonly start: number;
  readonly text: string;
  /** What JavaScript makes of the text. */
  readonly value: ParamValue;
  readonly isHeld: boolean;
};

export type RandomProgram = {
  readonly file: string;
  readonly text: string;
  /** The same program with `val.name` in the place of each literal. */
  readonly reference: string;
  /** In the order of the text. */
  readonly literals: readonly TunedLiteral[];
  /** A value for most of them. */
  readonly params: Params;
  /** A script that can be run as it stands, or once its types and its markup are translated. */
  readonly isRunnable: boolean;
};

const extensions: Readonly<Record<Dialect, readonly string[]>> = {
  script: ['js', 'cjs'],
  module: ['mjs', 'js'],
  jsx: ['jsx'],
  ts: ['ts', 'cts', 'mts'],
  tsx: ['tsx'],
};

const inherited = ['toString', 'constructor', 'valueOf', 'hasOwnProperty'] as const;

const lineEnds = {
  plain: [['\n'], ['\r\n'], ['\r'], ['\n', '\r\n', '\r']],
  all: [['\u2028'], ['\n', '\r\n', '\r', '\u2028', '\u2029']],
} as const;

/** Lines without an annotation that look as if they had one, or that are hard to read. */
const decoys = [
  "// it's no @tune 1..2",
  '/* 5 */ // not "@tune" 1..2',
  "const t¤='// @tune 1..9'+`/* @tune 2..3 */`",
  "const r¤=/'\\/\\/ @tune 1..2[/'\"]/g",
  'const b¤=10n',
  "if(x){'a statement'}",
  'function q¤(){return import("y")}',
  "function q¤(){return require('y')}",
  ";({'a':5,6:7})",
  'm¤:for(;;){break m¤}',
  '/** @type {5} */ var v¤=x',
  ';[5,.5,0XFF,0B1,1_0].map(id)',
  'const z¤=x?.5:y',
  '',
] as const;

export function randomProgram(seed: number): RandomProgram {
  const random = createRandom(seed);
  const dialect = random.pick(['script', 'script', 'script', 'module', 'jsx', 'ts', 'tsx'] as const);
  const known = allPlaces.filter(({ dialects }) => dialects === undefined || dialects.includes(dialect));
  const own = known.filter(({ dialects }) => dialects !== undefined);
  const isMinified = random.chance(0.25);
  const { all, plain } = lineEnds;
  // The translator of types takes separators that end a line away together with the types.
  const ends = random.pick(dialect === 'ts' || dialect === 'tsx' ? plain : [...plain, ...all]);
  const writer = new Writer(random, isMinified, isMinified ? [''] : ends);
  writer.begin(dialect === 'module');
  const nPlaces = 3 + random.below(10);
  const once = [
    ...(dialect === 'module' && random.chance(0.5) ? [defaultExport] : []),
    ...(random.chance(0.2) ? [random.pick(objectivePlaces)] : []),
  ];
  for (let i = 0; i < nPlaces; i++) {
    const name = random.chance(0.05) ? inherited[i % inherited.length]! : `p${i}`;
    if (random.chance(0.2)) writer.decoy(random.pick(decoys), `d${i}`);
    const place = once.pop() ?? (own.length > 0 && random.chance(0.5) ? random.pick(own) : random.pick(known));
    writer.place(place, name);
    if (random.chance(0.1)) writer.inline(random.pick(known.filter(isAlone)), `q${i}`);
  }
  writer.endLine();
  return {
    file: `/random/program.${random.pick(extensions[dialect])}`,
    ...writer.result(),
    isRunnable: dialect !== 'module',
  };
}

class Writer {
  private text = '';
  private reference = '';
  private readonly literals = new Map<string, TunedLiteral>();
  private readonly params: Record<string, ParamValue> = {};
  private readonly random: Random;
  private readonly isMinified: boolean;
  private readonly ends: readonly string[];

  constructor(random: Random, isMinified: boolean, ends: readonly string[]) {
    this.random = random;
    this.isMinified = isMinified;
    this.ends = ends;
  }

  result(): Pick<RandomProgram, 'text' | 'reference' | 'literals' | 'params'> {
    const { text, reference, params } = this;
    return { text, reference, params, literals: [...this.literals.values()].toSorted((a, b) => a.start - b.start) };
  }

  begin(isModule: boolean): void {
    const start = this.random.below(10);
    if (start === 0) this.both('\ufeff');
    else if (start === 1 && !this.isMinified) this.both(`#!/usr/bin/env node${this.end()}`);
    if (this.random.chance(0.1)) this.both(`'use strict';${this.end()}`);
    // A program without imports and exports could be a script, too.
    if (isModule) this.both(`export{};${this.end()}`);
  }

  decoy(line: string, name: string): void {
    this.endLine();
    if (this.isMinified && line.includes('//')) return;
    this.both(line.replaceAll('¤', name));
    this.finish(line.startsWith('//'));
  }

  /** A place whose line goes on. */
  inline(place: Place, name: string): void {
    this.endLine();
    this.write(place, name, 'block');
    this.both(';');
    this.isInLine = true;
  }

  endLine(): void {
    if (this.isInLine) this.both(this.end());
    this.isInLine = false;
  }

  place(place: Place, name: string): void {
    if (this.literals.has(name)) return;
    // A line comment means the only literal of its line that has no block comment.
    const choices = this.isInLine ? (['block', 'end'] as const) : (['block', 'end', 'above'] as const);
    const where = isAlone(place) && !this.isMinified ? this.random.pick(choices) : 'block';
    this.write(place, name, where);
    if (where !== 'end') this.finish(false);
    this.isInLine = false;
  }

  private isInLine = false;

  private write({ template, kind }: Place, name: string, where: 'block' | 'end' | 'above'): void {
    const { random } = this;
    const isBare = /§·?(?:\?\.|[.[(!]|\n|\*\*)|(?:extends|new)·§/.test(template);
    const literal = randomLiteral(random, kind, isBare);
    const isNamed = /^(?:const|let) c¤=§/.test(template) && random.chance(0.5);
    const isHeld = random.chance(0.05);
    const own = isNamed ? `c${name}` : name;
    const said = `@tune ${isHeld ? 'off ' : ''}${literal.domain}${isNamed ? '' : ` as ${name}`}`;
    if (where === 'above') this.both(`${random.pick(['', '  '])}//${random.pick(['', ' '])}${said}${this.end()}`);
    const isOutside = where === 'block' && random.chance(0.5) && /(?<=[=(-])\(§\)/.test(template);
    const comment =
      where === 'block' ? `${random.pick(['', '', ' ', '\t'])}/*${random.pick(['', ' ', '* '])}${said} */` : '';
    const line = template.replaceAll('¤', name).replaceAll('\n', this.isMinified ? '' : this.end());
    for (const piece of (isOutside ? line.replace('§)', '§)¢') : line.replace('§', '§¢')).split(/(§|¢|·)/)) {
      if (piece === '¢') this.both(comment);
      else if (piece === '·') this.isBlankAsked = true;
      else if (piece === '§')
        this.literal({ name: own, text: literal.text, value: valueOf(literal.text), isHeld }, name);
      else this.append(piece);
    }
    if (random.chance(0.9)) this.params[own] = literal.valueOf();
    if (where === 'end') this.both(`${random.pick(['', ';'])}${random.pick(['', ' '])}// ${said}${this.end()}`);
  }

  private isBlankAsked = false;

  private literal(literal: Omit<TunedLiteral, 'start'>, name: string): void {
    this.blank(literal.text);
    this.literals.set(literal.name, { ...literal, start: this.text.length });
    this.text += literal.text;
    this.reference += `${/[\w$]$/.test(this.reference) ? ' ' : ''}val.${name}`;
  }

  private append(piece: string): void {
    if (piece === '') return;
    this.blank(piece);
    this.text += piece;
    this.reference += piece;
  }

  /** A blank before `next` where one was asked for and is needed, or at random. */
  private blank(next: string): void {
    if (!this.isBlankAsked) return;
    this.isBlankAsked = false;
    if (grow(this.text.slice(-40), next) || (!this.isMinified && this.random.chance(0.3)))
      this.both(this.random.pick(blanks));
    else if (/^\w/.test(next)) this.reference += ' ';
  }

  private finish(isComment: boolean): void {
    if (this.isMinified) this.both(isComment ? '' : ';');
    else this.both(`${isComment ? '' : this.random.pick(['', ';', ' ;'])}${this.end()}`);
  }

  private end(): string {
    return this.random.pick(this.ends);
  }

  private both(text: string): void {
    this.text += text;
    this.reference += text;
  }
}

const blanks = [' ', ' ', ' ', '\t', '\u00a0', '\u3000', '\ufeff', '\v'] as const;

/** Whether two texts side by side would not be the tokens that they are apart. */
function grow(before: string, next: string): boolean {
  if (/[\w$]$/.test(before) && /^[\w$]/.test(next)) return true;
  if (/\d\.$/.test(before) && /^[\w$]/.test(next)) return true;
  if (/(?:^|[^\w$.])\d[\d_]*$/.test(before) && next.startsWith('.')) return true;
  return /[-+]$/.test(before) && before.at(-1) === next[0];
}

/** By JavaScript itself. */
function valueOf(text: string): ParamValue {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- The language is the judge of its own literals.
  const value: unknown = new Function(`return (${text}\n)`)();
  if (value === null || typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean')
    return value;
  throw new Error(`${text} is no literal`);
}
