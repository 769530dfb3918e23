// Parameter values to edits of the literals, and the edits to text. An edit never changes the number of lines.
import type { Params, ParamValue } from '../space/space.ts';
import type { Annotations, Literal, TextEdit } from './annotation.ts';
import { formatLike } from './literalText.ts';

/** One edit per literal whose value in `params` differs from its own, in the order of the text. Held parameters and names that are absent from `params` are left alone. */
export function editsFor(annotations: Annotations, params: Params): readonly TextEdit[] {
  return annotations.parameters
    .flatMap(({ parameter, isHeld, literal }) => {
      const value = params[parameter.name];
      if (isHeld || value === undefined || Object.is(value, literal.value)) return [];
      return [{ range: literal.range, newText: textFor(value, literal) }];
    })
    .toSorted((a, b) => a.range.start - b.range.start);
}

/** The text with all edits made. They must not overlap; an insertion comes before a replacement that begins at the same place. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = text;
  const backwards = edits.toSorted((a, b) => b.range.start - a.range.start || b.range.end - a.range.end);
  for (const { range, newText } of backwards) {
    result = result.slice(0, range.start) + newText + result.slice(range.end);
  }
  return result;
}

/** `x - -3` and `(-3) ** 2` need what `5` in their place does not; `return-5` must not become `return3`. */
function textFor(value: ParamValue, literal: Literal): string {
  const text = formatLike(value, literal.text);
  if (literal.isOperand && text.startsWith('-')) return `(${text})`;
  return /^[-+'"`]/.test(literal.text) && /^[\w$]/.test(text) && literal.isAfterWord ? ` ${text}` : text;
}
