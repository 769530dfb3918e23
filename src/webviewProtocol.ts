// The messages between the host and the results page (sidebar view and panel alike), and their two parsers.
// Events travel as journal lines: the page decodes and folds them with the host's own code, so there is no view model to keep in step.
import type { Params, ParamValue } from './space/space.ts';

/** What is going on with the study that is shown. */
export type RunState = {
  readonly kind: 'idle' | 'preparing' | 'running' | 'paused' | 'stopping';
  /** Trials that this run was asked for, and how many of them have ended; 0 when idle. */
  readonly nTrialsPlanned: number;
  readonly nTrialsEnded: number;
  /** Estimated milliseconds until the run is done; null while unknown. */
  readonly remainingMs: number | null;
};

/** No run is under way. */
export const idle: RunState = { kind: 'idle', nTrialsPlanned: 0, nTrialsEnded: 0, remainingMs: null };

/** A study as the host sends it: its name, and its journal's lines. */
export type StudyLines = { readonly name: string; readonly lines: readonly string[] };

/** A study of the workspace. `id` means something to the host only. */
export type StudyChoice = {
  readonly id: string;
  readonly name: string;
  /** Whether it is the one that is shown. */
  readonly isShown: boolean;
  /** Whether it can be shown: the newest of a file that is there. All can be compared with. */
  readonly canBeShown: boolean;
};

export type ToWebview =
  /** Show this study from its beginning (also the answer to `ready`); `study` is null when there is nothing to show yet. */
  | {
      readonly kind: 'open';
      readonly study: StudyLines | null;
      readonly run: RunState;
    }
  /** More journal lines of the study that is open. */
  | { readonly kind: 'append'; readonly lines: readonly string[]; readonly run: RunState }
  /** Only the state of the run has changed. */
  | { readonly kind: 'run'; readonly run: RunState }
  /** All studies of the workspace. */
  | { readonly kind: 'studies'; readonly studies: readonly StudyChoice[] }
  /** Lay this study over the one that is shown; null: none. */
  | { readonly kind: 'compared'; readonly id: string | null; readonly study: StudyLines | null }
  /** A trial or a parameter was chosen elsewhere in the editor. */
  | { readonly kind: 'pointed'; readonly trial: number | null; readonly parameter: string | null };

export type WebviewAction = 'start' | 'stop' | 'applyTrial' | 'openPanel';

export type FileFormat = 'png' | 'svg' | 'csv' | 'html';

export type FromWebview =
  /** The page listens now; the host sends nothing before. */
  | { readonly kind: 'ready' }
  /** `trial` is a trial number for `applyTrial`, else null. */
  | { readonly kind: 'act'; readonly action: WebviewAction; readonly trial: number | null }
  /** Run one trial with these values. */
  | { readonly kind: 'runHere'; readonly params: Params }
  /** Offer to write a file. `name` is a proposal without folder and ending; `content` is text, of a PNG its bytes in base64. */
  | { readonly kind: 'save'; readonly name: string; readonly format: FileFormat; readonly content: string }
  /** What the user says of a trial; an empty note takes it away. */
  | { readonly kind: 'note'; readonly trial: number; readonly note: string }
  | { readonly kind: 'star'; readonly trials: readonly number[]; readonly isStarred: boolean }
  /** Show another study, or lay one over (null: none). */
  | { readonly kind: 'choose'; readonly how: 'show' | 'compare'; readonly id: string | null }
  /** The user has picked a trial, or wants to see a parameter's literal. */
  | { readonly kind: 'pointed'; readonly trial: number | null; readonly parameter: string | null };

/** The longest note, in characters. */
export const longestNote = 10_000;

/** The message of the host, or null for anything else. */
export function parseToWebview(raw: unknown): ToWebview | null {
  if (!isRecord(raw)) return null;
  switch (raw['kind']) {
    case 'studies':
      return parseChoices(raw['studies']);
    case 'compared': {
      const { id } = raw;
      const study = raw['study'] === null ? null : parseLines(raw['study']);
      return study === undefined || !isTextOrNull(id) ? null : { kind: 'compared', id, study };
    }
    case 'pointed':
      return parsePointed(raw);
    default:
      return parseOfRun(raw);
  }
}

function parseOfRun(raw: Readonly<Record<string, unknown>>): ToWebview | null {
  const run = parseRunState(raw['run']);
  if (run === null) return null;
  switch (raw['kind']) {
    case 'open': {
      const study = raw['study'] === null ? null : parseLines(raw['study']);
      return study === undefined ? null : { kind: 'open', study, run };
    }
    case 'append':
      return isTexts(raw['lines']) ? { kind: 'append', lines: raw['lines'], run } : null;
    case 'run':
      return { kind: 'run', run };
    default:
      return null;
  }
}

