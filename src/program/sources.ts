// The texts that a trial runs: the snapshot with the literals swapped and the objective's expression wrapped, as JavaScript.
import type { TextEdit } from '../annotation/annotation.ts';
import { applyEdits, editsFor } from '../annotation/edits.ts';
import type { Params } from '../space/space.ts';
import type { StudyPlan } from './plan.ts';
import { objectiveEdits } from './reporting.ts';
import { isTranspiled, transpiledFormat, type ModuleFormat } from './sourceKind.ts';
import { transpile, type ColumnPlace } from './transpile.ts';

/** What runs in place of a file. */
export type SourceText = {
  readonly text: string;
  /** Null where Node tells by itself. */
  readonly format: ModuleFormat | 'json' | null;
  /** Where columns differ from the file's own: [line, column here, column in the file], 0-based; each holds until the next of its line. Lines are the same. */
  readonly columns: readonly ColumnPlace[];
};

/** Real absolute path to text, for every file of the snapshot. Parameters that are absent from `params` keep their literal. Line numbers stay. */
export function sourcesFor(
  plan: Pick<StudyPlan, 'snapshot' | 'annotations' | 'objective'>,
  params: Params,
): Readonly<Record<string, SourceText>> {
  return Object.fromEntries(
    [...plan.snapshot.texts].map(([file, text]) => {
      const annotations = plan.annotations.get(file);
      if (annotations === undefined) return [file, sourceText(file, text, [])];
      // Of several objectives in a program only the study's own reports.
      const reporting = annotations.objective === plan.objective ? objectiveEdits(annotations) : [];
      return [file, sourceText(file, text, [...editsFor(annotations, params), ...reporting])];
    }),
  );
}

function sourceText(file: string, original: string, edits: readonly TextEdit[]): SourceText {
  // Node takes the mark of the byte order away before it looks for a hashbang, but not from a text that it is given.
  const text = applyEdits(original, edits).replace(/^\ufeff(?=#!)/, '');
  const edited = columnsOf(edits);
  if (file.endsWith('.json')) return { text, format: 'json', columns: [] };
  if (!isTranspiled(file)) return { text, format: null, columns: edited };
  const format = transpiledFormat(file, original);
  const result = transpile(file, text, format);
  return { text: result.text, format, columns: joined(result.columns, edited) };
}

/** Two steps in one: from the text that runs to the edited one (`last`), and on to the file's own (`first`). */
function joined(last: readonly ColumnPlace[], first: readonly ColumnPlace[]): readonly ColumnPlace[] {
  const ofLast = last.map(([line, column, middle]) => [line, column, columnBehind(first, line, middle)] as const);
  const ofFirst = first.map(([line, middle, original]) => {
    const before = last.findLast((place) => place[0] === line && place[2] <= middle);
    return [line, before === undefined ? middle : middle - before[2] + before[1], original] as const;
  });
  return [...ofLast, ...ofFirst].toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
}

/** How edits move what stands behind them in their line. */
function columnsOf(edits: readonly TextEdit[]): readonly ColumnPlace[] {
  const shifts = new Map<number, number>();
  const forwards = edits.toSorted((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  return forwards.flatMap(({ range, newText }): readonly ColumnPlace[] => {
    const { startColumn, endLine, endColumn } = range;
    const before = shifts.get(endLine) ?? 0;
    const shift = before + newText.length - (endColumn - startColumn);
    if (shift === before) return [];
    shifts.set(endLine, shift);
    return [[endLine, endColumn + shift, endColumn]];
  });
}

function columnBehind(columns: readonly ColumnPlace[], line: number, column: number): number {
  const place = columns.findLast((one) => one[0] === line && one[1] <= column);
  return place === undefined ? column : column - place[1] + place[2];
}
