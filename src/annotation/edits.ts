// Parameter values to edits of the literals, and the edits to text. An edit never changes the number of lines.
import type { Params, ParamValue } from '../space/space.ts';
import type { Annotations, Literal, TextEdit } from './annotation.ts';
import { formatLike } from './literalText.ts';

/** `newText` means `value` where the literal stood. */
export type LiteralEdit = TextEdit & { readonly value: ParamValue };

/** One edit per literal whose value in `params` differs from its own, in the order of the text. Held parameters and names that are absent from `params` are left alone. */
export function editsFor(annotations: Annotations, params: Params): readonly LiteralEdit[] {
  return annotations.parameters
    .flatMap(({ parameter: { name }, isHeld, literal }) => {
      // Programs have names that every object inherits: toString, constructor.
      const value = Object.hasOwn(params, name) ? params[name] : undefined;
      if (isHeld || value === undefined || Object.is(value, literal.value)) return [];
      return [{ range: literal.range, newText: textFor(value, literal), value }];
    })
    .toSorted((a, b) => a.range.start - b.range.start);
}

/** The text with all edits made. They must not overlap; an insertion comes before a replacement that begins at the same place. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const forwards = edits.toSorted((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  const pieces: string[] = [];
  let kept = 0;
  for (const { range, newText } of forwards) {
    pieces.push(text.slice(kept, range.start), newText);
    kept = range.end;
  }
  return [...pieces, text.slice(kept)].join('');
}

/** Another literal is another token: it must not grow together with its neighbors, and an operator takes no negative number and no integer that a dot follows. */
function textFor(value: ParamValue, { text: old, isOperand, isSigned, before, after }: Literal): string {
  const text = formatLike(value, old);
  // `-5` gives way to `-3` wherever it stands; `2 - 5`, `5 ** 2` and `5..toFixed()` need `(-3)`.
  if (isOperand && text.startsWith('-') && !old.startsWith('-')) return `(${text})`;
  // In `- -5` the second sign is the number's own; `- 3` would be one number.
  if (isSigned && /^[\d.]/.test(text)) return `(${text})`;
  // `.5.toFixed()` is a call, `1.toFixed()` is none.
  if (after === '.' && /^-?\d[\d_]*$/.test(text)) return `(${text})`;
  const start = isInWord(before) && isInWord(text.slice(0, 1)) ? ' ' : '';
  return `${start}${text}${isInWord(after) && isInWord(text.slice(-1)) ? ' ' : ''}`;
}

function isInWord(character: string): boolean {
  return /^[\p{ID_Continue}$\\]/u.test(character);
}
