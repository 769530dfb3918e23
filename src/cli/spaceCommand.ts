// `tunelens space`: what a file's annotations say, without running anything. CONTRIBUTING.md has the shape of its JSON.
import { resolve } from 'node:path';
import { objectiveIn, planStudy, type StudyPlan } from '../program/plan.ts';
import { formatConstraint } from '../space/constraint.ts';
import type { Condition } from '../space/space.ts';
import { formatDomain, formatValue } from '../study/words.ts';
import type { Output } from './output.ts';

/** Prints the parameters, the objective and the program of `file`, or one JSON object. Throws a UserError for annotations that do not parse. */
export function printSpace(
  { file, program }: { readonly file: string; readonly program: string | undefined },
  out: Output,
): void {
  const plan = planStudy(
    resolve(file),
    program === undefined ? {} : { program: { entry: resolve(program), args: [] } },
  );
  if (out.isJson) {
    out.json(spaceJson(plan));
    return;
  }
  const { program: command, space } = plan;
  const objective = objectiveIn(plan);
  out.print(`program    ${[command.entry, ...command.args].join(' ')}`);
  out.print(
    `objective  ${objective === null ? 'found by the first trial' : `${objective.direction} ${objective.metric}`}`,
  );
  for (const { name, domain, initial, conditions } of space.parameters) {
    const when = conditions.length === 0 ? '' : `  if ${conditions.map(formatCondition).join(' && ')}`;
    out.print(`${name.padEnd(16)} ${formatValue(initial).padEnd(10)} ${formatDomain(domain)}${when}`);
  }
  for (const { name, value } of heldIn(plan)) out.print(`${name.padEnd(16)} ${formatValue(value).padEnd(10)} off`);
  for (const constraint of space.constraints ?? []) out.print(`require    ${formatConstraint(constraint)}`);
}

/** The whole space as one object of plain data. */
function spaceJson(plan: StudyPlan) {
  const { program, space, studyName, file, annotations } = plan;
  const places = new Map(
    [...annotations].flatMap(([path, found]) =>
      found.parameters.map(({ parameter, literal }) => {
        const { startLine, startColumn } = literal.range;
        return [parameter.name, { file: path, line: startLine + 1, column: startColumn + 1 }] as const;
      }),
    ),
  );
  return {
    kind: 'space',
    version: 1,
    file,
    study: studyName,
    program,
    objective: objectiveIn(plan),
    parameters: space.parameters.map((parameter) => ({ ...parameter, place: places.get(parameter.name) })),
    held: heldIn(plan).map((held) => ({ ...held, place: places.get(held.name) })),
    constraints: (space.constraints ?? []).map((constraint) => formatConstraint(constraint)),
  };
}

function heldIn({ annotations }: StudyPlan) {
  return [...annotations.values()].flatMap(({ parameters }) =>
    parameters
      .filter(({ isHeld }) => isHeld)
      .map(({ parameter, literal }) => ({ name: parameter.name, value: literal.value })),
  );
}

function formatCondition(condition: Condition): string {
  return condition.op === 'in'
    ? `${condition.param} in ${condition.values.map(formatValue).join(', ')}`
    : `${condition.param} ${condition.op} ${formatValue(condition.value)}`;
}
