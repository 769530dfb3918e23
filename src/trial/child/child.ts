// Runs first inside the user's Node: `node --import <this file> <entry> <args>`, and leaves the program as it is but for six things: its sources are
// those of the request, Math.random is seeded, tfjs and the annotated expression report, the trained model is saved, and the trial's spool file hears how
// it went. A warm child (warm.ts) does the same, only that it waits for its request first.
// Threads and forks of the program inherit the flag and the variable, so they run the same sources; only the first process tells of start and end.
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import util from 'node:util';
import { isMainThread, threadId } from 'node:worker_threads';
import { prepareLoadHook } from './loadHook.ts';
import { createTrainedModel, saveModelAtExit } from './modelSave.ts';
import { installObjective } from './objectiveHook.ts';
import { createLateSpool } from './lateSpool.ts';
import { installRandom } from './seededRandom.ts';
import { openSpool, type Spool } from '../spool.ts';
import { installStackColumns } from './stackColumns.ts';
import { watchTfjsFiles } from './tfjsFiles.ts';
import { installTfjsHook } from './tfjsHook.ts';
import { requestVariable, spoolVariable, type TrialRequest } from '../trialProtocol.ts';
import { parseRequest } from './trialRequest.ts';
import { awaitRequest } from './warm.ts';

/** Set once the first process has started, so that its forks know that they are not the first. */
const startedVariable = 'TUNELENS_STARTED';

/** Longer texts of a program's error are cut: one message is read as a whole by the host. */
const maxTextLength = 16_384;

const isFirst = isMainThread && process.env[startedVariable] === undefined;
const spool = createLateSpool();
const random = installRandom();
installOldUtil();
// Before a warm child loads tfjs: a copy is watched from its first file on.
const trained = createTrainedModel();
installTfjsHook(spool, trained.note);
if (isFirst) watchTfjsFiles((file) => spool.send({ kind: 'tfjsLoaded', file }));
const swapSources = await prepareLoadHook();
awaitRequest();
const request = readRequest();
random.begin({ seed: request.seed, thread: threadId, programFiles: request.sources });
installObjective(spool);
if (request.modelFolder !== null) saveModelAtExit({ folder: request.modelFolder, trained, isFirst, spool });
const opened = openSpool(process.env[spoolVariable] ?? request.spoolFile);
if (isFirst) {
  process.env[startedVariable] = '1';
  reportLife(opened);
}
spool.open(opened);
installStackColumns(request.sources);
swapSources(request);

function readRequest(): TrialRequest {
  const file = process.env[requestVariable] ?? '';
  const parsed = parseRequest(JSON.parse(readFileSync(file, 'utf8')));
  // Without its request the program would train with other values than those that its result is noted under.
  if (parsed === null) throw new Error(`TuneLens: ${file} is no request of a trial.`);
  return parsed;
}

function reportLife({ send }: Spool): void {
  const { SLURMD_NODENAME: host = hostname(), SLURM_JOB_ID: job = null } = process.env;
  send({ kind: 'started', pid: process.pid, node: process.versions.node, atMs: Date.now(), host, job });
  // The monitor sees what nobody catches and changes neither the exit code nor what the program's own handlers do.
  process.on('uncaughtExceptionMonitor', (thrown: unknown) => send({ kind: 'threw', ...textsOf(thrown) }));
  process.on('exit', (exitCode) => send({ kind: 'ending', exitCode, atMs: Date.now() }));
}

function textsOf(thrown: unknown): { name: string; message: string; stack: string } {
  const cut = (text: unknown): string => String(text).slice(0, maxTextLength);
  if (!util.types.isNativeError(thrown)) return { name: 'Error', message: cut(util.inspect(thrown)), stack: '' };
  try {
    return { name: cut(thrown.name), message: cut(thrown.message), stack: cut(thrown.stack ?? '') };
  } catch {
    return { name: 'Error', message: cut(util.inspect(thrown)), stack: '' };
  }
}

/** tfjs-node up to 4.22 calls two functions of `util` that Node 23 took away; without them no operation runs there. */
function installOldUtil(): void {
  const old = {
    isArray: (value: unknown) => Array.isArray(value),
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  };
  for (const [name, value] of Object.entries(old)) {
    if (!(name in util)) Object.defineProperty(util, name, { value, writable: true, configurable: true });
  }
}
