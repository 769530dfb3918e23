// Failures of journals that only other writers' files bring about: as in errors.ts, one function each, with the remedy.
import { UserError } from '../errors.ts';
import { obstacleSentence, type Obstacle } from '../study/obstacle.ts';

export function journalReadonly(file: string, obstacle: Obstacle): UserError {
  return new UserError('journalReadonly', `${file} can only be shown. ${obstacleSentence(obstacle)}`, {
    remedy: 'Begin a new study; the file stays as it is.',
    place: { file },
  });
}
