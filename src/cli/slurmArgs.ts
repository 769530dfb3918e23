// The options that say where trials run: on this machine, or as jobs of a Slurm cluster.
import { badArguments } from '../errors.ts';
import { slurmDefaults, slurmRanges, type Place } from '../trial/slurm/slurmSettings.ts';
import { number, text, type Parsed } from './options.ts';

/** Options that say how jobs are handed in. */
const ofJobs = ['partition', 'account', 'gres', 'job-time', 'sbatch', 'setup', 'poll'] as const;

/** Null where nothing is said: then trials run where those of the study's latest run did. `nParallel` counts jobs, too. */
export function placeIn(values: Parsed['values'], nParallel: number | null): Place | null {
  const executor = text(values['executor']);
  if (executor === 'slurm') return slurmIn(values, nParallel ?? slurmDefaults.nJobs);
  const stray = ofJobs.find((name) => values[name] !== undefined);
  if (stray !== undefined) throw badArguments(`--${stray} is about jobs: it needs --executor slurm.`);
  if (executor === undefined || executor === 'local') return executor ?? null;
  throw badArguments(`--executor takes local or slurm, not "${executor}".`);
}

function slurmIn(values: Parsed['values'], nJobs: number): Place {
  const given = (name: (typeof ofJobs)[number]): string | null => text(values[name]) ?? null;
  const setup = given('setup');
  return {
    partition: given('partition'),
    account: given('account'),
    gres: given('gres'),
    time: given('job-time'),
    arguments: wordsOf(given('sbatch') ?? ''),
    setup: setup === null ? [] : [setup],
    nJobs,
    pollS: number('--poll', text(values['poll']), {
      ...slurmRanges.pollS,
      fallback: slurmDefaults.pollS,
      isWhole: false,
    }),
  };
}

/** The words of a command line: parted by blanks, but where quotes hold them together. */
function wordsOf(line: string): readonly string[] {
  const words = line.match(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g) ?? [];
  return words.map((word) => word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'));
}
