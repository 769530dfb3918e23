// What may come next inside an annotation: from the text before the cursor to proposals, and to the part of the grammar that is being written.
// Pure. The parser says what is wrong with a whole annotation; this says how it can go on.

export type Part = 'off' | 'log' | 'numberKind' | 'domain' | 'step' | 'as' | 'if';

export type Place =
  /** Right behind `@tune`, or behind words that may stand before a domain. */
  | { readonly kind: 'start'; readonly taken: ReadonlySet<string> }
  /** A range, or a list, is complete: what can be added. */
  | { readonly kind: 'afterDomain'; readonly hasStep: boolean; readonly isRange: boolean; readonly isLog: boolean }
  /** In a list, behind a bar. */
  | { readonly kind: 'choice' }
  | { readonly kind: 'name' }
  | { readonly kind: 'afterName' }
  /** The name of a parameter in a condition or a constraint. */
  | { readonly kind: 'parameter' }
  | { readonly kind: 'comparison' }
  | { readonly kind: 'afterCondition' }
  | { readonly kind: 'metric' }
  | { readonly kind: 'program' }
  /** A number, or anything else that only the author knows. */
  | { readonly kind: 'value' };

/** Nobody types into a longer one; a line of minified code may have a megabyte. */
export const maxLineLength = 10_000;

/** What stands before the cursor in the line, from `@tune` on, without that word; null outside of an annotation. */
export function annotationBefore(lineBefore: string): string | null {
  if (lineBefore.length > maxLineLength) return null;
  const match = /(?:\/\/|\/\*)[\s*]*@tune(?![\w$@.-])(.*)$/u.exec(lineBefore);
  const text = match?.[1];
  return text === undefined || text.includes('*/') ? null : text;
}

/** Where the cursor stands, given `annotationBefore`. The word that is being typed does not count. */
export function placeIn(text: string): Place {
  const words = text.replace(/[^\s|<>=!&]*$/, '').trim();
  if (/^run\b/.test(words)) return { kind: 'program' };
  if (/^(minimize|maximize)\b/.test(words)) return { kind: 'metric' };
  if (/^require\b/.test(words))
    return /^require$|[-+*/%(<>=!]$/.test(words) ? { kind: 'parameter' } : { kind: 'value' };
  // The ends of a range are the author's to know.
  return /\.\.\S*$/.test(text) ? { kind: 'value' } : inParameter(words);
}

function inParameter(words: string): Place {
  const condition = /\bif\b(.*)$/.exec(words)?.[1]?.split('&&').at(-1)?.trim();
  if (condition !== undefined) return inCondition(condition);
  if (/\bas$/.test(words)) return { kind: 'name' };
  if (/\bas\s+\S+$/.test(words)) return { kind: 'afterName' };
  if (/\bstep$/.test(words)) return { kind: 'value' };
  const head = /^((?:off|log|int|float)\s*)*/.exec(words)?.[0] ?? '';
  const domain = words.slice(head.length);
  if (domain === '') return { kind: 'start', taken: new Set(head.split(/\s+/).filter((word) => word !== '')) };
  if (domain.endsWith('|')) return { kind: 'choice' };
  return {
    kind: 'afterDomain',
    hasStep: /\bstep\s/.test(domain),
    isRange: /\.\./.test(domain),
    isLog: /\blog\b/.test(head),
  };
}

function inCondition(condition: string): Place {
  const [name, op, value] = condition.split(/\s+/);
  if (name === undefined || name === '') return { kind: 'parameter' };
  if (op === undefined) return { kind: 'comparison' };
  return value === undefined ? { kind: 'value' } : { kind: 'afterCondition' };
}

/** The part of a parameter's annotation that is being written; null in other annotations. */
export function partIn(text: string): Part | null {
  const words = text.trimStart();
  if (/^(run|minimize|maximize|require)\b/.test(words)) return null;
  if (/\bif\b/.test(words)) return 'if';
  if (/\bas\b/.test(words)) return 'as';
  if (/\bstep\b/.test(words)) return 'step';
  const last = /(\S+)$/.exec(words)?.[1];
  if (last === 'off' || last === 'log') return last;
  if (last === 'int' || last === 'float') return 'numberKind';
  return 'domain';
}
