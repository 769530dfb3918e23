// Test functions of the literature on plain vectors. Each has its least value, 0 unless it says otherwise, over all of R^d.

/** Dixon & Szegö 1978; least value 0.397887… at (π, 2.275) and two more. */
export function branin(x: number, y: number): number {
  const valley = y - (5.1 / (4 * Math.PI ** 2)) * x ** 2 + (5 / Math.PI) * x - 6;
  return valley ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
}

const hartmannA = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const hartmannP = [
  [1312, 1696, 5569, 124, 8283, 5886],
  [2329, 4135, 8307, 3736, 1004, 9991],
  [2348, 1451, 3522, 2883, 3047, 6650],
  [4047, 8828, 8732, 5743, 1091, 381],
];
const hartmannWeights = [1, 1.2, 3, 3.2];

/** Hartmann 1973 on the unit cube of six dimensions; least value -3.322368… */
export function hartmann6(x: readonly number[]): number {
  const exponents = hartmannA.map((row, i) =>
    row.reduce((sum, a, j) => sum + a * (x[j]! - hartmannP[i]![j]! * 1e-4) ** 2, 0),
  );
  return -exponents.reduce((sum, exponent, i) => sum + hartmannWeights[i]! * Math.exp(-exponent), 0);
}

/** Ackley 1987; least at 0. */
export function ackley(x: readonly number[]): number {
  const square = x.reduce((sum, t) => sum + t * t, 0) / x.length;
  const waves = x.reduce((sum, t) => sum + Math.cos(2 * Math.PI * t), 0) / x.length;
  return -20 * Math.exp(-0.2 * Math.sqrt(square)) - Math.exp(waves) + 20 + Math.E;
}

/** Levy & Montalvo 1985; least at (1, …, 1). */
export function levy(x: readonly number[]): number {
  const w = x.map((t) => 1 + (t - 1) / 4);
  const last = w.at(-1)!;
  const body = w.slice(0, -1).reduce((sum, t) => sum + (t - 1) ** 2 * (1 + 10 * Math.sin(Math.PI * t + 1) ** 2), 0);
  return Math.sin(Math.PI * w[0]!) ** 2 + body + (last - 1) ** 2 * (1 + Math.sin(2 * Math.PI * last) ** 2);
}

/** Rosenbrock 1960; least at (1, …, 1). */
export function rosenbrock(x: readonly number[]): number {
  return x.slice(1).reduce((sum, t, i) => sum + 100 * (t - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2, 0);
}

/** Where each coordinate of `styblinski` is best. */
export const styblinskiBest = -2.903534027771178;

/** Styblinski & Tang 1990, per coordinate and moved so that its least value is 0, at `styblinskiBest`. */
export function styblinski(x: readonly number[]): number {
  return x.reduce((sum, t) => sum + (t ** 4 - 16 * t ** 2 + 5 * t) / 2 + 39.16616570377142, 0) / x.length;
}

/** Rastrigin 1974 with waves of the given height (10 in the original); least at 0. */
export function rastrigin(x: readonly number[], height: number): number {
  return x.reduce((sum, t) => sum + t * t + height * (1 - Math.cos(2 * Math.PI * t)), 0);
}

/** The sharp ridge of BBOB (f13): steep towards the first axis, gentle along it; least at 0. */
export function ridge(x: readonly number[], steepness: number): number {
  return x[0]! ** 2 + steepness * Math.sqrt(x.slice(1).reduce((sum, t) => sum + t * t, 0));
}

/** Dixon & Price 1989, moved by its own optimum: least at 0. */
export function dixonPrice(x: readonly number[]): number {
  const moved = x.map((t, i) => t + 2 ** -((2 ** (i + 1) - 2) / 2 ** (i + 1)));
  return moved.slice(1).reduce((sum, t, i) => sum + (i + 2) * (2 * t * t - moved[i]!) ** 2, (moved[0]! - 1) ** 2);
}

/** Griewank 1981 with waves of the given width (1 in the original); least at 0. */
export function griewank(x: readonly number[], width: number): number {
  const bowl = x.reduce((sum, t) => sum + t * t, 0) / 4000;
  return 1 + bowl - x.reduce((product, t, i) => product * Math.cos(t / (width * Math.sqrt(i + 1))), 1);
}
