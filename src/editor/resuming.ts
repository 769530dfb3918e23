// Goes on with runs that were under way when an editor was closed, or fell.
import type * as vscode from 'vscode';
import { interruptedRun } from '../trial/run/runRecord.ts';
import { announce, guarded } from './commands.ts';
import type { FileStudy } from './fileStudy.ts';
import type { Lazy } from './lazy.ts';
import type { Studies } from './studies.ts';
import type { Tuning } from './tuning.ts';

/** A study that was under way when the editor was closed goes on as soon as it is met. */
export function resumeRuns(studies: Studies, tuning: Lazy<Tuning>, log: vscode.LogOutputChannel): vscode.Disposable {
  const resume = async (study: FileStudy): Promise<void> => {
    if (study.study === null || interruptedRun(study.study) === null) return;
    announce(await (await tuning()).goOn(study), study.file);
  };
  return studies.onChange(({ study, change }) => {
    if (change === 'study') void guarded(() => resume(study), log);
  });
}
