// What is loaded when it is first needed, so that opening a file costs little.

export type Lazy<T> = {
  /** Loads it at the first call; the same one ever after. A failed load is tried again. */
  (): Promise<T>;
  /** What was loaded, or is being loaded; null before the first call. */
  readonly loaded: () => Promise<T> | null;
};

export function lazy<T>(load: () => Promise<T>): Lazy<T> {
  let loading: Promise<T> | null = null;
  const get = (): Promise<T> => {
    loading ??= load().catch((error: unknown) => {
      loading = null;
      throw error;
    });
    return loading;
  };
  return Object.assign(get, { loaded: () => loading });
}
