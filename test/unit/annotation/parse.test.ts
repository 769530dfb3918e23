import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Annotations } from '../../../src/annotation/annotation.ts';
import { formatConstraint } from '../../../src/space/constraint.ts';
import { parseAnnotations } from '../../../src/annotation/parse.ts';
import type { Domain, Parameter } from '../../../src/space/space.ts';

const parse = (text: string, file = 'model.js'): Annotations => parseAnnotations(file, text);

/** The only parameter of a text without problems. */
function parameterOf(text: string, file?: string): Parameter {
  const { parameters, problems } = parse(text, file);
  assert.deepEqual(problems, [], text);
  assert.equal(parameters.length, 1, text);
  return parameters[0]!.parameter;
}

/** Code of each problem with the text that it marks. */
function problemsOf(text: string): readonly string[] {
  return parse(text).problems.map(({ code, range }) => `${code}: ${text.slice(range.start, range.end)}`);
}

const float = (low: number, high: number, more: object = {}): Domain => ({
  ...{ kind: 'float', low, high, scale: 'linear', step: null },
  ...more,
});
const int = (low: number, high: number, more: object = {}): Domain => ({
  ...{ kind: 'int', low, high, scale: 'linear', step: 1 },
  ...more,
});

const domains: readonly (readonly [text: string, domain: Domain])[] = [
  ['const a = 0.5; // @tune 0.1..0.5', float(0.1, 0.5)],
  ['const a = 1e-3; // @tune log 1e-4..1e-2', float(1e-4, 1e-2, { scale: 'log' })],
  ['const a = 64; // @tune 16..256 step 16', int(16, 256, { step: 16 })],
  ['const a = 5; // @tune log 1..100', int(1, 100, { scale: 'log' })],
  ['const a = 5; // @tune float 1..100', float(1, 100)],
  ['const a = 0.5; // @tune 0..1', float(0, 1)],
  ['const a = 2; // @tune 0..4 step 0.5', float(0, 4, { step: 0.5 })],
  ['const a = -3; // @tune -5..-1', int(-5, -1)],
  ['const a = .5; // @tune .1...9', float(0.1, 0.9)],
  ['const a = 1_000; // @tune 0x10..1_0000', int(16, 10_000)],
  ['const a = 128; // @tune 128 | 256 | 384', { kind: 'choice', choices: [128, 256, 384] }],
  [
    "const a = 'relu'; // @tune relu | 'leaky relu' | \"elu\"",
    { kind: 'choice', choices: ['relu', 'leaky relu', 'elu'] },
  ],
  ["const a = 'true'; // @tune true | off | as", { kind: 'choice', choices: ['true', 'off', 'as'] }],
  ['const a = true; // @tune', { kind: 'choice', choices: [false, true] }],
  ['const a = true; // @tune true | false', { kind: 'choice', choices: [true, false] }],
  ['const a = null; // @tune null | 0.1 | 0.2', { kind: 'choice', choices: [null, 0.1, 0.2] }],
  ['const a = `x`; // @tune x | y', { kind: 'choice', choices: ['x', 'y'] }],
];

for (const [text, domain] of domains) {
  test(`"${text}" has its domain`, () => assert.deepEqual(parameterOf(text).domain, domain));
}

test('a block comment means the literal just before it, and a line comment the one that is left', () => {
  const { parameters, problems } = parse('f(3 /* @tune 1..5 */, 4); // @tune 2..9 as second');
  assert.deepEqual(problems, []);
  assert.deepEqual(
    parameters.map(({ parameter, literal }) => [parameter.name, literal.value]),
    [
      ['f', 3],
      ['second', 4],
    ],
  );
});

test('an annotation alone on its line means the next line', () => {
  assert.equal(parameterOf('// @tune 1..5\nconst depth = 3;').name, 'depth');
  assert.deepEqual(problemsOf('// @tune 1..5\n\nconst depth = 3;'), ['noLiteral: @tune 1..5']);
});

