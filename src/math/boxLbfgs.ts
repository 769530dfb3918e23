// Minimises a smooth function over a box: projected L-BFGS with Armijo backtracking along the projected path. A coordinate at a
// bound whose gradient pushes outwards is held there for the step (the active set). Costs are counted in evaluations, never in time.

/** The function at `x`; writes its gradient. May return +Infinity (never NaN) where it is not defined: the step is shortened. */
export type Differentiable = (x: Float64Array, gradient: Float64Array) => number;

export type BoxLbfgsOptions = {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly maxIterations: number;
  /** Stop when no component of the projected gradient is larger. */
  readonly gradientTolerance: number;
  /** Stop when a step gains less than this part of the value's size. Default 1e-10. */
  readonly relativeTolerance?: number;
};

export type BoxMinimum = {
  readonly x: Float64Array;
  readonly value: number;
  readonly nEvaluations: number;
};

const memory = 8;

/** A local minimum near `start` (projected into the box first). Bounds may be equal: such a coordinate stays. */
export function minimiseInBox(f: Differentiable, start: Float64Array, options: BoxLbfgsOptions): BoxMinimum {
  const n = start.length;
  const box = options;
  let x = project(start, box);
  let gradient = new Float64Array(n);
  let value = f(x, gradient);
  let nEvaluations = 1;
  const history: Pair[] = [];
  for (let iteration = 0; iteration < options.maxIterations; iteration++) {
    const isFree = freeCoordinates(x, gradient, box);
    if (largest(gradient, isFree) <= options.gradientTolerance || !Number.isFinite(value)) break;
    const direction = descentDirection(gradient, isFree, history);
    const step = search(f, { x, value, gradient, direction }, box);
    nEvaluations += step.nEvaluations;
    if (step.taken === null) {
      if (history.length === 0) break;
      // The curvature model misled us: once more along the plain gradient.
      history.length = 0;
      continue;
    }
    remember(history, x, gradient, step.taken);
    const gain = value - step.taken.value;
    ({ x, gradient, value } = step.taken);
    if (gain <= (options.relativeTolerance ?? 1e-10) * Math.max(1, Math.abs(value))) break;
  }
  return { x, value, nEvaluations };
}

type Box = { readonly lower: Float64Array; readonly upper: Float64Array };
type Point = { readonly x: Float64Array; readonly value: number; readonly gradient: Float64Array<ArrayBuffer> };
type Pair = { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number };

function project(x: Float64Array, { lower, upper }: Box): Float64Array {
  const inside = new Float64Array(x.length);
  for (let k = 0; k < x.length; k++) inside[k] = Math.min(upper[k]!, Math.max(lower[k]!, x[k]!));
  return inside;
}

function freeCoordinates(x: Float64Array, gradient: Float64Array, { lower, upper }: Box): Uint8Array {
  const isFree = new Uint8Array(x.length);
  for (let k = 0; k < x.length; k++) {
    const isHeld = (x[k]! <= lower[k]! && gradient[k]! >= 0) || (x[k]! >= upper[k]! && gradient[k]! <= 0);
    isFree[k] = isHeld ? 0 : 1;
  }
  return isFree;
}

function largest(gradient: Float64Array, isFree: Uint8Array): number {
  let most = 0;
  for (let k = 0; k < gradient.length; k++) if (isFree[k] === 1) most = Math.max(most, Math.abs(gradient[k]!));
  return most;
}

/** The two-loop recursion on the free coordinates; the steepest descent, at unit length, where the model is empty or points uphill. */
function descentDirection(gradient: Float64Array, isFree: Uint8Array, history: readonly Pair[]): Float64Array {
  const d = downhill(gradient, isFree, 1);
  const slope0 = dot(gradient, d);
  const scales: number[] = [];
  for (let i = history.length - 1; i >= 0; i--) {
    const { s, y, rho } = history[i]!;
    const scale = rho * dot(s, d);
    scales[i] = scale;
    addScaled(d, y, -scale);
  }
  const last = history.at(-1);
  const size = last === undefined ? Math.min(1, 1 / Math.sqrt(-slope0)) : 1 / (last.rho * dot(last.y, last.y));
  for (let k = 0; k < d.length; k++) d[k] = d[k]! * size;
  for (let i = 0; i < history.length; i++) {
    const { s, y, rho } = history[i]!;
    addScaled(d, s, scales[i]! - rho * dot(y, d));
  }
  for (let k = 0; k < d.length; k++) if (isFree[k] !== 1) d[k] = 0;
  if (dot(gradient, d) < 0) return d;
  return downhill(gradient, isFree, Math.sqrt(-slope0));
}

/** Minus the gradient by `size`, on the free coordinates. */
function downhill(gradient: Float64Array, isFree: Uint8Array, size: number): Float64Array {
  const d = new Float64Array(gradient.length);
  for (let k = 0; k < d.length; k++) d[k] = isFree[k] === 1 ? -gradient[k]! / size : 0;
  return d;
}

function search(
  f: Differentiable,
  from: Point & { readonly direction: Float64Array },
  box: Box,
): { taken: Point | null; nEvaluations: number } {
  const gradient = new Float64Array(from.x.length);
  let length = 1;
  for (let nEvaluations = 1; nEvaluations <= 20; nEvaluations++) {
    const x = project(sum(from.x, from.direction, length), box);
    const value = f(x, gradient);
    const predicted = moved(from.gradient, x, from.x);
    if (value <= from.value + 1e-4 * predicted && predicted < 0) return { taken: { x, value, gradient }, nEvaluations };
    length = shorter(length, value - from.value, predicted);
  }
  return { taken: null, nEvaluations: 20 };
}

/** The minimum of the parabola through both ends, kept within a tenth and a half of the step. */
function shorter(length: number, rise: number, predicted: number): number {
  const best = Number.isFinite(rise) && rise > predicted ? (-0.5 * predicted) / (rise - predicted) : 0.1;
  return length * Math.min(0.5, Math.max(0.1, best));
}

function remember(history: Pair[], x: Float64Array, gradient: Float64Array, next: Point): void {
  const s = sum(next.x, x, -1);
  const y = sum(next.gradient, gradient, -1);
  const curvature = dot(s, y);
  if (curvature <= 1e-10 * dot(y, y)) return;
  history.push({ s, y, rho: 1 / curvature });
  if (history.length > memory) history.shift();
}

function moved(gradient: Float64Array, to: Float64Array, from: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < to.length; k++) sum += gradient[k]! * (to[k]! - from[k]!);
  return sum;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}

/** a + scale b */
function sum(a: Float64Array, b: Float64Array, scale: number): Float64Array {
  const c = new Float64Array(a.length);
  for (let k = 0; k < c.length; k++) c[k] = a[k]! + scale * b[k]!;
  return c;
}

function addScaled(a: Float64Array, b: Float64Array, scale: number): void {
  for (let k = 0; k < a.length; k++) a[k] = a[k]! + scale * b[k]!;
}
