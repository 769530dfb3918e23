// `tunelens import`: trials that ran elsewhere (a table, another journal, Optuna's SQLite) as the first trials of a file's study.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileNotFound } from '../errors.ts';
import { objectiveIn, type StudyPlan } from '../program/plan.ts';
import { trialsAsCsv } from '../report/trialsText.ts';
import type { Objective } from '../space/objective.ts';
import { Journal } from '../storage/journal.ts';
import { studyFiles } from '../storage/studyFiles.ts';
import { whyIncompatible } from '../study/compatible.ts';
import { isSameParams, type Study } from '../study/study.ts';
import { findOnPath } from '../system/executables.ts';
import { addPriors, beginWith, heldIn } from '../trial/run/carryOver.ts';
import { parseCsv } from './csv.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import { noPythonOptuna, noValueColumn, objectiveUnknown, otherDirection } from './failures.ts';
import { readNamedStudy } from './fileStudy.ts';
import type { Output } from './output.ts';
import { readPriorRows, type PriorRows } from './priorRows.ts';
import { planOf } from './tuneCommand.ts';

export type ImportArgs = {
  readonly from: string;
  readonly file: string;
  /** The column of the values; null: found by its name. */
  readonly value: string | null;
  /** Of a file that holds several. */
  readonly study: string | null;
  readonly seed: number;
  readonly program: string | undefined;
  readonly isDryRun: boolean;
};

/** Prints what was taken and, by line, what was not; the exit code is 1 where nothing was. Throws a UserError for a file that cannot be used. */
export async function importTrials(args: ImportArgs, out: Output): Promise<ExitCode> {
  const plan = planOf({ ...args, programArgs: [] });
  const target = await studyToContinue(plan);
  const objective = objectiveIn(plan) ?? target?.study.objective ?? null;
  if (objective === null) throw objectiveUnknown(plan.file);
  const text = await tableOf(args, objective, out);
  const columns = { value: args.value, metric: objective.metric };
  const rows = readPriorRows(parseCsv(text), plan.space, { columns, held: heldIn(plan) });
  if (rows === null) throw noValueColumn(args.from, args.value ?? objective.metric);
  const priors = rows.priors.filter((prior) => !isKnown(prior, target?.study ?? null));
  const nKnown = rows.priors.length - priors.length;
  const journal = args.isDryRun || priors.length === 0 ? null : await write(plan, target, { objective, priors, args });
  const summary = { kind: 'imported', nTrials: priors.length, nKnown, bad: rows.bad, journal };
  out.result(
    { ...summary, missing: rows.missing, unused: rows.unused },
    textOf(args, rows, { nNew: priors.length, nKnown, journal }),
  );
  return rows.priors.length > 0 ? exitCodes.done : exitCodes.userError;
}

type Writing = {
  readonly objective: Objective;
  readonly priors: PriorRows['priors'];
  readonly args: Pick<ImportArgs, 'seed'>;
};

function write(plan: StudyPlan, target: Journal | null, { objective, priors, args }: Writing): Promise<string> {
  const options = { plan, objective, priors, seed: args.seed, source: 'imported' };
  return target === null ? beginWith(plan, options, options) : addPriors(target, options);
}

/** The journal that a run of the file would continue; null where it would begin one. */
async function studyToContinue(plan: StudyPlan): Promise<Journal | null> {
  const file = studyFiles(plan).at(-1);
  if (file === undefined) return null;
  const journal = await Journal.open(file);
  const obstacle = journal.obstacle ?? whyIncompatible(journal.study, plan.space, objectiveIn(plan));
  return obstacle === null ? journal : null;
}

function isKnown({ params, value }: PriorRows['priors'][number], study: Study | null): boolean {
  return study !== null && study.trials.some((trial) => trial.value === value && isSameParams(trial.params, params));
}

/** Any of the sources as one kind of table. */
async function tableOf({ from, study }: ImportArgs, { direction }: Objective, out: Output): Promise<string> {
  const path = resolve(from);
  if (!existsSync(path)) throw fileNotFound(path);
  if (/\.(db|sqlite3?)$/.test(path)) return tableOfDatabase(path, study, direction);
  if (!path.endsWith('.log')) return readFileSync(path, 'utf8');
  const found = await readNamedStudy({ journal: path, study }, out);
  if (found.direction !== direction) throw otherDirection(path, found.direction);
  return trialsAsCsv(found);
}

/**
 * Optuna itself reads its database. Python looks for modules in the current folder first, which may be anybody's: so that is none of the user's, and relative
 * folders do not count. (Its option -I would leave out PYTHONPATH and the user's own packages, too, among which Optuna often is.)
 */
const script = `
import sys
sys.path = [folder for folder in sys.path if folder.startswith("/") or folder[1:2] == ":"]
import csv, optuna
optuna.logging.set_verbosity(optuna.logging.ERROR)
path, name, direction = sys.argv[1:]
storage = "sqlite:///" + path
study = optuna.load_study(storage=storage, study_name=name or optuna.get_all_study_names(storage)[0])
if study.direction.name.lower() != direction:
    sys.exit("direction " + study.direction.name.lower())
trials = study.get_trials()
names = sorted({name for trial in trials for name in trial.params})
rows = csv.writer(sys.stdout)
rows.writerow(["state", "value"] + ["param." + name for name in names])
for trial in trials:
    values = trial.values or [None]
    rows.writerow([trial.state.name, values[0]] + [trial.params.get(name) for name in names])
`;

function tableOfDatabase(path: string, study: string | null, direction: Objective['direction']): string {
  const name = process.platform === 'win32' ? 'python' : 'python3';
  const python = findOnPath(name);
  if (python === null) throw noPythonOptuna(path, `${name} is not on the PATH.`);
  const { status, stdout, stderr, error } = spawnSync(python, ['-c', script, path, study ?? '', direction], {
    encoding: 'utf8',
    maxBuffer: 1e9,
    cwd: dirname(python),
    windowsHide: true,
  });
  if (status === 0) return stdout;
  const [, other] = /^direction (\w+)/m.exec(stderr ?? '') ?? [];
  if (other !== undefined) throw otherDirection(path, other);
  throw noPythonOptuna(path, error?.message ?? stderr.trim().split('\n').at(-1) ?? '');
}

function textOf(
  { from, isDryRun }: ImportArgs,
  { bad, missing, unused }: PriorRows,
  { nNew, nKnown, journal }: { readonly nNew: number; readonly nKnown: number; readonly journal: string | null },
): string {
  const trials = nNew === 1 ? '1 trial' : `${nNew} trials`;
  return [
    ...bad.map(({ line, reason }) => `${from}:${line}: ${reason}`),
    ...(missing.length === 0 ? [] : [`Without a column, so at the file's values: ${missing.join(', ')}.`]),
    ...(unused.length === 0 ? [] : [`Columns of no parameter: ${unused.join(', ')}.`]),
    ...(nKnown === 0 ? [] : [`${nKnown} were in the study already.`]),
    isDryRun ? `${trials} would be taken; nothing was written.` : `${trials} taken, ${bad.length} not.`,
    ...(journal === null ? [] : [`journal  ${journal}`]),
  ].join('\n');
}
