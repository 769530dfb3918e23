// Failures of journals that only other writers' files bring about: as in errors.ts, one function each, with the remedy.
import { UserError } from '../errors.ts';

/** `obstacle` is a sentence of study/codec.ts. */
export function journalReadonly(file: string, obstacle: string): UserError {
  return new UserError('journalReadonly', `${file} can only be shown. ${obstacle}`, {
    remedy: 'Begin a new study; the file stays as it is.',
    place: { file },
  });
}
