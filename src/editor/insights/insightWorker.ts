// The worker thread that learns from a study for lenses and hovers: fits the model, ranks the parameters and draws slices, so that the
// extension host never computes. What an answer depends on is in its question; the last model is kept.
import { parentPort } from 'node:worker_threads';
import { modelOf, nothingLearned } from '../../chart/learned.ts';
import { sliceChart } from '../../chart/slice.ts';
import { renderSvg } from '../../chart/svg.ts';
import { usualUi } from '../../chart/ui.ts';
import { accelerate } from '../../study/accelerate.ts';
import { importancesOf } from '../../study/importance.ts';
import { slice, type StudyModel } from '../../study/model.ts';
import type { Study } from '../../study/study.ts';
import type {
  InsightQuestion,
  InsightReply,
  InsightRequest,
  ParameterInsight,
  SliceInsight,
} from './insightProtocol.ts';

/** Fewer results than this teach nothing that would hold. */
const nLeast = 6;

/** Points of a slice in a hover: its SVG must stay small enough for an address. */
const nSlicePoints = 25;

/** As an image the SVG is read as XML, where the quotes around a font's name would end its attribute. */
const font = 'system-ui, sans-serif';

let latest: { readonly key: string; readonly model: StudyModel | null } | null = null;

accelerate();
parentPort?.on('message', (request: InsightRequest) => {
  parentPort?.postMessage(answer(request));
});

function answer({ id, question }: InsightRequest): InsightReply {
  try {
    return question.kind === 'importances'
      ? { id, importances: importances(question) }
      : { id, slice: sliceOf(question) };
  } catch (error) {
    return { id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function modelFor(key: string, study: Study): StudyModel | null {
  if (latest?.key !== key) latest = { key, model: modelOf(study) };
  return latest.model;
}

function importances({
  key,
  study,
}: Extract<InsightQuestion, { kind: 'importances' }>): readonly ParameterInsight[] | null {
  const model = modelFor(key, study);
  if (model === null || model.surrogate.trials.length < nLeast) return null;
  return importancesOf(model, { seed: study.seed }).parameters.map(({ parameter, total, isDistinct }) => ({
    parameter,
    share: total.value,
    isDistinct,
  }));
}

function sliceOf({
  key,
  study,
  parameter,
  colors,
  size,
}: Extract<InsightQuestion, { kind: 'slice' }>): SliceInsight | null {
  const declared = study.space?.parameters.find(({ name }) => name === parameter);
  if (declared === undefined) return null;
  const model = modelFor(key, study);
  const points = model === null ? [] : slice(model, parameter, { nPoints: nSlicePoints }).points;
  const learned = { ...nothingLearned, slices: points.length === 0 ? {} : { [parameter]: points } };
  const chart = sliceChart(study, declared, learned, { ...usualUi, colors, font, isTitled: false });
  return { points, svg: renderSvg(chart.option, size), words: chart.words };
}
