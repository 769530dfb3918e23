// What was learned from the followed studies, for lenses, hovers and trees: asked of a worker thread that starts with the first question.
import * as vscode from 'vscode';
import { Worker } from 'node:worker_threads';
import type { ChartColors } from '../../chart/colors.ts';
import type { Log } from '../../log.ts';
import { isFinished, type Study } from '../../study/study.ts';
import type { FileStudy } from '../fileStudy.ts';
import type {
  InsightQuestion,
  InsightReply,
  InsightRequest,
  ParameterInsight,
  SliceInsight,
} from './insightProtocol.ts';

export type SliceRequest = {
  readonly parameter: string;
  readonly colors: ChartColors;
  readonly size: { readonly widthPx: number; readonly heightPx: number };
};

type Known = {
  key: string;
  importances: ReadonlyMap<string, ParameterInsight>;
  /** The state that the worker is busy with; null when it is not. */
  asked: string | null;
};

export class Insights implements vscode.Disposable {
  private readonly workerFile: string;
  private readonly log: Log;
  private readonly changed = new vscode.EventEmitter<FileStudy>();
  /** More is known of what matters in a study. */
  readonly onChange = this.changed.event;
  private readonly known = new WeakMap<FileStudy, Known>();
  private readonly waiting = new Map<number, (reply: InsightReply) => void>();
  private worker: Worker | null = null;
  private nextId = 0;

  /** `workerFile` is the built insightWorker.ts. */
  constructor(workerFile: string, log: Log) {
    this.workerFile = workerFile;
    this.log = log;
  }

  /** What is known now, by parameter; asks for more where trials have come since, and tells of the answer by `onChange`. */
  importancesOf(study: FileStudy): ReadonlyMap<string, ParameterInsight> {
    const known = this.known.get(study) ?? { key: '', importances: new Map(), asked: null };
    this.known.set(study, known);
    const key = stateOf(study);
    if (study.study !== null && key !== known.key && known.asked === null)
      void this.askImportances(study, study.study, known);
    return known.importances;
  }

  /** The slice of one parameter as the model sees it now; null where there is none. */
  async sliceOf(study: FileStudy, request: SliceRequest): Promise<SliceInsight | null> {
    if (study.study === null) return null;
    const reply = await this.ask({ kind: 'slice', key: stateOf(study), study: plain(study.study), ...request });
    return 'slice' in reply ? reply.slice : null;
  }

  dispose(): void {
    this.changed.dispose();
    this.waiting.clear();
    void this.worker?.terminate();
    this.worker = null;
  }

  private async askImportances(fileStudy: FileStudy, study: Study, known: Known): Promise<void> {
    const key = stateOf(fileStudy);
    known.asked = key;
    const reply = await this.ask({ kind: 'importances', key, study: plain(study) });
    known.asked = null;
    known.key = key;
    if ('importances' in reply) {
      known.importances = new Map((reply.importances ?? []).map((insight) => [insight.parameter, insight]));
      this.changed.fire(fileStudy);
    }
  }

  private async ask(question: InsightQuestion): Promise<InsightReply> {
    const id = this.nextId++;
    const worker = (this.worker ??= this.start());
    const reply = await new Promise<InsightReply>((resolve) => {
      this.waiting.set(id, resolve);
      const request: InsightRequest = { id, question };
      worker.postMessage(request);
    });
    if ('failure' in reply) this.log.error(reply.failure);
    return reply;
  }

  private start(): Worker {
    const worker = new Worker(this.workerFile);
    worker.unref();
    worker.on('message', (reply: InsightReply) => {
      this.waiting.get(reply.id)?.(reply);
      this.waiting.delete(reply.id);
    });
    const failAll = (failure: string): void => {
      if (this.worker === worker) this.worker = null;
      for (const [id, resolve] of this.waiting) resolve({ id, failure });
      this.waiting.clear();
    };
    worker.on('error', (error) => failAll(error.stack ?? error.message));
    worker.on('exit', (code) => failAll(`The worker thread for insights ended (${code}).`));
    return worker;
  }
}

/** Another text where the study has more results, or is another one. */
function stateOf({ journalFile, study }: FileStudy): string {
  const nFinished = study?.trials.filter(isFinished).length ?? 0;
  return `${journalFile ?? ''} ${nFinished}`;
}

/** What the worker reads of a study: reports and facts would be copied for nothing. */
function plain(study: Study): Study {
  const trials = study.trials.filter(isFinished).map((trial) => ({ ...trial, reports: [], facts: {} }));
  return { ...study, trials, facts: {} };
}
