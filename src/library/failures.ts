// Failures that only a user of the library can meet: as in errors.ts, one function each, with the remedy.
import { UserError } from '../errors.ts';

/** `obstacle` is a sentence of study/compatible.ts. */
export function studyDiffers(file: string, obstacle: string): UserError {
  return new UserError('studyDiffers', `${file} holds a study of other parameters. ${obstacle}`, {
    remedy: 'Name another file, or another study by the option "name".',
    place: { file },
  });
}
