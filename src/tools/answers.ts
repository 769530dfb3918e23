// What the tools answer: plain data of a plan or a study, as JSON text that a model reads. Pure.
import { objectiveIn, type StudyPlan } from '../program/plan.ts';
import { formatConstraint } from '../space/constraint.ts';
import { baselineTrial, bestTrial, isFinished, type Study, type Trial } from '../study/study.ts';
import { formatDomain } from '../study/words.ts';
import type { Slice } from '../study/model.ts';

/** The parameters, the objective and the program. */
export function spaceAnswer(plan: StudyPlan): string {
  const { program, space, studyName, file, annotations } = plan;
  const held = [...annotations.values()].flatMap(({ parameters }) =>
    parameters
      .filter(({ isHeld }) => isHeld)
      .map(({ parameter, literal }) => ({ name: parameter.name, value: literal.value })),
  );
  return textOf({
    file,
    study: studyName,
    program: [program.entry, ...program.args],
    objective: objectiveIn(plan) ?? 'found by the first trial',
    parameters: space.parameters.map(({ name, domain, initial, conditions }) => ({
      name,
      domain: formatDomain(domain),
      literal: initial,
      ...(conditions.length === 0 ? {} : { conditions }),
    })),
    held,
    constraints: (space.constraints ?? []).map((constraint) => formatConstraint(constraint)),
  });
}

const nFailuresShown = 3;

/** How the study stands; `study` is null before the first run. */
export function statusAnswer(study: Study | null, isRunning: boolean): string {
  if (study === null) return textOf({ isRunning, trials: 0 });
  const states = new Map<string, number>();
  for (const { state } of study.trials) states.set(state, (states.get(state) ?? 0) + 1);
  const failures = study.trials.filter(({ state }) => state === 'failed').slice(-nFailuresShown);
  const baseline = baselineTrial(study);
  return textOf({
    isRunning,
    study: study.name,
    objective: { direction: study.direction, metric: study.objective?.metric ?? null },
    trials: study.trials.length,
    states: Object.fromEntries(states),
    best: summaryOf(bestTrial(study)),
    ownValues: baseline !== null && isFinished(baseline) ? summaryOf(baseline) : null,
    lastFailures: failures.map(({ number, facts }) => ({ trial: number, reason: facts['fail_reason'] ?? null })),
  });
}

/** The points of a slice. */
export function sliceAnswer(study: Study, parameter: string, points: Slice['points']): string {
  return textOf({ objective: study.objective?.metric ?? null, direction: study.direction, parameter, points });
}

function summaryOf(trial: Trial | null) {
  return trial === null ? null : { trial: trial.number, value: trial.value, params: trial.params };
}

function textOf(answer: object): string {
  return JSON.stringify(answer, null, 1);
}
