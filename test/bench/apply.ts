// Values put into random programs of every shape: how many were changed, and that nothing but the literals was. See test/unit/annotation/randomPrograms.
import { faultOf } from '../unit/annotation/randomPrograms/checks.ts';
import { randomProgram } from '../unit/annotation/randomPrograms/program.ts';

const nPrograms = 100_000;

/** The section of RESULTS.md, after running everything. Throws at the first fault. */
export function benchApply(): string {
  const counts = { nLiterals: 0, nEdits: 0, nRun: 0, nNotTranslated: 0 };
  let nBytes = 0;
  for (let seed = 0; seed < nPrograms; seed++) {
    const program = randomProgram(seed);
    const fault = faultOf(program, counts);
    if (fault !== null) throw new Error(`seed ${seed}, ${program.file}: ${fault}\n${JSON.stringify(program.text)}`);
    nBytes += Buffer.byteLength(program.text);
  }
  const { nLiterals, nEdits, nRun } = counts;
  return `Made by \`npm run bench -- apply\`, Node ${process.version}: the random programs of the seeds 0 to ${nPrograms - 1} (\`test/unit/annotation/randomPrograms\`; JavaScript and TypeScript, scripts and modules, JSX,
minified or not, every notation and place of a literal, every line end, byte order marks, hashbangs). Of each, the values of a trial are put in and the old ones put back. The parser of the TypeScript
compiler finds no error before or after and the same syntax tree but for the literals; the text between the literals is the same; TuneLens reads the same parameters with the new values; and what
a trial would run gives exactly the values that the same program gives with variables in the place of its literals.

| programs | MB | annotated literals | changed | programs run, twice each | faults |
|---|---|---|---|---|---|
| ${[nPrograms, (nBytes / 1e6).toFixed(1), nLiterals, nEdits, nRun, 0].join(' | ')} |`;
}
