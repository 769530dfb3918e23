// The domain that an annotation and its literal make together, or what does not fit.
import { isInDomain } from '../space/domain.ts';
import type { Domain, ParamValue, RangeDomain } from '../space/space.ts';
import {
  badNumber,
  badStep,
  boundsReversed,
  choiceKind,
  duplicateChoice,
  logNotPositive,
  logWithoutRange,
  logWithStep,
  missingDomain,
  notWhole,
  rangeOnOther,
  singleChoice,
  specialInRange,
  type Finding,
} from './problems.ts';
import type { Span } from './reader.ts';
import { wordValue, type ChoiceText, type ParameterStatement, type RangeText } from './statement.ts';

/** `span` is null where the whole annotation is meant. */
export type DomainOrFinding =
  { readonly domain: Domain } | { readonly domain: null; readonly finding: Finding; readonly span: Span | null };

export function domainOf(statement: ParameterStatement, literal: ParamValue): DomainOrFinding {
  const { range, choices } = statement.domain;
  if (range !== null) {
    return choices.length > 0
      ? mixedDomain(statement, { range, choices }, literal)
      : rangeDomain(statement, range, literal);
  }
  if (statement.isLog || statement.numberKind !== null) return bad(logWithoutRange());
  if (choices.length > 0) return listDomain(choices, literal);
  return typeof literal === 'boolean' ? { domain: { kind: 'choice', choices: [false, true] } } : bad(missingDomain());
}

function bad(finding: Finding, span: Span | null = null): { domain: null; finding: Finding; span: Span | null } {
  return { domain: null, finding, span };
}

/** A range or special values beside it: those may be of any kind. */
function mixedDomain(
  statement: ParameterStatement,
  { range, choices }: { range: RangeText; choices: readonly ChoiceText[] },
  literal: ParamValue,
): DomainOrFinding {
  const specials: ParamValue[] = [];
  for (const { value: text, isWord, span } of choices) {
    const value = isWord && typeof literal !== 'string' ? wordValue(String(text)) : text;
    if (specials.includes(value)) return bad(duplicateChoice(String(value)), span);
    specials.push(value);
  }
  // A literal that is a special value says nothing about the numbers of the range.
  const result = rangeDomain(
    statement,
    range,
    typeof literal === 'number' && !specials.includes(literal) ? literal : 0,
  );
  if (result.domain === null) return result;
  const inside = specials.find((value) => isInDomain(result.domain, value));
  if (inside !== undefined) return bad(specialInRange(String(inside)), choices[specials.indexOf(inside)]?.span);
  return { domain: { kind: 'mixed', range: result.domain, specials } };
}

/** An integer iff literal, bounds and step are whole and nobody says "float". */
function rangeDomain(
  statement: ParameterStatement,
  range: RangeText,
  literal: ParamValue,
): { readonly domain: RangeDomain } | ReturnType<typeof bad> {
  const { isLog, numberKind } = statement;
  const { low, high, step, span } = range;
  if (typeof literal !== 'number') return bad(rangeOnOther(kindOf(literal)), span);
  if (!(low < high)) return bad(boundsReversed(String(low), String(high)), span);
  if (isLog && low <= 0) return bad(logNotPositive(), span);
  if (isLog && step !== null) return bad(logWithStep(), span);
  if (step !== null && !(step > 0 && step <= high - low)) return bad(badStep(), span);
  if (!Number.isFinite(high - low)) return bad(badNumber(`${low}..${high}`), span);
  const isWhole = [low, high, step ?? 1].every(Number.isSafeInteger);
  if (numberKind === 'int' && !isWhole) return bad(notWhole(), span);
  const isInt = numberKind === 'int' || (numberKind === null && isWhole && Number.isInteger(literal));
  const scale = isLog ? 'log' : 'linear';
  return {
    domain: isInt ? { kind: 'int', low, high, scale, step: step ?? 1 } : { kind: 'float', low, high, scale, step },
  };
}

function listDomain(texts: readonly ChoiceText[], literal: ParamValue): DomainOrFinding {
  const choices: ParamValue[] = [];
  for (const text of texts) {
    const value = text.isWord && typeof literal !== 'string' ? wordValue(String(text.value)) : text.value;
    const isFitting = literal === null || value === null || typeof value === typeof literal;
    if (!isFitting) return bad(choiceKind(String(value), kindOf(literal)), text.span);
    if (choices.includes(value)) return bad(duplicateChoice(String(value)), text.span);
    choices.push(value);
  }
  return choices.length < 2 ? bad(singleChoice(), texts[0]?.span) : { domain: { kind: 'choice', choices } };
}

function kindOf(value: ParamValue): string {
  return value === null ? 'null' : `a ${typeof value}`;
}
