// `npm run bench`: all parts; `npm run bench -- parsing` one of them. Each writes its section of RESULTS.md (with --print, to stdout instead).
// The parts about the optimiser need the peers: see optimizers.ts.
import { parseArgs } from 'node:util';
import { benchApply } from './apply.ts';
import { benchChaos } from './chaos.ts';
import { benchCluster } from './cluster/cluster.ts';
import { benchEditor } from './editor.ts';
import { benchFuzzing } from './fuzzing.ts';
import { benchHostDelay } from './hostDelay.ts';
import { benchHugeReports } from './hugeReports.ts';
import { benchKernels } from './kernels.ts';
import { benchLatency, latencyOptimizers, latencySizes } from './latency.ts';
import { benchLongJournal } from './longJournal.ts';
import { benchOverhead } from './overhead.ts';
import { benchPanel } from './panel.ts';
import { benchParsing } from './parsing.ts';
import { ours } from './optimizers.ts';
import { benchSpool } from './spool.ts';
import { benchStalls } from './stalls.ts';
import { benchStopping } from './stopping.ts';
import { groupNames, isGroupName, problemGroups } from './problems/groups.ts';
import type { BenchProblem } from './problems/problem.ts';
import { benchPruning } from './pruning.ts';
import { runQuality } from './quality.ts';
import { reportQuality } from './qualityReport.ts';
import { writeSection } from './results.ts';
import { benchTimeBudget } from './timeBudget.ts';
import { runsFolder } from './runs.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Of `quality` and `latency`: which optimisers, separated by commas. */
    optimizers: { type: 'string' },
    /** Of `quality`: groups of problems, or single problems. */
    group: { type: 'string', default: 'public' },
    seeds: { type: 'string', default: '10' },
    'first-seed': { type: 'string', default: '0' },
    /** Trials at a time; other than 1 needs a label and a folder of results of its own. */
    parallel: { type: 'string', default: '1' },
    /** No run starts later. */
    'max-seconds': { type: 'string', default: 'Infinity' },
    /** The name of the results, and the build of TuneLens: to compare two builds. */
    label: { type: 'string' },
    cli: { type: 'string' },
    /** Of `latency`: counts of observations. */
    sizes: { type: 'string' },
    /** Where results lie. */
    runs: { type: 'string', default: runsFolder },
    /** Runs again what has been run. */
    fresh: { type: 'boolean', default: false },
    print: { type: 'boolean', default: false },
  },
});

const parts = {
  quality: ['The optimiser', benchQuality],
  latency: ['The time of a suggestion', timeSuggestions],
  hostDelay: ['The extension host meanwhile', benchHostDelay],
  pruning: ['Pruning', benchPruning],
  stopping: ['What is left to gain', benchStopping],
  timeBudget: ['Under a time budget', benchTimeBudget],
  parsing: ['Reading annotations', benchParsing],
  apply: ['Applying', benchApply],
  chaos: ['Kills', benchChaos],
  stalls: ['Writers that are held up', benchStalls],
  fuzzing: ['Journals and spools that somebody damaged', benchFuzzing],
  reports: ['Reports of huge studies', benchHugeReports],
  overhead: ['The cost of being a trial', benchOverhead],
  spool: ['Following trials', benchSpool],
  panel: ['The results page', benchPanel],
  editor: ['In the extension host', benchEditor],
  journal: ['A long journal', benchLongJournal],
  cluster: ['On a cluster', benchCluster],
  kernels: ['WebAssembly', () => benchKernels(values.cli ?? null)],
} as const satisfies Record<string, readonly [string, () => string | Promise<string>]>;

const unknown = positionals.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: the parts are ${Object.keys(parts).join(', ')}.`);
for (const [name, [title, bench]] of Object.entries(parts)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const section = await bench();
  if (values.print) process.stdout.write(`## ${title}\n${section.trim()}\n`);
  else writeSection(title, section);
}

async function benchQuality(): Promise<string> {
  await runQuality({
    folder: values.runs,
    optimizers: (values.optimizers ?? ours).split(','),
    label: values.label ?? null,
    cli: values.cli ?? null,
    problems: values.group.split(',').flatMap(problemsOf),
    nSeeds: countOf('seeds', values.seeds),
    firstSeed: countOf('first-seed', values['first-seed']),
    nParallel: Math.max(1, countOf('parallel', values.parallel)),
    maxSeconds: Number(values['max-seconds']),
    isFresh: values.fresh,
  });
  return reportQuality(values.runs);
}

function timeSuggestions(): Promise<string> {
  const sizes = values.sizes?.split(',').map((text) => countOf('sizes', text));
  return benchLatency(values.optimizers?.split(',') ?? latencyOptimizers, sizes ?? latencySizes);
}

function problemsOf(name: string): readonly BenchProblem[] {
  if (isGroupName(name)) return problemGroups[name];
  const problem = groupNames()
    .flatMap((group) => problemGroups[group])
    .find((one) => one.name === name);
  if (problem === undefined) throw new Error(`${name} is no problem and no group (${groupNames().join(', ')}).`);
  return [problem];
}

function countOf(option: string, text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 0) throw new Error(`--${option} ${text} is no count.`);
  return count;
}
