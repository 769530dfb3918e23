// What a kernel is asked about: points of the encoded space, and hyper-parameters.

/** `n` points of `d` coordinates, row-major. A category's coordinate is its index. */
export type Inputs = {
  readonly n: number;
  readonly d: number;
  readonly x: Float64Array;
  /** 1 where the coordinate is a category. */
  readonly isCategory: Uint8Array;
};

/** Lengthscales per coordinate, signal variance s2 and noise variance sn2, for outputs of mean 0 and sd 1. */
export type Hyper = {
  readonly lengthscales: Float64Array;
  readonly outputscale: number;
  readonly noise: number;
};

/** What the slope of a sum of covariances is made of; see addCovarianceSlope. */
export type SlopeAt = {
  readonly point: Float64Array;
  readonly coefficients: Float64Array;
  readonly slopes: Float64Array;
};

/** Which coordinates are numbers, and which categories. */
export type Layout = { readonly numbers: Int32Array; readonly categories: Int32Array };

const layouts = new WeakMap<Inputs, Layout>();

export function layoutOf(inputs: Inputs): Layout {
  const known = layouts.get(inputs);
  if (known !== undefined) return known;
  const indices = Int32Array.from(inputs.isCategory, (_, k) => k);
  const made = {
    numbers: indices.filter((k) => inputs.isCategory[k] === 0),
    categories: indices.filter((k) => inputs.isCategory[k] === 1),
  };
  layouts.set(inputs, made);
  return made;
}
