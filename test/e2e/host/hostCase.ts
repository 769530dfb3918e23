/** A test that runs inside the extension host, with the real API. */
export type HostCase = { readonly name: string; readonly body: () => Promise<void> };
