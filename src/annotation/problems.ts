// What can be wrong with an annotation: one function per problem, with its code, a sentence and the remedy. Plain English; the editor shows it as it is.
import type { Problem, ProblemSeverity, SourceRange } from './annotation.ts';

/** A problem whose place is still to be added. */
export type Finding = Omit<Problem, 'range'>;

export function at(range: SourceRange, finding: Finding): Problem {
  return { ...finding, range };
}

function finding(code: string, message: string, remedy: string, severity: ProblemSeverity = 'error'): Finding {
  return { code, severity, message, remedy };
}

const example = 'for example "@tune 0.1..0.5", "@tune log 1e-4..1e-2" or "@tune 32 | 64 | 128"';

export function notUnderstood(text: string): Finding {
  return finding(
    'notUnderstood',
    `"${text}" is not understood here.`,
    `Write a range or a list of values, ${example}.`,
  );
}

export function missingDomain(): Finding {
  return finding(
    'missingDomain',
    'Only true and false can be tuned without saying which values are possible.',
    `Add a range or a list of values, ${example}.`,
  );
}

export function missingBound(): Finding {
  return finding('missingBound', 'The range has only one end.', 'Write both, for example "0.1..0.5".');
}

export function missingAfter(word: string): Finding {
  return finding(
    'missingAfter',
    `Something is missing after "${word}".`,
    'Complete it: "step 16", "as name", "if name >= 2", "a | b".',
  );
}

export function badNumber(text: string): Finding {
  return finding('badNumber', `${text} is no number that a program can hold.`, 'Write a finite number.');
}

export function boundsReversed(low: string, high: string): Finding {
  return finding(
    'boundsReversed',
    `The range ends at ${high}, which is not above ${low}.`,
    'Put the smaller number first.',
  );
}

export function logNotPositive(): Finding {
  return finding(
    'logNotPositive',
    'A logarithmic range needs bounds above zero.',
    'Begin it at a small positive number, or leave "log" out.',
  );
}

export function logWithStep(): Finding {
  return finding(
    'logWithStep',
    'A logarithmic range has no step.',
    'Leave "log" or the step out, or write the values as a list.',
  );
}

export function logWithoutRange(): Finding {
  return finding(
    'logWithoutRange',
    '"log" and "int" and "float" belong to a range.',
    'Write a range such as "log 1e-4..1e-2", or leave the word out.',
  );
}

export function badStep(): Finding {
  return finding('badStep', 'The step must be above zero and no larger than the range.', 'Choose a smaller step.');
}

export function notWhole(): Finding {
  return finding('notWhole', '"int" needs whole bounds and a whole step.', 'Write whole numbers, or leave "int" out.');
}

export function rangeOnOther(kind: string): Finding {
  return finding(
    'rangeOnOther',
    `A range is for a number; this literal is ${kind}.`,
    'Write a list of values, for example "relu | tanh".',
  );
}

export function choiceKind(choice: string, kind: string): Finding {
  return finding(
    'choiceKind',
    `${choice} cannot stand for this literal, which is ${kind}.`,
    'List values of the kind that the literal has.',
  );
}

export function duplicateChoice(choice: string): Finding {
  return finding('duplicateChoice', `${choice} is listed twice.`, 'Leave one out.');
}

export function singleChoice(): Finding {
  return finding(
    'singleChoice',
    'One value leaves nothing to choose.',
    'Add others, separated by "|", or write "@tune off".',
  );
}

export function noLiteral(): Finding {
  return finding(
    'noLiteral',
    'There is no number, string, boolean or null for this annotation to tune.',
    'Put "/* @tune … */" right behind the literal, or "// @tune …" at the end of its line or alone on the line above.',
  );
}

export function notALiteral(): Finding {
  return finding(
    'notALiteral',
    'Only a literal can be tuned: a number, a string on one line without substitutions, true, false or null.',
    'Put the value into a constant of its own and annotate that.',
  );
}

export function severalLiterals(texts: readonly string[]): Finding {
  return finding(
    'severalLiterals',
    `There are ${texts.length} literals that this annotation could mean: ${texts.slice(0, 5).join(', ')}.`,
    'Put "/* @tune … */" right behind the one that is meant.',
  );
}

export function annotatedTwice(): Finding {
  return finding('annotatedTwice', 'This literal has an annotation already.', 'Leave one of them out.');
}

