// The log as the engine sees it: the editor passes VS Code's own channel, the command line passes stderr.

export type Log = {
  trace(message: string): void;
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
};
