// The messages between the host and the results page (sidebar view and panel alike), and their two parsers.
// Events travel as journal lines: the page decodes and folds them with the host's own code, so there is no view model to keep in step.

/** What is going on with the study that is shown. */
export type RunState = {
  readonly kind: 'idle' | 'preparing' | 'running' | 'stopping';
  /** Trials that this run was asked for, and how many of them have ended; 0 when idle. */
  readonly nTrialsPlanned: number;
  readonly nTrialsEnded: number;
  /** Estimated milliseconds until the run is done; null while unknown. */
  readonly remainingMs: number | null;
};

export type ToWebview =
  /** Show this study from its beginning (also the answer to `ready`); `study` is null when there is nothing to show yet. */
  | {
      readonly kind: 'open';
      readonly study: { readonly name: string; readonly lines: readonly string[] } | null;
      readonly run: RunState;
    }
  /** More journal lines of the study that is open. */
  | { readonly kind: 'append'; readonly lines: readonly string[]; readonly run: RunState }
  /** Only the state of the run has changed. */
  | { readonly kind: 'run'; readonly run: RunState };

export type WebviewAction = 'start' | 'stop' | 'applyTrial' | 'openPanel' | 'openFile';

export type FromWebview =
  /** The page listens now; the host sends nothing before. */
  | { readonly kind: 'ready' }
  /** `trial` is a trial number for `applyTrial`, else null. */
  | { readonly kind: 'act'; readonly action: WebviewAction; readonly trial: number | null };
