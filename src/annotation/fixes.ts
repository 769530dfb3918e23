// What mends a problem by itself: edits that leave the rest of the text alone. Problems whose remedy needs a decision have none.
import type { AnnotatedParameter, Problem, SourceRange, TextEdit } from './annotation.ts';
import { formatLike } from './literalText.ts';
import { parseAnnotations } from './parse.ts';
import { proposalFor } from './roles.ts';
import { readSource, type SourceComment } from './source.ts';
import { createRanges } from './sourceText.ts';

export type Fix = {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** The obvious one. */
  readonly isPreferred: boolean;
};

type Place = { readonly start: number; readonly end: number };
type Edit = Place & { readonly newText: string };

/** The fixes of a problem of this very text, the best first. */
export function fixesFor(file: string, text: string, problem: Problem): readonly Fix[] {
  const ranges = createRanges(text);
  const { start, end } = problem.range;
  const said = text.slice(start, end);
  const fix = (title: string, edits: readonly Edit[], isPreferred = true): Fix => ({
    title,
    edits: edits.map((edit) => ({ range: ranges(edit.start, edit.end), newText: edit.newText })),
    isPreferred,
  });
  const here = (title: string, newText: string): readonly Fix[] => [fix(title, [{ start, end, newText }])];
  switch (problem.code) {
    case 'severalLiterals':
      return movesOf(file, text, problem.range).map(({ title, edits }) => fix(title, edits, false));
    case 'noLiteral':
    case 'notALiteral':
    case 'annotatedTwice':
    case 'objectiveTwice':
    case 'runTwice': {
      const comment = commentAt(file, text, problem.range);
      return comment === null ? [] : [fix('Remove this annotation', [removal(comment, text)])];
    }
    case 'boundsReversed':
      return here('Put the smaller number first', said.replace(/^(\S+?)\.\.(\S+)/, '$2..$1'));
    case 'logWithStep':
      return here('Remove the step', said.replace(/\s+step\s+\S+/, ''));
    case 'badStep':
      return here('Remove the step', said.replace(/\s+step\s+\S+/, ''));
    case 'duplicateChoice':
    case 'specialInRange':
      return [fix('Leave it out', [withoutChoice(text, problem.range)])];
    case 'nameMissing':
    case 'duplicateName':
      return here(
        'Give it a name of its own',
        /^@tune/.test(said) ? `${said} as ${freeName(file, text)}` : freeName(file, text),
      );
    case 'missingDomain': {
      const domain = proposedDomain(file, text, problem.range);
      return domain === null ? [] : here(`Tune it over ${domain}`, `${said} ${domain}`);
    }
    case 'outsideDomain':
      return widenings(file, text, problem.range).map(({ title, edits }) => fix(title, edits));
    default:
      return [];
  }
}

function commentAt(file: string, text: string, range: Place): SourceComment | null {
  return readSource(file, text).comments.find(({ start, end }) => start <= range.start && range.end <= end) ?? null;
}

/** The comment with the blanks before it; with its whole line where nothing else is on it. */
function removal({ start, end }: Place, text: string): Edit {
  return { start: lastBefore(text, start, /[^\S\n\r]/), end, newText: '' };
}

/** One for each literal that a line comment could mean: the annotation behind it, as a block comment. */
function movesOf(file: string, text: string, range: SourceRange): readonly { title: string; edits: readonly Edit[] }[] {
  const comment = commentAt(file, text, range);
  if (comment === null || comment.isBlock) return [];
  const source = readSource(file, text);
  const ranges = createRanges(text);
  const tag = text.slice(range.start, range.end).replaceAll('*/', '');
  const first = lastBefore(text, comment.start, /[^\S\n\r]/);
  const isAlone = first === 0 || /[\n\r]/.test(text.charAt(first - 1));
  const line = range.startLine + (isAlone ? 1 : 0);
  return source.literals
    .filter(({ start, end, value }) => value !== undefined && ranges(start, end).startLine === line)
    .map(({ start, end }) => ({
      title: `Tune ${text.slice(start, end)}`,
      edits: [removal(comment, text), { start: end, end, newText: ` /* ${tag} */` }],
    }));
}

/** Where the run of characters like `kind` that ends at `end` begins. */
function lastBefore(text: string, end: number, kind: RegExp): number {
  let at = end;
  while (at > 0 && kind.test(text.charAt(at - 1))) at--;
  return at;
}

/** A choice with the bar before it. */
function withoutChoice(text: string, { start, end }: Place): Edit {
  const bar = lastBefore(text, start, /\s/);
  if (text.charAt(bar - 1) === '|') return { start: lastBefore(text, bar - 1, /\s/), end, newText: '' };
  const after = /^\s*\|\s*/.exec(text.slice(end))?.[0].length ?? 0;
  return { start, end: end + after, newText: '' };
}

/** A name that no parameter of the file has. */
export function freeName(file: string, text: string): string {
  const taken = new Set(parseAnnotations(file, text).parameters.map(({ parameter }) => parameter.name));
  for (let n = 2; ; n++) if (!taken.has(`param${n}`)) return `param${n}`;
}

function proposedDomain(file: string, text: string, range: SourceRange): string | null {
  const { literals } = readSource(file, text);
  const comment = commentAt(file, text, range);
  if (comment === null) return null;
  const ranges = createRanges(text);
  // The annotation has found its literal, so that is the nearest before it on the line, or the only one of the next.
  const onLine = (line: number) => literals.filter(({ start, end }) => ranges(start, end).startLine === line);
  const literal = onLine(range.startLine).findLast(({ end }) => end <= comment.start) ?? onLine(range.startLine + 1)[0];
  if (literal?.value === undefined) return null;
  const proposal = proposalFor(literal.names, literal.value);
  return proposal === null || 'reason' in proposal || proposal.domain === '' ? null : proposal.domain;
}

/** The literal's own value among those to be tried. */
function widenings(
  file: string,
  text: string,
  range: SourceRange,
): readonly { title: string; edits: readonly Edit[] }[] {
  const found = parseAnnotations(file, text).parameters.find(({ literal }) => literal.range.start === range.start);
  const newText = found === undefined ? null : widened(found);
  if (found === undefined || newText === null) return [];
  const { start, end } = found.tag.range;
  return [{ title: `Add ${found.literal.text} to the values to be tried`, edits: [{ start, end, newText }] }];
}

function widened({ tag, literal, parameter }: AnnotatedParameter): string | null {
  const { domain } = parameter;
  const value = literal.value;
  const isRange = (domain.kind === 'float' && domain.step === null) || (domain.kind === 'int' && domain.step === 1);
  if (!isRange || typeof value !== 'number') {
    const [, head = '', rest = ''] = /^(.*?)(\s+(?:as|if)\s.*)?$/s.exec(tag.text) ?? [];
    return `${head} | ${formatLike(value, typeof value === 'string' ? "''" : literal.text)}${rest}`;
  }
  if (domain.scale === 'log' && value <= 0) return null;
  return tag.text.replace(/(\S+?)\.\.(\S+)/, (_all, low: string, high: string) =>
    value < domain.low ? `${literal.text}..${high}` : `${low}..${literal.text}`,
  );
}
