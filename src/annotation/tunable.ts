// "Make tunable": from a plain literal to an annotation with a domain that suits it.
import type { SourceRange, TextEdit } from './annotation.ts';
import { applyEdits } from './edits.ts';
import { freeName } from './fixes.ts';
import { parseAnnotations } from './parse.ts';
import { proposalFor } from './roles.ts';
import { readSource, type Source, type SourceLiteral } from './source.ts';
import { createRanges } from './sourceText.ts';

export type Tunable = {
  readonly literal: SourceRange;
  /** What the literal is for, in plain words; null where only its value is known. */
  readonly role: string | null;
  /** As the annotation writes it; empty for a boolean. */
  readonly domain: string;
  /** Inserts the annotation. */
  readonly edit: TextEdit;
};

/** What can be done for the literal at `offset` (in it or at its edge): an annotation, or the reason why not; null where no literal is. */
export function tunableAt(file: string, text: string, offset: number): Tunable | { readonly reason: string } | null {
  const source = readSource(file, text);
  const literal = source.literals.find(({ start, end }) => start <= offset && offset <= end);
  if (literal === undefined) return null;
  if (literal.value === undefined) {
    return { reason: 'Only a number, a string on one line without substitutions, true, false or null can be tuned.' };
  }
  const annotated = parseAnnotations(file, text).parameters.some((one) => one.literal.range.start === literal.start);
  if (annotated) return { reason: 'This literal has an annotation already.' };
  const proposal = proposalFor(literal.names, literal.value);
  if (proposal === null)
    return { reason: 'Its value does not tell which others are possible: write "// @tune a | b" behind it.' };
  if ('reason' in proposal) return proposal;
  const ranges = createRanges(text);
  const place = ranges(literal.start, literal.end);
  const editFor = (tag: string): TextEdit => {
    const { start, end, newText } = annotationEdit(source, text, literal, tag);
    return { range: ranges(start, end), newText };
  };
  const tag = `@tune ${proposal.domain}`.trim();
  const plain = editFor(tag);
  const { parameters } = parseAnnotations(file, applyEdits(text, [plain]));
  const isNamed = parameters.some((one) => one.literal.range.start === literal.start);
  // Where nothing around names the literal, or not differently from another, it needs a name of its own.
  const edit = isNamed ? plain : editFor(`${tag} as ${freeName(file, text)}`);
  return { literal: place, ...proposal, edit };
}

/** At the end of the line where that can mean this literal only, else right behind it. */
function annotationEdit({ literals, comments }: Source, text: string, literal: SourceLiteral, tag: string) {
  const lineStart = Math.max(
    0,
    ...['\n', '\r', '\u2028', '\u2029'].map((end) => text.lastIndexOf(end, literal.start - 1) + 1),
  );
  const rest = /^[^\n\r\u2028\u2029]*/.exec(text.slice(literal.end))?.[0] ?? '';
  const lineEnd = literal.end + rest.length;
  const isAlone = literals.every((other) => other === literal || other.end <= lineStart || other.start >= lineEnd);
  const hasComment = comments.some(({ start, end }) => end > lineStart && start < lineEnd);
  // A line comment after an annotation alone on the line before would be a second one.
  if (isAlone && !hasComment && /^[\s,;)\]}]*$/.test(rest)) {
    const end = lineEnd - (rest.length - rest.trimEnd().length);
    return { start: end, end, newText: ` // ${tag}` };
  }
  return { start: literal.end, end: literal.end, newText: ` /* ${tag} */` };
}
