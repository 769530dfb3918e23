// What the doctor says: one finding per check, each with the one step that mends it.
import { UserError } from '../errors.ts';

/** What was looked at. The ids stand in the JSON of the command line, so they stay as they are. */
export type FindingId =
  | 'trust'
  | 'study'
  | 'node'
  | 'nodeApis'
  | 'tfjs'
  | 'tfjsCopies'
  | 'nativeLibrary'
  | 'backend'
  | 'gpu'
  | 'memory'
  | 'disk'
  | 'dataFolder';

export type FindingStatus = 'ok' | 'warning' | 'problem';

export type Finding = {
  readonly id: FindingId;
  /** `problem`: trials fail, or do without what the program asks for. `warning`: they run, but not as they should. */
  readonly status: FindingStatus;
  /** One sentence. */
  readonly title: string;
  /** More of it, in lines; may be empty. */
  readonly detail: string;
  /** The one command or step that mends it; null where there is nothing to mend. */
  readonly remedy: string | null;
};

/** Nothing to mend. */
export function ok(id: FindingId, title: string, detail = ''): Finding {
  return { id, status: 'ok', title, detail, remedy: null };
}

type Texts = { readonly title: string; readonly detail?: string; readonly remedy: string };

/** Trials run all the same. */
export function warning(id: FindingId, { title, detail = '', remedy }: Texts): Finding {
  return { id, status: 'warning', title, detail, remedy };
}

/** To be mended before anything is tuned. */
export function problem(id: FindingId, { title, detail = '', remedy }: Texts): Finding {
  return { id, status: 'problem', title, detail, remedy };
}

/** A failure of the catalogue as a problem, with its place; anything else is a bug and thrown on. */
export function problemOf(id: FindingId, error: unknown): Finding {
  if (!(error instanceof UserError)) throw error;
  const { message, remedy, place } = error;
  const [title = '', ...rest] = message.split('\n');
  const where = place === undefined ? [] : [`${place.file}${place.line === undefined ? '' : `:${place.line + 1}`}`];
  return problem(id, { title, detail: [...where, ...rest].join('\n'), remedy });
}
