// The messages between the extension host and the worker thread that learns from a study: what matters, and what a parameter's slice looks like.
import type { ChartColors } from '../../chart/colors.ts';
import type { ParamValue } from '../../space/space.ts';
import type { Study } from '../../study/study.ts';

/** How much one parameter matters: its part of the variation (0..1), and whether that can be told from nothing. */
export type ParameterInsight = { readonly parameter: string; readonly share: number; readonly isDistinct: boolean };

/** The model along one parameter, the others at the best trial's values. */
export type SliceInsight = {
  readonly points: readonly {
    readonly value: ParamValue;
    readonly mean: number;
    readonly low: number;
    readonly high: number;
  }[];
  /** The chart as SVG text, and in words. */
  readonly svg: string;
  readonly words: string;
};

/** `key` names this state of the study: what was learned from the last one is kept. */
export type InsightQuestion =
  | { readonly kind: 'importances'; readonly key: string; readonly study: Study }
  | {
      readonly kind: 'slice';
      readonly key: string;
      readonly study: Study;
      readonly parameter: string;
      readonly colors: ChartColors;
      readonly size: { readonly widthPx: number; readonly heightPx: number };
    };

export type InsightRequest = { readonly id: number; readonly question: InsightQuestion };

/** `importances` answers with what matters (null while too little is known), `slice` with the slice (null for an unknown parameter). */
export type InsightReply =
  | { readonly id: number; readonly importances: readonly ParameterInsight[] | null }
  | { readonly id: number; readonly slice: SliceInsight | null }
  | { readonly id: number; readonly failure: string };
