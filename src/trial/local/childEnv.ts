// The environment that a Node of the user's starts with: the host's, without what steers the host itself.

/** `base` without the editor's and Electron's own variables and without NODE_OPTIONS, which may carry a debugger; then `added`. */
export function childEnv(
  base: Readonly<Record<string, string | undefined>>,
  added: Readonly<Record<string, string>>,
): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(base)) {
    if (value !== undefined && !/^(?:VSCODE_|ELECTRON_|NODE_OPTIONS$)/i.test(name)) env[name] = value;
  }
  return { ...env, ...added };
}

/** What `node` needs in its environment to be a plain Node: the editor's own executable is one only when told so. */
export function nodeEnv(node: string): Record<string, string> {
  return process.versions['electron'] !== undefined && node === process.execPath ? { ELECTRON_RUN_AS_NODE: '1' } : {};
}
