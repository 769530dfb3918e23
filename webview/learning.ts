// What the page and its worker say to each other. Both ends are of one build.
import type { Learned, LearningStudy } from '../src/chart/learned.ts';
import type { Prediction } from '../src/study/model.ts';
import type { Params } from '../src/space/space.ts';

export type ToWorker =
  /**
   * Learn a study, and forget what was asked before; `study.trials` are those that have finished since the last time, or all where it is
   * another one (`isOther`). `hasAverages` and `pair` as in `learn`.
   */
  | {
      readonly kind: 'learn';
      readonly study: LearningStudy;
      readonly isOther: boolean;
      readonly hasAverages: boolean;
      readonly pair: readonly [string, string] | null;
    }
  /** Predict the objective at these values with the newest model. */
  | { readonly kind: 'predict'; readonly id: number; readonly params: Params };

export type FromWorker =
  /** More of what was asked last. `isDone` with the last part. */
  | { readonly kind: 'learned'; readonly part: Partial<Learned>; readonly isDone: boolean }
  /** Null while there is no model. */
  | { readonly kind: 'predicted'; readonly id: number; readonly prediction: Prediction | null };
