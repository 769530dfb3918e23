// The exit codes of the command line: the one table, which `tunelens --help` prints and README.md repeats.
// Streams: a reader of standard output that goes away (`| head`) changes no exit code. Where results cannot be written for another reason (a full disk), the
// code is 1, but that of a run (tune, confirm) still tells how the run has ended: its results are in the study.

export const exitCodes = {
  done: 0,
  userError: 1,
  paused: 2,
  bug: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What each means, in a few words. */
export const exitMeanings: Readonly<Record<ExitCode, string>> = {
  0: 'done',
  1: 'something to mend (it says what); of a run: no trial has a value; of check: the literals are worse; of replay: another value came out',
  2: 'the study is paused, since trials kept failing for one reason; started again, it goes on',
  70: 'a bug of TuneLens',
  130: 'stopped by Ctrl-C, SIGTERM or "tunelens stop"',
};
