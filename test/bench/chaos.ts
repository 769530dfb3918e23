// A thousand kills: hosts and trials of small studies die at random moments; the journal is read by us and by the real Optuna after each.
import { cpus } from 'node:os';
import { runChaos, type ChaosOutcome } from '../e2e/chaos/chaos.ts';
import { missingOptuna, optunaCounter } from '../e2e/optuna/optuna.ts';

const nStudies = 10;
const nKills = 100;

/** The section of RESULTS.md. */
export async function benchChaos(): Promise<string> {
  const missing = missingOptuna();
  if (missing !== null) throw new Error(missing);
  const optuna = optunaCounter();
  const outcomes: ChaosOutcome[] = [];
  try {
    for (let seed = 0; seed < nStudies; seed++) {
      const alsoRead = async (journal: string): Promise<void> => {
        await optuna.count(journal);
      };
      outcomes.push(await runChaos({ nKills, seed, nParallel: 2, longestMs: 1500, alsoRead }));
      process.stderr.write(`chaos: study ${seed + 1} of ${nStudies}\n`);
    }
  } finally {
    optuna.close();
  }
  const total = (count: (outcome: ChaosOutcome) => number): number =>
    outcomes.reduce((sum, outcome) => sum + count(outcome), 0);
  const faults = outcomes.flatMap((outcome) => outcome.faults);
  return `Made by \`npm run bench -- chaos\` on ${cpus().length} shared cores, Node ${process.version}: ${nStudies} studies of trials that take about 100 ms, two at a time, warm children on; ${nKills} times in each,
at a random moment within 1.5 s (seeded), SIGKILL to the host, to the trials that run, or to both, then a new host. After each kill the journal was read by TuneLens and by Optuna.

| | |
|---|---|
| kills of the host / of trials / of both | ${total(({ nKills: n }) => n.host)} / ${total(({ nKills: n }) => n.trial)} / ${total(({ nKills: n }) => n.both)} |
| trials, of them finished | ${total(({ nTrials }) => nTrials)}, ${total(({ nFinished }) => nFinished)} |
| finished after their first host had died | ${total(({ nSurvived }) => nSurvived)} |
| finished trials lost, trials run twice, processes left, journals unreadable | ${faults.length}${faults.length === 0 ? '' : `: ${[...new Set(faults)].join(' ')}`} |`;
}