const names: readonly (readonly [text: string, names: readonly string[]])[] = [
  ['const config = { lr: 1e-3 /* @tune log 1e-4..1e-2 */ };', ['config.lr']],
  ['this.rate = 0.5; // @tune 0..1', ['rate']],
  ['module.exports.rate = 0.5; // @tune 0..1', ['rate']],
  ['class Net { units = 4 /* @tune 1..9 */; }', ['units']],
  ['model.add(tf.layers.dropout(0.5 /* @tune 0..0.9 */));', ['dropout']],
  ['function build(units = 64 /* @tune 8..128 */) {}', ['units']],
  ['const { units = 64 /* @tune 8..128 */ } = options;', ['units']],
  [
    'const a = dense({ units: 1 /* @tune 1..9 */ });\nconst b = dense({ units: 2 /* @tune 1..9 */ });',
    ['a.units', 'b.units'],
  ],
  ['const units = 3; // @tune 1..9 as width', ['width']],
];
for (const [text, expected] of names) {
  test(`"${text}" names its parameters ${expected.join(', ')}`, () => {
    assert.deepEqual(
      parse(text).parameters.map(({ parameter }) => parameter.name),
      expected,
    );
  });
}

const wrong: readonly (readonly [text: string, problems: readonly string[]])[] = [
  ['const a = 1; // @tune 0.1..', ['missingBound: ..']],
  ['const a = 1; // @tune 5..2', ['boundsReversed: 5..2']],
  ['const a = 1; // @tune log 0..2', ['logNotPositive: 0..2']],
  ['const a = 1; // @tune log 1..9 step 2', ['logWithStep: 1..9 step 2']],
  ['const a = 1; // @tune 1..9 step 0', ['badStep: 1..9 step 0']],
  ['const a = 1; // @tune 1..9 step 20', ['badStep: 1..9 step 20']],
  ['const a = 1; // @tune int 0.5..2', ['notWhole: 0.5..2']],
  ['const a = 1; // @tune log 1 | 2', ['logWithoutRange: @tune log 1 | 2']],
  ['const a = 1; // @tune', ['missingDomain: @tune']],
  ['const a = 1; // @tune 3', ['singleChoice: 3']],
  ['const a = 1; // @tune 1 | 1', ['duplicateChoice: 1']],
  ['const a = 1; // @tune relu | tanh', ['choiceKind: relu']],
  ["const a = 'x'; // @tune 1..3", ['rangeOnOther: 1..3']],
  ['const a = 1; // @tune 1..3 | 5..9', ['severalRanges: 1..3 | 5..9']],
  ['const a = 1; // @tune 1..3 | 2', ['specialInRange: 2']],
  ['const a = 1; // @tune 1..3 | 9 | 9', ['duplicateChoice: 9']],
  ['const a = 1; // @tune 1..3 and more', ['notUnderstood: and']],
  ['const a = 1; // @tune 1..1e999', ['badNumber: 1e999']],
  ['const a = 1, b = 2; // @tune 1..3', ['severalLiterals: @tune 1..3']],
  ['const a = b; // @tune 1..3', ['noLiteral: @tune 1..3']],
  ['const a = `x${1}`; // @tune x | y', ['notALiteral: @tune x | y']],
  ['const a = 10n; // @tune 1..30', ['notALiteral: @tune 1..30']],
  ['// @tune 1..3\nconst a = 1; // @tune 1..4', ['annotatedTwice: @tune 1..4']],
  ['const a = 9; // @tune 1..3', ['outsideDomain: 9']],
  ['const a = 1; // @tune 1..3 if b > 2', ['unknownParameter: b > 2']],
  ["const b = 'x'; // @tune x | y\nconst a = 1; // @tune 1..3 if b > 2", ['badCondition: b > 2']],
  ['const a = 1; // @tune 1..3 if b = 2', ['badCondition: b = 2']],
  ['const a = 1; // @tune 1..3 if a > 2', ['circularCondition: a > 2']],
  [
    'const a = 1; // @tune 1..3 if b > 2\nconst b = 1; // @tune 1..3 if a > 2',
    ['circularCondition: b > 2', 'circularCondition: a > 2'],
  ],
  ['const a = 1; // @tune 1..3 if b', ['missingAfter: b']],
  ['const a = 1; // @tune 1..3 as 7', ['badName: 7']],
  ['const a = 1; // @tune 1..3 as __proto__', ['reservedName: __proto__']],
  ['const __proto__ = 1; // @tune 1..3', ['reservedName: @tune 1..3']],
  ['const a = 1; // @tune 1..3 as x\nconst b = 1; // @tune 1..3 as x', ['duplicateName: x']],
  ['if (next() < 20 /* @tune 10..40 */) stop();', ['nameMissing: @tune 10..40']],
  ['// @tune maximize', ['objectiveWithoutMetric: @tune maximize']],
  ['const a = f(), b = g(); // @tune maximize', ['severalObjectives: @tune maximize']],
  ['// @tune maximize acc\n// @tune minimize loss', ['objectiveTwice: @tune minimize loss']],
  ['// @tune run', ['runWithoutPath: run']],
  ["// @tune run 'a b", ["openQuote: run 'a b"]],
  ['// @tune run a.js\n// @tune run b.js', ['runTwice: @tune run b.js']],
  [
    '// @tune require 2 * a < b',
    ['unknownParameter: @tune require 2 * a < b', 'unknownParameter: @tune require 2 * a < b'],
  ],
  ['// @tune require a', ['badConstraint: a']],
  ['// @tune require 1 < 2', ['badConstraint: 1 < 2']],
  ['// @tune require a * "x" < 2', ['badConstraint: "x"']],
  ['// @tune require (a + 1 < 2', ['missingAfter: <']],
  [`// @tune require ${'('.repeat(60)}a${')'.repeat(60)} < 2`, [`tooDeep: ${'('.repeat(60)}a${')'.repeat(60)} < 2`]],
  ["const a = 'x'; // @tune x | y\n// @tune require a < 2", ['constraintOnOther: @tune require a < 2']],
  ['const a = 3; // @tune 1..3\n// @tune require a < 2', ['literalsBreak: @tune require a < 2']],
];
for (const [text, expected] of wrong) {
  test(`"${text}" has the problem ${expected.join(', ')}`, () => assert.deepEqual(problemsOf(text), expected));
}

