// What the exit codes of the command line mean; README.md has the same table.

export const exitCodes = {
  done: 0,
  /** Something that the user can mend; the message says what. */
  userError: 1,
  /** A bug of TuneLens (EX_SOFTWARE of sysexits.h). */
  bug: 70,
  /** Stopped by Ctrl-C or SIGTERM. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
