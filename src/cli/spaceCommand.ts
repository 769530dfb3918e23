// `tunelens space`: what a file's annotations say, without running anything.
import { resolve } from 'node:path';
import { planStudy } from '../program/plan.ts';
import type { Domain } from '../space/space.ts';
import { formatValue } from '../study/words.ts';
import type { Output } from './output.ts';

/** Prints the parameters, the objective and the program of `file`, or one JSON object. Throws a UserError for annotations that do not parse. */
export function printSpace({ file }: { readonly file: string }, out: Output): void {
  const { program, space, objective, studyName } = planStudy(resolve(file), {});
  const { parameters } = space;
  if (out.isJson) {
    const goal = objective === null ? null : { direction: objective.direction, metric: objective.metric };
    out.json({ kind: 'space', study: studyName, program, objective: goal, parameters });
    return;
  }
  out.print(`program    ${[program.entry, ...program.args].join(' ')}`);
  out.print(
    `objective  ${objective === null ? 'found by the first trial' : `${objective.direction} ${objective.metric}`}`,
  );
  for (const { name, domain, initial, conditions } of parameters) {
    const when = conditions.length === 0 ? '' : `  (only under conditions)`;
    out.print(`${name.padEnd(16)} ${formatValue(initial).padEnd(10)} ${describe(domain)}${when}`);
  }
}

function describe(domain: Domain): string {
  if (domain.kind === 'choice') return domain.choices.map((choice) => formatValue(choice)).join(' | ');
  const log = domain.scale === 'log' ? 'log ' : '';
  const step = domain.step === null || (domain.kind === 'int' && domain.step === 1) ? '' : ` step ${domain.step}`;
  return `${log}${domain.kind} ${formatValue(domain.low)}..${formatValue(domain.high)}${step}`;
}
