// The part of WebAssembly that is used: TypeScript has it with the DOM only, and Node's types do not.
declare namespace WebAssembly {
  type Module = object;
  const Module: new (binary: Uint8Array) => Module;
  class Memory {
    readonly buffer: ArrayBuffer;
    /** By pages of 64 KiB; what was read of `buffer` before is void. */
    grow(nPages: number): number;
  }
  class Instance {
    constructor(module: Module);
    readonly exports: Readonly<Record<string, unknown>>;
  }
}
