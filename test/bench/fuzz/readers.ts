// Everything that reads a journal or a spool, one after the other. Each gives a result or a UserError; whatever else is thrown is a fault.
import { copyFileSync, rmSync } from 'node:fs';
import { UserError } from '../../../src/errors.ts';
import { usualUi } from '../../../src/chart/ui.ts';
import type { ChartColors } from '../../../src/chart/colors.ts';
import { nothingLearned } from '../../../src/chart/learned.ts';
import { studyCharts } from '../../../src/chart/studyCharts.ts';
import { trialDetails } from '../../../src/chart/trialDetails.ts';
import { columnsOf, rowsOf, shownRows } from '../../../src/chart/trialRows.ts';
import { learnedOf, renderReport } from '../../../src/report/html.ts';
import { tensorboardFiles } from '../../../src/report/tensorboard.ts';
import { trialsAsCsv, trialsAsJson, trialsAsMarkdown } from '../../../src/report/trialsText.ts';
import { Journal } from '../../../src/storage/journal.ts';
import { ask } from '../../../src/study/ask.ts';
import { fitModel } from '../../../src/study/model.ts';
import type { Study } from '../../../src/study/study.ts';
import { statusAnswer } from '../../../src/tools/answers.ts';
import { discoverObjective, noObservations, observe, scoreOf } from '../../../src/trial/run/objective.ts';
import { messageEvents } from '../../../src/trial/run/trialEvents.ts';
import { createTrialSender } from '../../../src/trial/engine/trialMirror.ts';
import { closeSpool, followSpool } from '../../../src/trial/spool.ts';
import { skipKnown } from '../../../src/trial/run/adoption.ts';

/** The readers that come to an end in a moment, and those that a few files out of many are enough for. */
export type Depth = 'usual' | 'deep';

const black = '#000';
const colors: ChartColors = {
  ...{ text: black, muted: black, grid: black, background: black, trial: black, best: black },
  ...{ baseline: black, model: black, failed: black, selected: black },
};
const ui = { ...usualUi, colors, font: 'sans-serif' };

/** What became of the file: 'read', or the code of the UserError. */
export async function readJournal(file: string, depth: Depth): Promise<string> {
  let study: Study;
  try {
    study = (await Journal.open(file, { readonly: true })).study;
  } catch (error) {
    if (error instanceof UserError) return error.code;
    throw error;
  }
  for (const format of [trialsAsCsv, trialsAsJson, trialsAsMarkdown]) format(study);
  statusAnswer(study, false);
  const columns = columnsOf(study);
  shownRows(
    columns,
    rowsOf(study, columns, { sort: { column: 'value', isDescending: true }, filter: 'x', only: null }),
  );
  for (const trial of study.trials) trialDetails(study, trial);
  for (const chart of studyCharts(study, nothingLearned, ui)) {
    chart.heightPx();
    chart.draw();
  }
  structuredClone(createTrialSender()(study.trials, { withOpenReports: true }));
  if (depth === 'deep') await readDeeply(study, file);
  return 'read';
}

async function readDeeply(study: Study, file: string): Promise<void> {
  tensorboardFiles(study);
  renderReport(study, learnedOf(study));
  if (study.space !== null) {
    fitModel(study, study.space);
    ask(study, study.space, { nTrialsPlanned: 20 });
  }
  const copy = `${file}.copy`;
  copyFileSync(file, copy);
  try {
    const journal = await Journal.open(copy);
    await journal.append([{ kind: 'factNoted', trial: null, name: 'fuzz', fact: true }]);
    const again = await Journal.open(copy, { readonly: true });
    if (again.studies.length > 0 && again.study.name !== '' && again.study.facts['fuzz'] !== true)
      throw new Error('An append to the journal was not read again.');
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  } finally {
    rmSync(copy, { force: true });
  }
}

export async function readSpool(file: string): Promise<string> {
  let observations = noObservations;
  const objective = { direction: 'minimize', metric: 'loss' } as const;
  const unknown = skipKnown({ trials: [] }, 0);
  const spool = followSpool(file, (message) => {
    observations = observe(observations, message);
    JSON.stringify(unknown(messageEvents(message, 0, objective)));
  });
  const end = await closeSpool(spool);
  discoverObjective(observations);
  scoreOf(objective, observations, 'last');
  scoreOf(objective, observations, 'best');
  return end === null ? 'read' : end.kind;
}
