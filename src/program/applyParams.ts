// Values of a trial into the user's files: which literals change, and the writing itself. The editor makes the same edits in its documents.
import { applyEdits, editsFor, type LiteralEdit } from '../annotation/edits.ts';
import { parseAnnotations } from '../annotation/parse.ts';
import { countErrors } from '../annotation/syntaxTree.ts';
import { parametersGone } from '../errors.ts';
import { fileChanged, valueNotWritable } from '../fileErrors.ts';
import type { Params } from '../space/space.ts';
import { replaceFiles } from '../system/replaceFiles.ts';
import { unreadable } from '../system/openFile.ts';
import type { StudyPlan } from './plan.ts';
import { editedBytes, readSourceBytes, sourceTextOf } from './sourceBytes.ts';

/** What applying changes in one file. */
export type FileEdits = {
  /** A real path. */
  readonly file: string;
  readonly before: string;
  readonly after: string;
  /** Of the text `before`; at least one. */
  readonly edits: readonly LiteralEdit[];
};

type Planned = Pick<StudyPlan, 'file' | 'annotations' | 'snapshot'>;

/**
 * The edits that put `params` into the files of a plan, those that the program loads included; files that have these values already are left out.
 * Throws a UserError where a parameter has no annotation any more, or where the new text would not be read as these values.
 */
export function paramEdits({ file, annotations, snapshot }: Planned, params: Params): readonly FileEdits[] {
  const known = new Set(
    [...annotations.values()].flatMap(({ parameters }) => parameters.map(({ parameter }) => parameter.name)),
  );
  const gone = Object.keys(params).filter((name) => !known.has(name));
  if (gone.length > 0) throw parametersGone(gone, file);
  return [...annotations].flatMap(([path, found]) => {
    const before = snapshot.texts.get(path) ?? '';
    const edits = editsFor(found, params);
    if (edits.length === 0) return [];
    const one = { file: path, before, after: applyEdits(before, edits), edits };
    assertReadAgain(one);
    return [one];
  });
}

/** Writes them, all files or none, and tells what has changed. Throws a UserError where one is no longer as it was planned, or cannot be written. */
export function applyParams(plan: Planned, params: Params): readonly FileEdits[] {
  const files = paramEdits(plan, params);
  replaceFiles(
    files.map(({ file, before, edits }) => {
      const bytes = bytesOf(file);
      if (sourceTextOf(bytes) !== before) throw fileChanged(file);
      return { file, before: bytes, after: editedBytes(file, bytes, edits) };
    }),
  );
  return files;
}

function bytesOf(file: string): Buffer {
  try {
    return readSourceBytes(file);
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** A last look before a file is touched: the same annotations with the new values, and nothing that the parser stumbles over more than before. */
function assertReadAgain({ file, before, after, edits }: FileEdits): void {
  const [old, now] = [parseAnnotations(file, before).parameters, parseAnnotations(file, after).parameters];
  const changed = new Map(edits.map((edit) => [edit.range.start, edit]));
  for (const [i, { literal, parameter }] of old.entries()) {
    const edit = changed.get(literal.range.start);
    const found = now[i];
    const isRead =
      found?.parameter.name === parameter.name &&
      (edit === undefined ? Object.is(found.literal.value, literal.value) : Object.is(found.literal.value, edit.value));
    if (!isRead) throw valueNotWritable(edit?.newText ?? literal.text, file, literal.range.startLine);
  }
  const [first] = edits;
  if (first !== undefined && (now.length !== old.length || countErrors(file, after) > countErrors(file, before))) {
    throw valueNotWritable(first.newText, file, first.range.startLine);
  }
}