export function outsideDomain(value: string): Finding {
  return finding(
    'outsideDomain',
    `The value in the file, ${value}, is not one of those to be tried.`,
    'It is tried once all the same, as the first trial. Widen the range if it should be found again.',
    'warning',
  );
}

export function duplicateName(name: string): Finding {
  return finding(
    'duplicateName',
    `Another parameter is called ${name} too.`,
    `Give one of them a name of its own: "as ${name}2".`,
  );
}

/** Nothing around the literal has a name: no variable, no property, no parameter. */
export function nameMissing(): Finding {
  return finding(
    'nameMissing',
    'Nothing around the literal gives the parameter a name.',
    'Name it, for example "as count".',
  );
}

export function badName(text: string): Finding {
  return finding(
    'badName',
    `"${text}" is no name.`,
    'Use letters, digits, "_" and ".", for example "as dense1.units".',
  );
}

/** Values are kept by name in plain objects, where this one is no name. */
export function reservedName(name: string): Finding {
  return finding('reservedName', `A parameter cannot be called ${name}.`, 'Give it another name: "as proto".');
}

export function badCondition(): Finding {
  return finding(
    'badCondition',
    'A condition compares a parameter with a value.',
    'Write for example "if depth >= 3", several joined by "&&". Only numbers have an order.',
  );
}

export function objectiveTwice(): Finding {
  return finding(
    'objectiveTwice',
    'There is an objective already.',
    'Leave one of them out: a study improves one number.',
  );
}

export function runTwice(): Finding {
  return finding('runTwice', 'There is a "@tune run" line already.', 'Leave one of them out.');
}

export function runWithoutPath(): Finding {
  return finding(
    'runWithoutPath',
    '"@tune run" does not say which program.',
    'Name it from this file, for example "@tune run ./train.js".',
  );
}

export function openQuote(): Finding {
  return finding('openQuote', 'A quotation mark is not closed.', 'Close it on the same line.');
}

export function severalRanges(): Finding {
  return finding(
    'severalRanges',
    'An annotation has one range at most.',
    'Keep one range, and list other values behind it: "log 1e-6..1e-2 | 0".',
  );
}

export function specialInRange(value: string): Finding {
  return finding('specialInRange', `${value} lies in the range already.`, 'Leave it out.');
}

export function unknownParameter(name: string, severity: ProblemSeverity): Finding {
  return finding(
    'unknownParameter',
    severity === 'error' ? `No parameter is called ${name}.` : `No parameter of this file is called ${name}.`,
    'Check the name; a parameter of another file of the program is written as it is called there.',
    severity,
  );
}

export function circularCondition(name: string): Finding {
  return finding(
    'circularCondition',
    `Whether ${name} counts would depend on itself.`,
    'Leave out one of the conditions that go round in a circle.',
  );
}

export function badConstraint(): Finding {
  return finding(
    'badConstraint',
    'A constraint compares parameters with numbers or with each other.',
    'Write for example "@tune require units * batch <= 8192", with + - * / % and parentheses.',
  );
}

export function tooDeep(): Finding {
  return finding('tooDeep', 'This constraint is too long.', 'Split it into several "@tune require" lines.');
}

export function constraintOnOther(name: string): Finding {
  return finding(
    'constraintOnOther',
    `${name} is not always a number, so nothing can be computed with it.`,
    'Use parameters with ranges or lists of numbers only.',
  );
}

export function literalsBreak(): Finding {
  return finding(
    'literalsBreak',
    'The values in the file break this constraint.',
    'They are tried once all the same, as the first trial; no other trial breaks it.',
    'warning',
  );
}

export function objectiveWithoutMetric(direction: string): Finding {
  return finding(
    'objectiveWithoutMetric',
    `"@tune ${direction}" does not say what.`,
    `Name a metric that training or evaluation reports, for example "@tune ${direction} ${direction === 'maximize' ? 'acc' : 'val_loss'}", or put it behind the declaration or assignment of the value that counts.`,
  );
}

export function severalObjectives(names: readonly string[]): Finding {
  return finding(
    'severalObjectives',
    `There are ${names.length} values that this annotation could mean: ${names.slice(0, 5).join(', ')}.`,
    'Put "/* @tune … */" right behind the expression that is meant.',
  );
}
