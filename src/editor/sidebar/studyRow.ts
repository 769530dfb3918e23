// A row of the studies' tree.
import type * as vscode from 'vscode';

/** A row: a study, or one of its trials. Commands of its menu get it as their argument. */
export type StudyRow = {
  readonly journalFile: string;
  /** The annotated file; null where it is gone. */
  readonly uri: vscode.Uri | null;
  /** Null for the study itself. */
  readonly trial: number | null;
};

/** The same for two rows of one thing. */
export function idOf({ journalFile, trial }: StudyRow): string {
  return trial === null ? journalFile : `${journalFile}#${trial}`;
}