/** Undefined for what is no study. */
function parseLines(raw: unknown): StudyLines | undefined {
  const { name, lines } = isRecord(raw) ? raw : {};
  return typeof name === 'string' && isTexts(lines) ? { name, lines } : undefined;
}

function parseChoices(raw: unknown): ToWebview | null {
  const listed: readonly unknown[] = Array.isArray(raw) ? raw : [null];
  const studies = listed.flatMap((one): StudyChoice[] => {
    const { id, name, isShown, canBeShown } = isRecord(one) ? one : {};
    const isSound = typeof id === 'string' && typeof name === 'string';
    return isSound && typeof isShown === 'boolean' && typeof canBeShown === 'boolean'
      ? [{ id, name, isShown, canBeShown }]
      : [];
  });
  return studies.length < listed.length ? null : { kind: 'studies', studies };
}

/** Both ways alike. */
function parsePointed({ trial, parameter }: Readonly<Record<string, unknown>>) {
  if (!(trial === null || isCount(trial)) || !isTextOrNull(parameter)) return null;
  return { kind: 'pointed', trial, parameter } as const;
}

/** The message of the page, or null for anything else. */
export function parseFromWebview(raw: unknown): FromWebview | null {
  if (!isRecord(raw)) return null;
  switch (raw['kind']) {
    case 'ready':
      return { kind: 'ready' };
    case 'act':
      return parseAct(raw);
    case 'runHere': {
      const params = parseParams(raw['params']);
      return params === null ? null : { kind: 'runHere', params };
    }
    case 'save':
      return parseSave(raw);
    case 'note':
    case 'star':
      return parseRemark(raw);
    case 'choose': {
      const { how, id } = raw;
      const isSound = isTextOrNull(id) && (how === 'compare' || (how === 'show' && id !== null));
      return isSound ? { kind: 'choose', how, id } : null;
    }
    case 'pointed':
      return parsePointed(raw);
    default:
      return null;
  }
}

const actions: readonly WebviewAction[] = ['start', 'stop', 'applyTrial', 'openPanel'];

function parseAct(raw: Readonly<Record<string, unknown>>): FromWebview | null {
  const action = actions.find((known) => known === raw['action']);
  const trial = raw['trial'];
  if (action === undefined) return null;
  if (trial === null) return action === 'applyTrial' ? null : { kind: 'act', action, trial };
  return isCount(trial) ? { kind: 'act', action, trial } : null;
}

/** Values of parameters by name, at least one; null for anything else. Numbers are finite. */
export function parseParams(raw: unknown): Params | null {
  if (!isRecord(raw)) return null;
  const entries = Object.entries(raw);
  const isValue = (value: unknown): value is ParamValue =>
    value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
  const values = entries.flatMap(([name, value]) => (isValue(value) ? [[name, value] as const] : []));
  return values.length === 0 || values.length < entries.length ? null : Object.fromEntries(values);
}

const formats: readonly FileFormat[] = ['png', 'svg', 'csv', 'html'];

function parseSave({ name, content, ...raw }: Readonly<Record<string, unknown>>): FromWebview | null {
  const format = formats.find((known) => known === raw['format']);
  if (typeof name !== 'string' || typeof content !== 'string' || format === undefined) return null;
  return { kind: 'save', name, format, content };
}

function parseRemark({ kind, ...raw }: Readonly<Record<string, unknown>>): FromWebview | null {
  const { trial, note, trials, isStarred } = raw;
  if (kind === 'note') {
    const isSound = isCount(trial) && typeof note === 'string' && Array.from(note).length <= longestNote;
    return isSound ? { kind, trial, note } : null;
  }
  const isSound = Array.isArray(trials) && trials.length > 0 && trials.every(isCount) && typeof isStarred === 'boolean';
  return isSound ? { kind: 'star', trials, isStarred } : null;
}

const runKinds: readonly RunState['kind'][] = ['idle', 'preparing', 'running', 'paused', 'stopping'];

function parseRunState(raw: unknown): RunState | null {
  if (!isRecord(raw)) return null;
  const { nTrialsPlanned, nTrialsEnded, remainingMs } = raw;
  const kind = runKinds.find((known) => known === raw['kind']);
  const isTime = remainingMs === null || (typeof remainingMs === 'number' && remainingMs >= 0);
  if (kind === undefined || !isCount(nTrialsPlanned) || !isCount(nTrialsEnded) || !isTime) return null;
  return { kind, nTrialsPlanned, nTrialsEnded, remainingMs };
}

function isRecord(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

function isTexts(raw: unknown): raw is readonly string[] {
  return Array.isArray(raw) && raw.every((line) => typeof line === 'string');
}

function isTextOrNull(raw: unknown): raw is string | null {
  return raw === null || typeof raw === 'string';
}

function isCount(raw: unknown): raw is number {
  return typeof raw === 'number' && Number.isSafeInteger(raw) && raw >= 0;
}
