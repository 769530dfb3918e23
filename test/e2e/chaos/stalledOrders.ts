// What a writer of the chaos of stalls is told, and the study that all of them write.
export type WriterOrders = {
  readonly name: string;
  readonly file: string;
  readonly ledger: string;
  readonly nTrials: number;
  readonly seed: number;
  readonly staleMs: number;
  /** How likely one system call is held up. */
  readonly stallShare: number;
  /** How likely a line is torn before a trial. */
  readonly tornShare: number;
  /** Another machine's name. */
  readonly host: string;
};

export const chaosDescription = {
  created: { kind: 'studyCreated', study: 'chaos', direction: 'minimize' },
  described: {
    kind: 'studyDescribed',
    space: {
      parameters: [
        { name: 'x', domain: { kind: 'float', low: 0, high: 1, scale: 'linear', step: null }, conditions: [] },
      ],
    },
    objective: { direction: 'minimize', metric: 'loss' },
    seed: 1,
    atMs: 1,
  },
} as const;
