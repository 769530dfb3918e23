// WebAssembly modules of ours: kernels on the doubles of their memory.

/** Null where WebAssembly is missing, or lacks what the module needs. `binary` is base64. */
export function compiled(binary: string): WebAssembly.Module | null {
  try {
    return new WebAssembly.Module(Uint8Array.from(atob(binary), (letter) => letter.charCodeAt(0)));
  } catch {
    return null;
  }
}

/** Its arguments are counts, factors, and places in bytes. */
export type Kernel = (...args: readonly number[]) => number;

export type Instance<Name extends string> = {
  readonly kernels: Readonly<Record<Name, Kernel>>;
  /** The instance's memory, of so many doubles at least; valid until the next call. */
  readonly doubles: (count: number) => Float64Array;
};

/**
 * Of `holders`, which each keep one thing in their memory, the one for which `isHolding` is true, or else the one that was used longest ago, whose thing is
 * given up. At least one; the order is changed, the latest in front.
 */
export function latestHolder<Holder>(holders: Holder[], isHolding: (holder: Holder) => boolean): Holder {
  const known = holders.findIndex(isHolding);
  const holder = holders.at(known);
  if (holder === undefined) throw new Error('There is no holder.');
  if (known !== 0) {
    holders.splice(known, 1);
    holders.unshift(holder);
  }
  return holder;
}

const pageBytes = 65_536;

/** Throws an Error if the module is not ours. */
export function createInstance<Name extends string>(
  module: WebAssembly.Module,
  names: readonly Name[],
): Instance<Name> {
  const { exports } = new WebAssembly.Instance(module);
  const { memory } = exports;
  const isNamed = (kernels: Readonly<Record<string, unknown>>): kernels is Readonly<Record<Name, Kernel>> =>
    names.every((name) => typeof kernels[name] === 'function');
  if (!(memory instanceof WebAssembly.Memory) || !isNamed(exports))
    throw new Error(`There are no kernels ${names.join(', ')}.`);
  let view = new Float64Array(memory.buffer);
  return {
    kernels: exports,
    doubles: (count) => {
      if (view.length < count) {
        memory.grow(Math.ceil(((count - view.length) * 8) / pageBytes));
        view = new Float64Array(memory.buffer);
      }
      return view;
    },
  };
}
