// The failures that a user can meet: one function per failure, with a code, a sentence and the remedy.
// Anything else that is thrown is our bug. Imported by all; imports only the translations.
import * as l10n from '@vscode/l10n';

/** A failure with a place and a remedy, for the person at the keyboard. */
export class UserError extends Error {
  readonly code: string;
  readonly remedy: string;
  /** File (and 0-based line) to show, where there is one. */
  readonly place: { readonly file: string; readonly line?: number } | undefined;

  constructor(
    code: string,
    message: string,
    more: { remedy: string; place?: { file: string; line?: number } | undefined; cause?: unknown },
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'UserError';
    this.code = code;
    this.remedy = more.remedy;
    this.place = more.place;
  }
}

/** The words of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

export function fileNotFound(file: string): UserError {
  return new UserError('fileNotFound', l10n.t('The file {0} does not exist.', file), {
    remedy: l10n.t('Check the path; it is read from the folder you are in.'),
    place: { file },
  });
}

export function noAnnotations(file: string): UserError {
  return new UserError(
    'noAnnotations',
    l10n.t('{0} has no @tune annotation, nor has any file that it imports.', file),
    {
      remedy: l10n.t('Add a comment such as "// @tune log 1e-4..1e-2" behind the literal that you want tuned.'),
      place: { file },
    },
  );
}
