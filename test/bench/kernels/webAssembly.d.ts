// The part of WebAssembly that the bench uses: the tests' types know no DOM, where TypeScript has it.
declare namespace WebAssembly {
  class Memory {
    readonly buffer: ArrayBuffer;
    /** By pages of 64 KiB; what was read of `buffer` before is void. */
    grow(nPages: number): number;
  }
  type Instance = { readonly exports: Readonly<Record<string, unknown>> };
  function instantiate(binary: Uint8Array): Promise<{ readonly instance: Instance }>;
}
