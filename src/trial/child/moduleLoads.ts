// Runs in the child: sees each CommonJS file as it is evaluated, those that an ES module imports too.
import Module from 'node:module';

/** Calls `around` in the place of each first load of a file from now on; it must call `load` once and return what that returns. */
export function aroundModuleLoads(around: (file: string, load: () => unknown) => unknown): void {
  const internals: unknown = Module;
  if (!hasLoad(internals)) throw new Error('TuneLens: this Node has no Module.prototype.load.');
  const { prototype } = internals;
  const load = prototype.load;
  prototype.load = function (file, ...rest) {
    return around(file, () => load.call(this, file, ...rest));
  };
}

type Load = (this: unknown, file: string, ...rest: unknown[]) => unknown;

function hasLoad(raw: unknown): raw is { readonly prototype: { load: Load } } {
  if (typeof raw !== 'function') return false;
  const prototype: unknown = raw.prototype;
  return typeof prototype === 'object' && prototype !== null && 'load' in prototype;
}
