// What `import … from 'tunelens'` gives: the engine as ask and tell, for programs that do not train through tfjs.
export {
  openStudy,
  TuningStudy,
  type AskedTrial,
  type Objective,
  type RunningTrial,
  type RunOptions,
  type StudyOptions,
  type TrialRef,
} from './study.ts';
export {
  choice,
  float,
  int,
  onlyIf,
  type Parameter,
  type Parameters,
  type RangeOptions,
  type Values,
} from './parameters.ts';
export type { FinishedTrial, Trial } from '../study/study.ts';
