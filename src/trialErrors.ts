// Failures of a study's first trial that are no fault of the program: as those of errors.ts, one function each.
import * as l10n from '@vscode/l10n';
import { UserError } from './errors.ts';

/** Somebody or something outside has ended the first trial, and the one that was tried in its place. `reason` is a sentence. */
export function programEnded(entry: string, reason: string): UserError {
  return new UserError(
    'programEnded',
    l10n.t('{0} was ended from outside with the values as they stand in the file, twice. {1}', entry, reason),
    {
      remedy: l10n.t(
        'Find out what ends it: a person, a limit of this machine or of a job, or the system where memory is short (its log tells). Then start again.',
      ),
      place: { file: entry },
    },
  );
}

/** `reason` is a sentence. */
export function programOutOfMemory(
  entry: string,
  how: { readonly reason: string; readonly outputFile: string },
): UserError {
  return new UserError(
    'programOutOfMemory',
    l10n.t('{0} gets too little memory with the values as they stand in the file. {1}', entry, how.reason),
    {
      remedy: l10n.t(
        'End other programs, run fewer trials at a time, train on less data or smaller batches, or raise the limit of the heap (setting "tunelens.heapLimit", option --heap). What it printed is in {0}.',
        how.outputFile,
      ),
      place: { file: entry },
    },
  );
}

/** `reason` is a sentence with its remedy. */
export function programLacksDisk(entry: string, reason: string): UserError {
  return new UserError('diskFull', l10n.t('{0} could not write what it has to. {1}', entry, reason), {
    remedy: l10n.t('Free some space and start again: the study goes on where it stopped.'),
    place: { file: entry },
  });
}

/** The program names a package of TensorFlow.js (`name`), and its load on `node` was not seen. */
export function trainingNotSeen(
  entry: string,
  { name, node }: { readonly name: string; readonly node: string },
): UserError {
  return new UserError(
    'trainingNotSeen',
    l10n.t(
      '{0} names {1}, but TuneLens did not see it load on Node {2}, so no training was seen either.',
      entry,
      name,
      node,
    ),
    {
      remedy: l10n.t(
        'If the program trains, something loads its packages past Node (a bundle, hooks of another tool): load them from node_modules, try another Node, or make a number of the program the objective: "const loss = …; // @tune minimize".',
      ),
      place: { file: entry },
    },
  );
}
