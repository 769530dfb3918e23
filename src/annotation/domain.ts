// The domain that an annotation and its literal make together, or what does not fit.
import type { Domain, ParamValue } from '../space/space.ts';
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
  type Finding,
} from './problems.ts';
import { wordValue, type ChoiceText, type ParameterStatement, type RangeText, type Span } from './statement.ts';

/** `span` is null where the whole annotation is meant. */
export type DomainOrFinding =
  { readonly domain: Domain } | { readonly domain: null; readonly finding: Finding; readonly span: Span | null };

export function domainOf(statement: ParameterStatement, literal: ParamValue): DomainOrFinding {
  const { domain } = statement;
  if (domain.kind === 'range') return rangeDomain(statement, domain, literal);
  if (statement.isLog || statement.numberKind !== null) return bad(logWithoutRange());
  if (domain.choices.length > 0) return listDomain(domain.choices, literal);
  return typeof literal === 'boolean' ? { domain: { kind: 'choice', choices: [false, true] } } : bad(missingDomain());
}

function bad(finding: Finding, span: Span | null = null): DomainOrFinding {
  return { domain: null, finding, span };
}

/** An integer iff literal, bounds and step are whole and nobody says "float". */
function rangeDomain(statement: ParameterStatement, range: RangeText, literal: ParamValue): DomainOrFinding {
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
