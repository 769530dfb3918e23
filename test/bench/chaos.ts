// More than a thousand kills: hosts and trials of small studies die at random moments; the journal is read by us and by the real Optuna after each.
import { cpus } from 'node:os';
import { runChaos, type ChaosOutcome } from '../e2e/chaos/chaos.ts';
import { missingOptuna, optunaCounter } from '../e2e/optuna/optuna.ts';

const nKills = 100;
const longestMs = 1500;
/** From the start of a host most kills meet it before it has a trial; from its first words most meet trials. */
const parts = [
  { from: 'start', nStudies: 10 },
  { from: 'words', nStudies: 4 },
] as const;

/** The section of RESULTS.md. */
export async function benchChaos(): Promise<string> {
  const missing = missingOptuna();
  if (missing !== null) throw new Error(missing);
  const optuna = optunaCounter();
  const alsoRead = async (journal: string): Promise<void> => {
    await optuna.count(journal);
  };
  const rows: string[] = [];
  try {
    for (const { from, nStudies } of parts) {
      const outcomes: ChaosOutcome[] = [];
      for (let seed = 0; seed < nStudies; seed++) {
        outcomes.push(await runChaos({ nKills, seed, nParallel: 2, longestMs, from, alsoRead }));
        process.stderr.write(`chaos: from ${from}, study ${seed + 1} of ${nStudies}\n`);
      }
      rows.push(rowOf(from, outcomes));
    }
  } finally {
    optuna.close();
  }
  return `Made by \`npm run bench -- chaos\` on ${cpus().length} shared cores, Node ${process.version}: studies of trials that take about 100 ms, two at a time, warm children on; ${nKills} times in each, at a random moment (seeded),
SIGKILL to the host, to the trials that run, or to both; a host that was killed leaves a torn line in the journal; then a new host. After each kill the journal was read by TuneLens and by Optuna. A *fault* is a finished trial that is lost,
a trial that was run twice, a process that is left, or a journal that cannot be read.

| kills within ${longestMs / 1000} s of | studies | kills of the host / of trials / of both | trials | finished | after their first host had died | faults |
|---|---|---|---|---|---|---|
${rows.join('\n')}`;
}

function rowOf(from: (typeof parts)[number]['from'], outcomes: readonly ChaosOutcome[]): string {
  const total = (count: (outcome: ChaosOutcome) => number): number =>
    outcomes.reduce((sum, outcome) => sum + count(outcome), 0);
  const kills = (['host', 'trial', 'both'] as const).map((kind) => total(({ nKills: n }) => n[kind])).join(' / ');
  const faults = outcomes.flatMap((outcome) => outcome.faults);
  const words = `${faults.length}${faults.length === 0 ? '' : `: ${[...new Set(faults)].join(' ')}`}`;
  const counts = [
    total(({ nTrials }) => nTrials),
    total(({ nFinished }) => nFinished),
    total(({ nSurvived }) => nSurvived),
  ];
  return `| the host's ${from === 'start' ? 'start' : 'first words'} | ${outcomes.length} | ${kills} | ${counts.join(' | ')} | ${words} |`;
}
