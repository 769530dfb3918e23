// The limit of a trial's JavaScript heap. Tensors lie outside of it.

/** Node's options with a limit in MiB, which wins over one among `nodeArgs`; as they are where it is null. */
export function withHeapLimit(nodeArgs: readonly string[], limitMib: number | null): readonly string[] {
  return limitMib === null ? nodeArgs : [...nodeArgs, `--max-old-space-size=${limitMib}`];
}