test('each problem of the catalogue is in the table above', () => {
  const catalogue = readFileSync(join(import.meta.dirname, '../../../src/annotation/problems.ts'), 'utf8');
  const codes = [...catalogue.matchAll(/finding\(\s*'(\w+)'/g)].map((match) => match[1]);
  const shown = new Set(wrong.flatMap(([, problems]) => problems.map((problem) => problem.split(':')[0])));
  assert.ok(codes.length > 30);
  assert.deepEqual(
    codes.filter((code) => !shown.has(code)),
    [],
  );
});

test('a literal outside its domain stays a parameter, and a held one is not even told', () => {
  assert.equal(parse('const a = 9; // @tune 1..3').parameters.length, 1);
  const held = parse('const a = 0; // @tune off log 1e-6..1e-2');
  assert.deepEqual([held.parameters[0]?.isHeld, held.problems], [true, []]);
});

test('a condition and a constraint may name a parameter by the end of its path, where that is the only one', () => {
  const { parameters, constraints, problems } = parse(
    'const net = { depth: 2 /* @tune 1..4 */, a: { units: 8 /* @tune 8..64 if depth >= 3 */ } };\n// @tune require units * depth <= 64',
  );
  assert.deepEqual(problems, []);
  assert.equal(parameters[1]?.parameter.conditions[0]?.param, 'net.depth');
  assert.equal(formatConstraint(constraints[0]!.constraint), 'net.a.units * net.depth <= 64');
});

test('a condition may name several parameters, and one further down', () => {
  const { parameters, problems } = parse(
    'const depth = 2; // @tune 1..4\nconst u = 8; // @tune 8..64 if depth >= 3 && depth != 4',
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(parameters[1]?.parameter.conditions, [
    { param: 'depth', op: '>=', value: 3 },
    { param: 'depth', op: '!=', value: 4 },
  ]);
});

test('a constraint is read with the usual precedence, and only of parameters that are numbers', () => {
  const { constraints, problems } = parse(
    'const a = 2; // @tune 1..4\nconst b = 8; // @tune 8 | 16\n// @tune require -a + 2 * (b - 1) % 3 <= b / 0.5',
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(
    constraints.map(({ constraint }) => formatConstraint(constraint)),
    ['-a + 2 * (b - 1) % 3 <= b / 0.5'],
  );
});

const objectives: readonly (readonly [text: string, expression: string, name: string])[] = [
  ['const loss = await score(model); // @tune minimize', 'await score(model)', 'loss'],
  ['// @tune minimize\nconst loss = score(\n  model,\n);', 'score(\n  model,\n)', 'loss'],
  ['const loss = score(\n  model,\n); // @tune minimize', 'score(\n  model,\n)', 'loss'],
  ['let loss = 0;\nfor (let i = 0; i < 3; i++) { loss = step(i); } // @tune minimize', 'step(i)', 'loss'],
  ['this.best = a / b /* @tune minimize */;', 'a / b', 'best'],
  ['total += cost(); // @tune minimize', 'total += cost()', 'total'],
  ['const a = f() /* @tune minimize */, b = g();', 'f()', 'a'],
];
for (const [text, expression, name] of objectives) {
  test(`the objective of "${text}" is ${name}`, () => {
    const { objective, problems } = parse(text);
    assert.deepEqual(problems, []);
    assert.equal(objective?.metric, name);
    assert.equal(text.slice(objective.expression?.start, objective.expression?.end), expression);
  });
}

test('objective and program are read from lines of the file', () => {
  const { objective, run } = parse('// @tune minimize val_loss\n/* @tune run ../main.js --epochs 3 "a b" */');
  assert.deepEqual([objective?.direction, objective?.metric], ['minimize', 'val_loss']);
  assert.deepEqual([run?.path, run?.args], ['../main.js', ['--epochs', '3', 'a b']]);
});

test('prose that speaks of @tune, and what only looks like a comment, are no annotations', () => {
  const text =
    '// see @tune 1..2\nconst a = 1; // @tuned\nconst b = "// @tune 1..3";\nconst c = `/* @tune 1..3 */`;\nconst d = /\\/\\/ @tune 1..2/;';
  assert.deepEqual(parse(text), { parameters: [], constraints: [], objective: null, run: null, problems: [] });
});

test('module names, property names, types and directives are no candidates', () => {
  assert.equal(parameterOf("import x from './a.js'; const a = 1; // @tune 1..3").name, 'a');
  assert.equal(parameterOf("const o = { 'key': 1 }; // @tune 1..3").name, 'o.key');
  assert.equal(parameterOf("const act: 'relu' | 'elu' = 'relu'; // @tune relu | elu", 'a.ts').name, 'act');
  assert.equal(parameterOf('const v = <Net units={4 /* @tune 1..9 */} />;', 'a.tsx').name, 'units');
});

test('a place has 0-based lines and columns, also after CRLF and characters of two units', () => {
  const text = '// \u{1f600}\r\n  const a = 1; // @tune 1..3 oops';
  const { range } = parse(text).problems[0]!;
  assert.deepEqual([range.startLine, range.startColumn, range.endColumn], [1, 29, 33]);
});

test('the bundled example has its three parameters, objective and program', () => {
  const file = join(import.meta.dirname, '../../../media/example/mnist/model.js');
  const { parameters, objective, run, problems } = parse(readFileSync(file, 'utf8'), file);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    parameters.map(({ parameter }) => [parameter.name, parameter.initial]),
    [
      ['dropout_2', 0.5],
      ['learning_rate', 0.001],
      ['units', 128],
    ],
  );
  assert.deepEqual([objective?.metric, run?.path], ['acc', 'main.js']);
});

test('no text makes it throw, and every place lies in the text', () => {
  const pieces = [
    'const a = 1',
    ' // @tune ',
    '/* @tune ',
    '*/',
    '\n',
    '1..3',
    '|',
    "'",
    '`',
    '${',
    'log',
    'if a >',
    '{',
    'run "',
    ' as ',
    '\\',
  ];
  const text = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary' })), { maxLength: 30 });
  fc.assert(
    fc.property(text, fc.constantFrom('a.js', 'a.ts', 'a.tsx'), (parts, file) => {
      const whole = parts.join('');
      const { parameters, problems } = parseAnnotations(file, whole);
      const ranges = [...parameters.map(({ literal }) => literal.range), ...problems.map(({ range }) => range)];
      return ranges.every(({ start, end }) => start >= 0 && start <= end && end <= whole.length);
    }),
    { seed: 1, numRuns: 2000 },
  );
});
