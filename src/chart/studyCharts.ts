// The charts of a study, in the order in which they are shown: convergence, then a slice per parameter.
import type { Space } from '../space/space.ts';
import { fitModel, slice, type StudyModel } from '../study/model.ts';
import { isFinished, type Study } from '../study/study.ts';
import type { Chart } from './chart.ts';
import type { ChartColors } from './colors.ts';
import { convergenceChart } from './convergence.ts';
import { sliceChart } from './slice.ts';

/** `parameter` is null for convergence. */
export type StudyChart = {
  readonly kind: 'convergence' | 'slice';
  readonly parameter: string | null;
  readonly chart: Chart;
};

/** The model behind the slices; null while there are too few values for one. Costs time that grows with the cube of the trials. */
export function modelOf(study: Study): StudyModel | null {
  const hasValues = study.trials.filter(isFinished).length >= 2;
  return study.space === null || !hasValues ? null : fitModel(study, study.space);
}

export function studyCharts(study: Study, model: StudyModel | null, colors: ChartColors): readonly StudyChart[] {
  const parameters: Space['parameters'] = study.space?.parameters ?? [];
  return [
    { kind: 'convergence', parameter: null, chart: convergenceChart(study, colors) },
    ...parameters.map((parameter): StudyChart => {
      const points = model === null ? null : slice(model, parameter.name).points;
      return { kind: 'slice', parameter: parameter.name, chart: sliceChart(study, parameter, points, colors) };
    }),
  ];
}
