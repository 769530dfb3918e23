// Runs in the child: which files load tfjs, so that the next child can load them before it is needed.
import { aroundModuleLoads } from './moduleLoads.ts';

/** Calls `onLoaded` with the file of each package of tfjs that somebody outside tfjs has loaded, in that order. */
export function watchTfjsFiles(onLoaded: (file: string) => void): void {
  let depth = 0;
  aroundModuleLoads((file, load) => {
    if (!isTfjs(file)) return load();
    depth += 1;
    try {
      const result = load();
      if (depth === 1) onLoaded(file);
      return result;
    } finally {
      depth -= 1;
    }
  });
}

function isTfjs(file: string): boolean {
  return /[\\/]node_modules[\\/]@tensorflow[\\/]tfjs/.test(file);
}
