// What the journal says of the latest run of its study, so that whoever comes later knows whether it came to its end, and goes on if not.
import { hostname } from 'node:os';
import type { Json, StudyEvent } from '../../study/event.ts';
import type { Study } from '../../study/study.ts';
import { isAlive, ownIdentity, parseIdentity, type ProcessIdentity } from '../../system/processIdentity.ts';
import { parsePlaceNote, placeNote, type Place, type PlaceNote } from '../slurm/slurmSettings.ts';
import type { RunEnd } from './tuneOptions.ts';
import { isCount, isRecord } from '../shapes.ts';

/** The study's user attribute that holds it. */
const factName = 'run';

export type RunRecord = {
  readonly state: 'running' | 'failed' | Exclude<RunEnd, 'detached'>;
  /** Trials that the study has when the run is done. */
  readonly nTrialsPlanned: number;
  /** Which executor it had; how jobs are submitted is the user's to say, each time. */
  readonly place: PlaceNote;
  readonly host: string;
  readonly owner: ProcessIdentity;
};

/** What a run notes of itself. */
export type RunToNote = Pick<RunRecord, 'nTrialsPlanned'> & { readonly place: Place };

/** This host's run stands so. */
export function runEvent(state: RunRecord['state'], { nTrialsPlanned, place }: RunToNote): StudyEvent {
  const { pid, start } = ownIdentity();
  const note = placeNote(place);
  const slurm = note.executor === 'local' ? {} : { slurm: { nJobs: note.nJobs } };
  const fact = { state, trials_planned: nTrialsPlanned, host: hostname(), pid, start, ...slurm };
  return { kind: 'factNoted', trial: null, name: factName, fact };
}

/** Null where nobody has noted one. */
export function runOf({ facts }: Pick<Study, 'facts'>): RunRecord | null {
  return parseRun(facts[factName]);
}

/** The run that was under way on this machine when its host went, and that nobody has taken up since; null when there is none. */
export function interruptedRun(study: Pick<Study, 'facts'>): RunRecord | null {
  const run = runOf(study);
  return run?.state === 'running' && run.host === hostname() && !isAlive(run.owner) ? run : null;
}

/** Whether a run of `study` is under way; of one on another machine what it noted last is believed. */
export function isRunUnderWay(study: Pick<Study, 'facts'>): boolean {
  const run = runOf(study);
  return run?.state === 'running' && (run.host !== hostname() || isAlive(run.owner));
}

/** Whether another process of this machine, which lives, has the run of `study` under way. */
export function isRunElsewhere(study: Pick<Study, 'facts'>): boolean {
  const run = runOf(study);
  if (run?.state !== 'running' || run.host !== hostname()) return false;
  return run.owner.pid !== process.pid && isAlive(run.owner);
}

/** Of many runs of a study. Whoever goes on with one starts as many as are missing, and a journal may tell of any number. */
const maxPlanned = 10_000_000;

const states: readonly RunRecord['state'][] = ['running', 'failed', 'done', 'stopped', 'exhausted', 'enough', 'timeUp'];

function parseRun(raw: Json | undefined): RunRecord | null {
  if (!isRecord(raw)) return null;
  const state = states.find((one) => one === raw['state']);
  const owner = parseIdentity(raw);
  const { host, trials_planned: nTrialsPlanned } = raw;
  if (state === undefined || owner === null || typeof host !== 'string') return null;
  if (!isCount(nTrialsPlanned) || nTrialsPlanned > maxPlanned) return null;
  return { state, nTrialsPlanned, host, owner, place: parsePlaceNote(raw['slurm']) };
}
