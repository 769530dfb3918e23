// The exponential function by elementary operations alone, so that it gives the same bits on every machine and version of Node
// (Math.exp may differ between them), and several times faster than that.

const log2e = 1.4426950408889634;
/** ln 2 in two parts: k times the first is exact for every k that occurs. */
const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;

const least = -745;
/** 2^-k for k from 0 to 1075. */
export const powersOfHalf = Float64Array.from({ length: 1076 }, (_, k) => 2 ** -k);

/** exp(-x) for x >= 0, to about 2e-16 relative; 0 beyond 745. NaN stays NaN. */
export function expNegative(x: number): number {
  if (!(-x > least)) return x > 0 ? 0 : NaN;
  const k = Math.floor(x * log2e + 0.5);
  // exp(-x) = 2^-k exp(r), |r| <= ln 2 / 2
  const r = k * ln2High - x + k * ln2Low;
  const r2 = r * r;
  const r4 = r2 * r2;
  // Taylor to r^13 (its rest is below 1e-17), in pairs (Estrin) so that the sums do not wait for each other.
  const low = 1 + r + r2 * (0.5 + r * 0.16666666666666666);
  const middle =
    0.041666666666666664 + r * 0.008333333333333333 + r2 * (0.001388888888888889 + r * 0.0001984126984126984);
  const high =
    0.0000248015873015873 +
    r * 0.0000027557319223985893 +
    r2 * (2.755731922398589e-7 + r * 2.505210838544172e-8) +
    r4 * (2.08767569878681e-9 + r * 1.6059043836821613e-10);
  return (low + r4 * (middle + r4 * high)) * powersOfHalf[k]!;
}
