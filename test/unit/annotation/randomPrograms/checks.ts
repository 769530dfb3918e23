// What applying must do to any program, judged by the TypeScript compiler's parser and by running the program, never by the parser of the product.
import ts from 'typescript';
import { applyEdits, editsFor } from '../../../../src/annotation/edits.ts';
import { parseAnnotations } from '../../../../src/annotation/parse.ts';
import { paramEdits } from '../../../../src/program/applyParams.ts';
import { sourcesFor } from '../../../../src/program/sources.ts';
import type { Params, ParamValue } from '../../../../src/space/space.ts';
import type { RandomProgram, TunedLiteral } from './program.ts';

export type Counts = { nLiterals: number; nEdits: number; nRun: number; nNotTranslated: number };

/** Null where all is well; else what is wrong. `counts` is added to. */
export function faultOf(program: RandomProgram, counts: Counts): string | null {
  try {
    check(program, counts);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function check(program: RandomProgram, counts: Counts): void {
  const { file, text, literals, params } = program;
  const annotations = parseAnnotations(file, text);
  const errors = annotations.problems.filter(({ severity }) => severity === 'error');
  claim(errors.length === 0, () => `an annotation is not understood: ${JSON.stringify(errors[0])}`);
  assertRead(annotations.parameters, literals, (one) => one.value);
  const plan = {
    file,
    annotations: new Map([[file, annotations]]),
    snapshot: { texts: new Map([[file, text]]), aliases: new Map() },
  };
  const [edited] = paramEdits(plan, params);
  const after = edited?.after ?? text;
  const wanted = ({ name, value, isHeld }: TunedLiteral): ParamValue =>
    isHeld || !Object.hasOwn(params, name) ? value : (params[name] ?? null);
  assertBetween(program, after);
  claim(nLinesOf(after) === nLinesOf(text), () => 'the number of lines is another');
  const now = parseAnnotations(file, after);
  assertRead(now.parameters, literals, wanted);
  const shape = shapeOf(file, text);
  assertSameShape(shape, shapeOf(file, after), literals, wanted);
  const own: Params = Object.fromEntries(literals.map(({ name, value }) => [name, value]));
  const back = applyEdits(after, editsFor(now, own));
  assertRead(parseAnnotations(file, back).parameters, literals, (one) => one.value);
  assertSameShape(shape, shapeOf(file, back), literals, (one) => one.value);
  counts.nLiterals += literals.length;
  counts.nEdits += edited?.edits.length ?? 0;
  if (!program.isRunnable) return;
  const judged = /\.[cm]?js$/.test(file) ? program.reference : translated(program);
  const isRun = [{}, params].map((given) => {
    const served = sourcesFor({ ...plan, objective: annotations.objective }, given)[file]?.text ?? '';
    return isRunRight(program, { served, judged, given });
  });
  if (isRun.every(Boolean)) counts.nRun++;
  else counts.nNotTranslated++;
}

function claim(isTrue: boolean, what: () => string): void {
  if (!isTrue) throw new Error(what());
}

type Read = { readonly parameter: { readonly name: string }; readonly literal: { readonly value: ParamValue } };

function assertRead(
  found: readonly Read[],
  literals: readonly TunedLiteral[],
  valueOf: (one: TunedLiteral) => ParamValue,
): void {
  const names = found.map(({ parameter }) => parameter.name).join();
  claim(names === literals.map(({ name }) => name).join(), () => `the parameters are ${names}`);
  for (const [i, one] of literals.entries()) {
    const value = found[i]?.literal.value;
    claim(
      Object.is(value, valueOf(one)),
      () => `${one.name} is read as ${shown(value)}, not as ${shown(valueOf(one))}`,
    );
  }
}

/** Everything before, between and after the literals is there, in order. */
function assertBetween({ text, literals }: RandomProgram, after: string): void {
  let [kept, at] = [0, 0];
  for (const { start, text: literal } of [...literals, { start: text.length, text: '' }]) {
    const between = text.slice(kept, start);
    const found = after.indexOf(between, at);
    claim(found >= at && (kept > 0 || found === 0), () => `${JSON.stringify(between)} is not there any more`);
    at = found + between.length;
    kept = start + literal.length;
  }
  claim(
    after.endsWith(text.slice(literals.at(-1) === undefined ? 0 : endOf(literals.at(-1)!))),
    () => 'the end is another',
  );
}

function endOf({ start, text }: TunedLiteral): number {
  return start + text.length;
}

function nLinesOf(text: string): number {
  return text.split(/\r\n|[\n\r\u2028\u2029]/).length;
}

type Part = { readonly kind: string; readonly start: number; readonly value: ParamValue | undefined };

/** The syntax tree as a list without parentheses, a sign taken together with its number. Throws where the text does not parse. */
function shapeOf(file: string, text: string): readonly Part[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false);
  const problems: readonly unknown[] =
    'parseDiagnostics' in source && Array.isArray(source.parseDiagnostics) ? source.parseDiagnostics : ['?'];
  claim(problems.length === 0, () => `does not parse: ${messageIn(problems[0])}\n${text}`);
  const parts: Part[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isParenthesizedExpression(node)) {
      visit(node.expression);
      return;
    }
    const value = literalValue(node);
    const start = node.getStart(source);
    if (value !== undefined) {
      parts.push({ kind: 'literal', start, value });
      return;
    }
    const operator = ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node) ? String(node.operator) : '';
    const name =
      ts.isIdentifier(node) || ts.isJsxText(node) || ts.isRegularExpressionLiteral(node) || ts.isTemplateHead(node)
        ? node.text
        : '';
    parts.push({ kind: `${node.kind} ${operator} ${name}`, start, value: undefined });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return parts;
}

