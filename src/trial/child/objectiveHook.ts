// Runs in the child: the function around the annotated expression. It gives its value back unchanged, and reports it.
import { objectiveFunction } from '../../program/reporting.ts';
import type { Spool } from '../spool.ts';
import { createThrottle } from './throttle.ts';
import { numberOf } from './tfjsValues.ts';

/** Puts the function where the wrapped sources find it: numbers count, scalars of tfjs, and promises of either. */
export function installObjective(spool: Spool): void {
  const throttled = createThrottle(spool);
  let nPasses = 0;
  const report = (value: unknown): void => {
    const step = nPasses++;
    const number = numberOf(value);
    if (number === null) spool.send({ kind: 'objectiveMissed', found: kindOf(value) });
    else throttled.send({ kind: 'objectiveValue', step, value: number });
  };
  const objective = (value: unknown): unknown => {
    try {
      if (value instanceof Promise) value.then(report, () => undefined);
      else report(value);
    } catch {
      // The program comes first; the host sees that no value came.
    }
    return value;
  };
  Object.defineProperty(globalThis, objectiveFunction, { value: objective });
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
}
