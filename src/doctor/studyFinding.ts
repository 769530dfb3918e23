// The annotated file: whether its annotations parse and its program is found, by the very plan that a run would make.
import { relative } from 'node:path';
import { objectiveIn, planStudy, type PlanOptions, type StudyPlan } from '../program/plan.ts';
import { ok, problemOf, type Finding } from './finding.ts';

/** `plan` is null where there is a problem. */
export function examineStudy(
  file: string,
  options: PlanOptions,
): { readonly plan: StudyPlan | null; readonly finding: Finding } {
  try {
    const plan = planStudy(file, options);
    return { plan, finding: ok('study', titleOf(plan), detailOf(plan)) };
  } catch (error) {
    return { plan: null, finding: problemOf('study', error) };
  }
}

function titleOf({ file, space, program }: StudyPlan): string {
  const n = space.parameters.length;
  return `${relative(program.cwd, file)} has ${n} ${n === 1 ? 'parameter' : 'parameters'} to tune.`;
}

function detailOf(plan: StudyPlan): string {
  const { program } = plan;
  const objective = objectiveIn(plan);
  const command = ['node', ...program.nodeArgs, relative(program.cwd, program.entry), ...program.args].join(' ');
  const goal = objective === null ? 'found by the first trial' : `${objective.direction} ${objective.metric}`;
  return `program: ${command} (in ${program.cwd})\nobjective: ${goal}`;
}
