// The sidebar's studies: every journal of the workspace with its trials, each with its state, value, duration and the reason of a failure.
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import type { Obstacle } from '../../study/obstacle.ts';
import { bestTrial, type Study, type Trial } from '../../study/study.ts';
import { formatNumber } from '../../study/words.ts';
import type { Studies } from '../studies.ts';
import { throttled, treeEveryMs } from '../throttled.ts';
import { sourceOf, type StudyLibrary } from '../studyLibrary.ts';
import { metricOf, readonlyWords, stateWords, trialCount } from '../words.ts';
import { arranged, everything, type TrialOrder } from './trialOrder.ts';
import { idOf, type StudyRow } from './studyRow.ts';
import { trialItem } from './trialItem.ts';

export const studyViewId = 'tunelens.studies';

export type StudyTree = {
  readonly order: TrialOrder;
  arrange(order: Partial<TrialOrder>): void;
  /** Selects the row of a trial, where the tree is on screen; tells nobody. */
  select(journalFile: string, trial: number): Promise<void>;
  dispose(): void;
};

/** `onSelect` hears of the row that the user has selected. */
export function registerStudyTree(
  library: StudyLibrary,
  studies: Studies,
  onSelect: (row: StudyRow) => void,
): StudyTree {
  const changed = new vscode.EventEmitter<StudyRow | undefined>();
  const provider = new Provider(library, studies, changed.event);
  const view = vscode.window.createTreeView(studyViewId, { treeDataProvider: provider, showCollapseAll: true });
  const update = throttled(() => {
    changed.fire(undefined);
    view.message = messageOf(provider.order);
    view.badge = badgeOf(studies);
  }, treeEveryMs);
  let selectedHere = '';
  const subscriptions = vscode.Disposable.from(
    changed,
    view,
    update,
    view.onDidChangeSelection(({ selection: [row] }) => {
      const isOurs = row !== undefined && idOf(row) === selectedHere;
      selectedHere = '';
      if (row !== undefined && !isOurs) onSelect(row);
    }),
    library.onChange(update.run),
    studies.onChange(update.run),
  );
  return {
    get order() {
      return provider.order;
    },
    select: async (journalFile, trial) => {
      const row = { ...rowOf(journalFile), trial };
      const isThere = view.selection.some((one) => idOf(one) === idOf(row));
      if (!view.visible || isThere) return;
      selectedHere = idOf(row);
      // The filter may have left it out.
      await Promise.resolve(view.reveal(row, { select: true, focus: false })).catch(() => (selectedHere = ''));
    },
    arrange: (order) => {
      provider.order = { ...provider.order, ...order };
      update.run();
    },
    dispose: () => {
      subscriptions.dispose();
    },
  };
}

class Provider implements vscode.TreeDataProvider<StudyRow> {
  order: TrialOrder = { by: 'number', states: everything };
  readonly onDidChangeTreeData: vscode.Event<StudyRow | undefined>;
  private readonly library: StudyLibrary;
  private readonly studies: Studies;

  constructor(library: StudyLibrary, studies: Studies, onDidChangeTreeData: vscode.Event<StudyRow | undefined>) {
    this.library = library;
    this.studies = studies;
    this.onDidChangeTreeData = onDidChangeTreeData;
  }

  async getChildren(row?: StudyRow): Promise<StudyRow[]> {
    if (row === undefined) return (await this.library.files()).map((file) => rowOf(file));
    if (row.trial !== null) return [];
    const study = await this.library.read(row.journalFile);
    return study === null ? [] : arranged(study, this.order).map(({ number }) => ({ ...row, trial: number }));
  }

  getParent(row: StudyRow): StudyRow | undefined {
    return row.trial === null ? undefined : { ...row, trial: null };
  }

  async getTreeItem(row: StudyRow): Promise<vscode.TreeItem> {
    if (row.trial !== null) {
      // Its parent's children were just read.
      const known = this.library.known(row.journalFile);
      const trial = known?.trials[row.trial];
      return known === null || trial === undefined
        ? new vscode.TreeItem(String(row.trial))
        : trialItem(row, known, trial);
    }
    const study = await this.library.read(row.journalFile);
    const running = this.studies.running.find(({ journalFile }) => journalFile === row.journalFile);
    return studyItem(row, study, {
      isRunning: running !== undefined,
      obstacle: this.library.obstacle(row.journalFile),
    });
  }
}

function rowOf(journalFile: string): StudyRow {
  const file = sourceOf(journalFile);
  return { journalFile, uri: file === null ? null : vscode.Uri.file(file), trial: null };
}

function studyItem(
  row: StudyRow,
  study: Study | null,
  { isRunning, obstacle }: { readonly isRunning: boolean; readonly obstacle: Obstacle | null },
): vscode.TreeItem {
  const item = new vscode.TreeItem(basename(row.journalFile, '.log'), vscode.TreeItemCollapsibleState.Collapsed);
  item.id = idOf(row);
  const icon = study === null ? 'warning' : obstacle === null ? 'beaker' : 'lock';
  item.iconPath = new vscode.ThemeIcon(isRunning ? 'sync~spin' : icon);
  item.contextValue = `study${isRunning ? '.running' : ''}${row.uri === null ? '' : '.file'}`;
  item.description = study === null ? l10n.t('cannot be read; see the log') : summaryOf(study);
  const why = obstacle === null ? [] : [readonlyWords(obstacle)];
  item.accessibilityInformation = { label: [basename(row.journalFile, '.log'), item.description, ...why].join(', ') };
  item.tooltip = [row.journalFile, dirname(dirname(row.journalFile)), ...why].join('\n');
  return item;
}

function summaryOf(study: Study): string {
  const best = bestTrial(study);
  const count = trialCount(study.trials.length);
  return best === null ? count : `${count} · ${metricOf(study)} ${formatNumber(best.value)}`;
}

/** What the filter leaves out of sight; empty without a filter. */
function messageOf({ states }: TrialOrder): string {
  return states.length === everything.length
    ? ''
    : l10n.t('Only trials that are: {0}', states.map(stateWords).join(', '));
}

function badgeOf(studies: Studies): vscode.ViewBadge | undefined {
  const trials = studies.running.flatMap(({ study }): readonly Trial[] => study?.trials ?? []);
  const value = trials.filter(({ state }) => state === 'running').length;
  return value === 0 ? undefined : { value, tooltip: l10n.t('{0} running', trialCount(value)) };
}
