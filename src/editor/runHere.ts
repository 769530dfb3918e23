// "Run a trial here": values by hand. They are asked for (or given), checked against the space, and queued in the study's journal, where the
// next trial takes them.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { noStudy, studyReadonly } from './failures.ts';
import { labelText } from '../markup.ts';
import type { StudyPlan } from '../program/plan.ts';
import { isInDomain } from '../space/domain.ts';
import type { Params, ParamValue, Parameter, Space } from '../space/space.ts';
import { Journal } from '../storage/journal.ts';
import { bestTrial } from '../study/study.ts';
import { formatDomain, formatValue } from '../study/words.ts';
import type { FileStudy } from './fileStudy.ts';
import { planFor } from './planning.ts';
import { checkedParams, valueOf } from './givenValues.ts';

/** Queues one trial of `study`; `given` are values by name, the others stand at the best trial's or the file's. Null when the user takes it back; else its number. */
export async function runHere(study: FileStudy, given: Params | null, memory: vscode.Memento): Promise<number | null> {
  if (study.journalFile === null) throw noStudy(study.file);
  if (study.obstacle !== null) throw studyReadonly(study.name, study.obstacle);
  const plan = await planFor(study.file, memory);
  if (plan === null) return null;
  const start = { ...literalsOf(plan), ...bestParams(study), ...given };
  const values = given === null ? await askValues(plan.space, start) : start;
  if (values === null) return null;
  const params = checkedParams(plan.space, values);
  return queueTrial(study.journalFile, params);
}

function literalsOf({ space }: StudyPlan): Params {
  return Object.fromEntries(
    space.parameters.flatMap(({ name, initial }) => (initial === undefined ? [] : [[name, initial]])),
  );
}

function bestParams({ study }: FileStudy): Params {
  return study === null ? {} : (bestTrial(study)?.params ?? {});
}

async function queueTrial(journalFile: string, params: Params): Promise<number> {
  const journal = await Journal.open(journalFile);
  const trial = journal.study.trials.length;
  await journal.append([{ kind: 'trialQueued', trial, params }]);
  await journal.close();
  return trial;
}

/** One list of all parameters: choosing one changes it, the first entry runs. Null when the user takes it back. */
async function askValues(space: Space, start: Params): Promise<Params | null> {
  let values = start;
  for (;;) {
    const run = { label: l10n.t('$(play) Run with these values'), parameter: null };
    const items = space.parameters.map((parameter) => ({
      label: labelText(parameter.name),
      description: labelText(formatValue(values[parameter.name])),
      detail: labelText(formatDomain(parameter.domain)),
      parameter,
    }));
    const choice = await vscode.window.showQuickPick([run, ...items], {
      title: l10n.t('Run a trial here'),
      placeHolder: l10n.t('Choose a parameter to change its value'),
    });
    if (choice === undefined) return null;
    if (choice.parameter === null) return values;
    const value = await askValue(choice.parameter, values[choice.parameter.name]);
    if (value !== undefined) values = { ...values, [choice.parameter.name]: value };
  }
}

async function askValue(parameter: Parameter, current: ParamValue | undefined): Promise<ParamValue | undefined> {
  const { name, domain } = parameter;
  if (domain.kind === 'choice') {
    const items = domain.choices.map((choice) => ({ label: labelText(String(choice)), choice }));
    return (await vscode.window.showQuickPick(items, { title: name }))?.choice;
  }
  const text = await vscode.window.showInputBox({
    title: name,
    prompt: formatDomain(domain),
    value: current === undefined ? '' : String(current),
    validateInput: (typed) => {
      const value = valueOf(typed);
      const isAllowed = value === parameter.initial || isInDomain(domain, value);
      return isAllowed ? null : l10n.t('Give a value of {0}.', formatDomain(domain));
    },
  });
  return text === undefined ? undefined : valueOf(text);
}