function messageIn(diagnostic: unknown): string {
  const message =
    typeof diagnostic === 'object' && diagnostic !== null && 'messageText' in diagnostic ? diagnostic.messageText : '?';
  return typeof message === 'string' ? message : JSON.stringify(message);
}

function literalValue(node: ts.Node): ParamValue | undefined {
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (node.kind === ts.SyntaxKind.NullKeyword) return null;
  if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword)
    return node.kind === ts.SyntaxKind.TrueKeyword;
  if (!ts.isPrefixUnaryExpression(node) || !ts.isNumericLiteral(node.operand)) return undefined;
  if (node.operator === ts.SyntaxKind.MinusToken) return -Number(node.operand.text);
  return node.operator === ts.SyntaxKind.PlusToken ? Number(node.operand.text) : undefined;
}

function assertSameShape(
  before: readonly Part[],
  after: readonly Part[],
  literals: readonly TunedLiteral[],
  wanted: (one: TunedLiteral) => ParamValue,
): void {
  const tuned = new Map(literals.map((one) => [one.start, one]));
  let nMet = 0;
  for (const [i, old] of before.entries()) {
    const [one, now] = [old.kind === 'literal' ? tuned.get(old.start) : undefined, after[i]];
    if (one !== undefined) nMet++;
    const value = one === undefined ? old.value : wanted(one);
    claim(
      now?.kind === old.kind && Object.is(now.value, value),
      () => `part ${i}, ${old.kind} ${shown(old.value)}, is ${now?.kind} ${shown(now?.value)}`,
    );
  }
  claim(before.length === after.length, () => 'there is more of it than before');
  claim(nMet === literals.length, () => 'the compiler finds other literals');
}

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  jsx: ts.JsxEmit.React,
  module: ts.ModuleKind.ESNext,
  moduleDetection: ts.ModuleDetectionKind.Legacy,
};

/** The reference without types and markup, by the compiler. */
function translated({ reference, file }: RandomProgram): string {
  return ts.transpile(reference, options, file.endsWith('x') ? 'reference.tsx' : 'reference.ts');
}

/** Runs what a trial is served and the reference; false where the product says that it cannot translate the program. */
function isRunRight(
  { literals }: RandomProgram,
  { served, judged, given }: { readonly served: string; readonly judged: string; readonly given: Params },
): boolean {
  if (served.startsWith('throw new SyntaxError')) return false;
  const values = new Map(
    literals.map(({ name, value, isHeld }) => [name, isHeld || !Object.hasOwn(given, name) ? value : given[name]]),
  );
  const [seen, expected] = [seenBy(served, values), seenBy(judged, values)];
  const [names, wanted] = [seen, expected].map((one) => Object.keys(one).join());
  claim(names === wanted, () => `it makes values of ${names}, not of ${wanted}`);
  for (const [name, value] of Object.entries(expected)) {
    claim(isSame(seen[name], value), () => `${name} is ${shown(seen[name])} and should be ${shown(value)}`);
  }
  return true;
}

class Box {
  readonly v: unknown;
  readonly w: unknown;
  constructor(v: unknown, w: unknown) {
    this.v = v;
    this.w = w;
  }
}

const given = {
  x: 2,
  y: 3,
  n: null,
  no: false,
  A: { B: 0 },
  id: (value: unknown) => value,
  box: (value: unknown) => ({ [String(value)]: 1 }),
  Box,
  React: { createElement: (_type: unknown, p: unknown, ...c: readonly unknown[]) => ({ p, c }), Fragment: 0 },
  tag: String.raw,
  require: () => ({}),
  __tunelensObjective: (value: unknown) => value,
};

/** What a program notes when it runs. `values`: what its literals should be. */
function seenBy(text: string, values: ReadonlyMap<string, unknown>): Readonly<Record<string, unknown>> {
  const valueOf = (name: string): unknown => (values.has(name) ? values.get(name) : values.get(`c${name}`));
  const val = new Proxy({}, { get: (_target, name) => valueOf(String(name)), deleteProperty: () => true });
  // A name may be that of an inherited function.
  const seen: Record<string, unknown> = Object.create(null) as Record<string, never>;
  const scope = { ...given, seen, val, want: val };
  try {
    // Node takes these two away, too.
    const body = text.replace(/^\ufeff?(?:#![^\n\r\u2028\u2029]*)?/, '');
    // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- Running programs is what this is for.
    new Function(...Object.keys(scope), body)(...Object.values(scope));
  } catch (error) {
    throw new Error(`${String(error)}\n${text}`, { cause: error });
  }
  return seen;
}

function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  return typeof a === 'object' && typeof b === 'object' && shown(a) === shown(b);
}

function shown(value: unknown): string {
  return Object.is(value, -0)
    ? '-0'
    : (JSON.stringify(value, (_key, one: unknown) => (Object.is(one, -0) ? '-0' : one)) ?? String(value));
}
