// What commands work with, and what one is.
import type * as vscode from 'vscode';
import type { Doctor } from './doctor.ts';
import type { Lazy } from './lazy.ts';
import type { Replaying } from './replaying.ts';
import type { Results } from './results.ts';
import type { ShownStudy } from './shownStudy.ts';
import type { ParameterTree } from './sidebar/parameterTree.ts';
import type { StudyTree } from './sidebar/studyTree.ts';
import type { Studies } from './studies.ts';
import type { StudyLibrary } from './studyLibrary.ts';
import type { Tuning } from './tuning.ts';
import type { WriteBack } from './writeBack.ts';

export type CommandContext = {
  readonly extensionUri: vscode.Uri;
  readonly memory: vscode.Memento;
  readonly studies: Studies;
  readonly shown: ShownStudy;
  readonly library: StudyLibrary;
  readonly tree: () => StudyTree;
  readonly parameterTree: () => ParameterTree;
  readonly tuning: Lazy<Tuning>;
  readonly replaying: Lazy<Replaying>;
  readonly results: () => Results;
  readonly writeBack: Lazy<WriteBack>;
  readonly doctor: Lazy<Doctor>;
  readonly log: vscode.LogOutputChannel;
};

/** Arguments come from anywhere: target.ts reads them. */
export type Run = (...args: readonly unknown[]) => Promise<void> | void;
