// What a language-model tool does in the editor, and the text that it answers.
import * as vscode from 'vscode';
import { fileNotFound, nothingToApply } from '../errors.ts';
import { realFile } from '../program/location.ts';
import { isFinished } from '../study/study.ts';
import { sliceAnswer, spaceAnswer, statusAnswer } from '../tools/answers.ts';
import type { ToolInput } from '../tools/toolInput.ts';
import type { ToolName } from '../tools/toolSpecs.ts';
import { noStudy, outsideWorkspace, parameterGone } from './failures.ts';
import type { FileStudy } from './fileStudy.ts';
import type { Insights } from './insights/insights.ts';
import { hoverColors } from './language/hoverColors.ts';
import type { Lazy } from './lazy.ts';
import { planFor } from './planning.ts';
import type { Studies } from './studies.ts';
import { assertTrusted, isInWorkspace } from './trust.ts';
import type { Tuning } from './tuning.ts';
import type { WriteBack } from './writeBack.ts';

export type ToolContext = {
  readonly memory: vscode.Memento;
  readonly studies: Studies;
  readonly insights: Insights;
  readonly tuning: Lazy<Tuning>;
  readonly writeBack: Lazy<WriteBack>;
};

/** Throws a UserError for what the model, or the user, can mend. */
export async function runTool(name: ToolName, input: ToolInput, context: ToolContext): Promise<string> {
  const { file } = input;
  const isNamedWithin = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file)) !== undefined;
  if (isNamedWithin && realFile(file) === null) throw fileNotFound(file);
  if (!isInWorkspace(file)) throw outsideWorkspace(file);
  if (name === 'tunelens_space') {
    const plan = await planFor(file, context.memory);
    return plan === null ? 'The user has not said which program trains this model.' : spaceAnswer(plan);
  }
  const study = context.studies.follow(file);
  if (study === null) throw noStudy(file);
  await study.refresh();
  switch (name) {
    case 'tunelens_status':
      return statusAnswer(study.study, study.run.kind !== 'idle' || study.isRunElsewhere);
    case 'tunelens_slice':
      return await sliceText(study, input.parameter ?? '', context.insights);
    case 'tunelens_start':
      assertTrusted();
      // Not awaited: the run goes on long after this answer, and tells its own end.
      void vscode.commands.executeCommand('tunelens.start', vscode.Uri.file(file), { trials: input.trials });
      return 'The run begins. Read tunelens_status for how it goes on.';
    case 'tunelens_stop':
      assertTrusted();
      await (await context.tuning()).stop(study);
      return statusAnswer(study.study, false);
    case 'tunelens_apply':
      return await applyText(study, input.trial, await context.writeBack());
  }
}

const noSize = { widthPx: 10, heightPx: 10 };

async function sliceText(study: FileStudy, parameter: string, insights: Insights): Promise<string> {
  if (study.study === null) throw noStudy(study.file);
  const colors = hoverColors(vscode.ColorThemeKind.Dark);
  const slice = await insights.sliceOf(study, { parameter, colors, size: noSize });
  if (slice === null) throw parameterGone(parameter, study.file);
  return sliceAnswer(study.study, parameter, slice.points);
}

async function applyText(study: FileStudy, number: number | null, writeBack: WriteBack): Promise<string> {
  const trial = number === null ? study.best : study.study?.trials[number];
  if (trial === null || trial === undefined || !isFinished(trial)) throw nothingToApply();
  await writeBack.apply(study.file, trial.params);
  return `The values of trial ${trial.number} were shown to the user, who decides about them.`;
}
