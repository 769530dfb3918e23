// The loops of kernel.ts in WebAssembly (covariance.wat, assembled as told there): the same bits in a fraction of the time, from the first call on.
import { powersOfHalf } from '../math/exp.ts';
import { compiled, createInstance, latestHolder, type Instance } from '../math/wasm.ts';
import { layoutOf, type Hyper, type Inputs, type Layout, type SlopeAt } from './inputs.ts';

export type CovarianceKernels = {
  /** The inputs with these hyper-parameters in WebAssembly's memory; valid until the next call. Neither may be changed. */
  readonly hold: (inputs: Inputs, hyper: Hyper) => HeldInputs;
};

/** As the functions of kernel.ts. */
export type HeldInputs = {
  readonly covariances: (point: Float64Array, column: Float64Array, slopes: Float64Array | undefined) => void;
  readonly covarianceBelow: (k: Float64Array, from: number, slopes: Float64Array | undefined) => void;
  readonly addSlope: (at: SlopeAt, gradient: Float64Array) => void;
  readonly addLengthscaleSlopes: (c: Float64Array, gradient: Float64Array) => void;
};

/** A function, so that a bundle that has no use for it does without. */
const binary = (): string =>
  [
    'AGFzbQEAAAABRAZgCX9/f39/f39/fwBgAXsBe2ALf39/f39/f398f38AYA1/f39/f39/f39/fH9/AGAIf39/f39/f38AYAZ/f39/f38AAwcG',
    'AAECAwQFBQMBAAEHPAYGbWVtb3J5AgAFc2NhbGUAAANyb3cAAgViZWxvdwADBXNsb3BlAAQRbGVuZ3Roc2NhbGVTbG9wZXMABQqQDAaaAQID',
    'fwJ8AkADQCAJIAZODQEgCSAFSARAIAggCUEDdGorAwAhDCACIAlBA3RqIQsFRAAAAAAAAPA/IQwgAiAHaiAJIAVrQQN0aiELCyAAIANqIQoC',
    'QANAIAAgCk8NASAAKwMAIAyiIQ0gASANOQMAIAsgDTkDACAAQQhqIQAgAUEIaiEBIAsgBGohCwwACwsgCUEBaiEJDAALCwuXBAEGeyAA/Qz+',
    'gitlRxX3P/6CK2VHFfc//fIB/QwAAAAAAADgPwAAAAAAAOA//fAB/XUhASAB/QwAAOD+Qi7mPwAA4P5CLuY//fIBIAD98QEgAf0Mdjx5Ne85',
    '6j12PHk17znqPf3yAf3wASECIAIgAv3yASEDIAMgA/3yASEEIAH9/AFBswj9Ef23AUED/asBIQUgBf0bAP1dAwAhBiAF/RsBIAb9VwMAASEG',
    '/QwAAAAAAADwPwAAAAAAAPA/IAL98AEgA/0MAAAAAAAA4D8AAAAAAADgPyAC/QxVVVVVVVXFP1VVVVVVVcU//fIB/fAB/fIB/fABIAT9DFVV',
    'VVVVVaU/VVVVVVVVpT8gAv0MERERERERgT8RERERERGBP/3yAf3wASAD/QwXbMEWbMFWPxdswRZswVY/IAL9DBqgARqgASo/GqABGqABKj/9',
    '8gH98AH98gH98AEgBP0MGqABGqAB+j4aoAEaoAH6PiAC/Qw0x1al4x3HPjTHVqXjHcc+/fIB/fABIAP9DFyfeLdPfpI+XJ94t09+kj4gAv0M',
    '5ET1Z0XmWj7kRPVnReZaPv3yAf3wAf3yAf3wASAE/QyY2Pjv2O4hPpjY+O/Y7iE+IAL9DAltqBNGEuY9CW2oE0YS5j398gH98AH98gH98AH9',
    '8gH98AH98gH98AEgBv3yASAA/QwAAAAAAEiHQAAAAAAASIdA/Uz9TwvfAgIDfwV7IAj9FCESAkADQCALIABODQEgASALQQN0aiEN/QwAAAAA',
    'AAAAAAAAAAAAAAAAIQ5BACEMAkADQCAMIANODQEgDf0ABAAgBSAMQQN0av0KAwD98QEhDyAOIA8gD/3yAf3wASEOIA0gAmohDSAMQQFqIQwM',
    'AAsLQQAhDAJAA0AgDCADaiAETg0BIA4gDf0ABAAgBiAMQQN0av0KAwD9SCAHIAxBA3Rq/QoDAP1O/fABIQ4gDSACaiENIAxBAWohDAwACwsg',
    'Dv3vASEQIBIgEBAB/fIBIRH9DAAAAAAAAPA/AAAAAAAA8D8gEP3wASEPIAkgDyAQIBD98gH9DAAAAAAAAAhAAAAAAAAACED98wH98AEgEf3y',
    'Af0LBAAgCUEQaiEJIAoEQCAKIA8gEf3yAf0MAAAAAAAACEAAAAAAAAAIQP3zAf0LBAAgCkEQaiEKCyALQQJqIQsMAAsLC1kBAX8CQANAIAAg',
    'AU4NASAEIAAgBWxqIQ0gACACIAMgBiAHIA0gDSAIaiAJIAogCyAAIAFsQQN0aiAMBH8gDCAAIAFsQQN0agVBAAsQAiAAQQFqIQAMAAsLC8EB',
    'AgN/AnsCQANAIAggAE4NASAFIAhqIQogCiAK/QAEACAGIAhq/QAEAP3yAf0LBAAgCEEQaiEIDAALCwJAA0AgCSADTg0BIAQgCWr9AAQAIQz9',
    'DAAAAAAAAAAAAAAAAAAAAAAhCyABIAlqIQpBACEIAkADQCAIIABODQEgCyAFIAhq/QoDACAK/QAEACAM/fEB/fIB/fABIQsgCiACaiEKIAhB',
    'CGohCAwACwsgByAJaiAL/QsEACAJQRBqIQkMAAsLC9oBAgV/BHsCQANAIAcgAk4NAf0MAAAAAAAAAAAAAAAAAAAAACELQQEhBgJAA0AgBiAA',
    'Tg0BIAEgB2ogBiACbGohCSAJ/QAEACEMIAEgB2ohCCAEIAYgAGxBA3RqIQoCQANAIAggCU8NASAK/QoDACEOIAsgByADSAR7IAwgCP0ABAD9',
    '8QEhDSAOIA398gEgDf3yAQUgDCAI/QAEAP1IIA79Tgv98AEhCyAIIAJqIQggCkEIaiEKDAALCyAGQQFqIQYMAAsLIAUgB2ogC/0LBAAgB0EQ',
    'aiEHDAALCws=',
  ].join('');
const names = ['scale', 'row', 'below', 'slope', 'lengthscaleSlopes'] as const;
type Name = (typeof names)[number];

/** The model, what fails, and what trials cost: asked in turn. */
const nHolders = 3;

/** Null where WebAssembly is missing, or has no vectors. */
export function createCovarianceKernels(): CovarianceKernels | null {
  const module = compiled(binary());
  if (module === null) return null;
  const holders = Array.from({ length: nHolders }, () => createHolder(createInstance(module, names)));
  return {
    hold: (inputs, hyper) => latestHolder(holders, (holder) => holder.isHolding(inputs)).take(inputs, hyper),
  };
}

/** Where things lie in the memory, in doubles; see covariance.wat. */
type Places = ReturnType<typeof placesOf>;

const even = (count: number): number => count + (count & 1);

function placesOf({ n, d }: Inputs, { numbers, categories }: Layout) {
  const stride = even(n);
  const categoriesAt = even(numbers.length);
  const width = categoriesAt + even(categories.length);
  let end = powersOfHalf.length;
  const take = (count: number): number => {
    const at = end;
    end += even(count);
    return at;
  };
  const factors = take(numbers.length);
  const [weights, point, sums] = [take(categories.length), take(width), take(width)];
  const [raw, columns, rows] = [take(d * stride), take(d * stride), take(width * stride)];
  const [column, slopes, coefficients] = [take(n), take(n), take(n)];
  // A row may write one past its end.
  const [matrix, matrixSlopes] = [take(n * n + 1), take(n * n + 1)];
  return {
    ...{ stride, categoriesAt, width, factors, weights, point, sums, raw, columns, rows },
    ...{ column, slopes, coefficients, matrix, matrixSlopes, end },
  };
}

type Holder = {
  readonly isHolding: (inputs: Inputs) => boolean;
  readonly take: (inputs: Inputs, hyper: Hyper) => HeldInputs;
};

function createHolder(instance: Instance<Name>): Holder {
  instance.doubles(powersOfHalf.length).set(powersOfHalf);
  let held: Held | null = null;
  return {
    isHolding: (inputs) => held?.inputs === inputs,
    take: (inputs, hyper) => {
      if (held?.inputs !== inputs) held = new Held(instance, inputs);
      held.scaleBy(hyper);
      return held;
    },
  };
}

class Held implements HeldInputs {
  readonly inputs: Inputs;
  private readonly layout: Layout;
  private readonly places: Places;
  private readonly kernels: Instance<Name>['kernels'];
  private readonly doubles: Instance<Name>['doubles'];
  private hyper: Hyper | null = null;

  constructor({ kernels, doubles }: Instance<Name>, inputs: Inputs) {
    const layout = layoutOf(inputs);
    [this.inputs, this.layout, this.places] = [inputs, layout, placesOf(inputs, layout)];
    [this.kernels, this.doubles] = [kernels, doubles];
    const { n, d, x } = inputs;
    const { raw, stride } = this.places;
    const memory = this.memory;
    let at = raw;
    for (const indices of [layout.numbers, layout.categories]) {
      for (const k of indices) {
        for (let i = 0; i < n; i++) memory[at + i] = x[i * d + k]!;
        // Sums over all points run over this one, too.
        if (n < stride) memory[at + n] = 0;
        at += stride;
      }
    }
  }

  scaleBy(hyper: Hyper): void {
    if (hyper === this.hyper) return;
    this.hyper = hyper;
    const { raw, columns, rows, stride, width, categoriesAt, factors, weights } = this.places;
    const { memory } = this;
    const { numbers, categories } = this.layout;
    for (let k = 0; k < numbers.length; k++) memory[factors + k] = Math.sqrt(5) / hyper.lengthscales[numbers[k]!]!;
    for (let k = 0; k < categories.length; k++) memory[weights + k] = 5 / hyper.lengthscales[categories[k]!]! ** 2;
    this.kernels.scale(
      8 * raw,
      8 * columns,
      8 * rows,
      8 * stride,
      8 * width,
      numbers.length,
      this.inputs.d,
      8 * categoriesAt,
      8 * factors,
    );
  }

  covariances(point: Float64Array, column: Float64Array, slopes: Float64Array | undefined): void {
    const { n, d } = this.inputs;
    const { places, memory } = this;
    this.takePoint(point, memory);
    this.kernels.row(
      n,
      8 * places.columns,
      8 * places.stride,
      this.layout.numbers.length,
      d,
      8 * places.point,
      8 * (places.point + places.categoriesAt),
      8 * places.weights,
      this.outputscale,
      8 * places.column,
      slopes === undefined ? 0 : 8 * places.slopes,
    );
    column.set(memory.subarray(places.column, places.column + n));
    slopes?.set(memory.subarray(places.slopes, places.slopes + n));
  }

  covarianceBelow(k: Float64Array, from: number, slopes: Float64Array | undefined): void {
    const { n, d } = this.inputs;
    const { places } = this;
    const memory = this.doubles(places.end);
    this.kernels.below(
      from,
      n,
      8 * places.columns,
      8 * places.stride,
      8 * places.rows,
      8 * places.width,
      this.layout.numbers.length,
      d,
      8 * places.categoriesAt,
      8 * places.weights,
      this.outputscale,
      8 * places.matrix,
      slopes === undefined ? 0 : 8 * places.matrixSlopes,
    );
    k.set(memory.subarray(places.matrix + from * n, places.matrix + n * n), from * n);
    slopes?.set(memory.subarray(places.matrixSlopes + from * n, places.matrixSlopes + n * n), from * n);
  }

  addSlope(at: SlopeAt, gradient: Float64Array): void {
    const { n } = this.inputs;
    const { places, memory } = this;
    this.takePoint(at.point, memory);
    for (const [values, place] of [
      [at.coefficients, places.coefficients],
      [at.slopes, places.slopes],
    ] as const) {
      memory.set(values, place);
      if (n < places.stride) memory[place + n] = 0;
    }
    this.kernels.slope(
      8 * places.stride,
      8 * places.rows,
      8 * places.width,
      8 * places.categoriesAt,
      8 * places.point,
      8 * places.coefficients,
      8 * places.slopes,
      8 * places.sums,
    );
    const { numbers } = this.layout;
    for (let k = 0; k < numbers.length; k++)
      gradient[numbers[k]!] = gradient[numbers[k]!]! + memory[places.sums + k]! * memory[places.factors + k]!;
  }

  addLengthscaleSlopes(c: Float64Array, gradient: Float64Array): void {
    const { n } = this.inputs;
    const { numbers, categories } = this.layout;
    const { places } = this;
    const memory = this.doubles(places.end);
    memory.set(c, places.matrixSlopes);
    const [rows, width] = [8 * places.rows, 8 * places.width];
    this.kernels.lengthscaleSlopes(n, rows, width, 8 * places.categoriesAt, 8 * places.matrixSlopes, 8 * places.sums);
    for (let k = 0; k < numbers.length; k++) gradient[numbers[k]!] = gradient[numbers[k]!]! + memory[places.sums + k]!;
    for (let k = 0; k < categories.length; k++) {
      const sum = memory[places.sums + places.categoriesAt + k]!;
      gradient[categories[k]!] = gradient[categories[k]!]! + memory[places.weights + k]! * sum;
    }
  }

  /** All but the matrices. */
  private get memory(): Float64Array {
    return this.doubles(this.places.matrix);
  }

  private get outputscale(): number {
    return this.hyper?.outputscale ?? NaN;
  }

  private takePoint(point: Float64Array, memory: Float64Array): void {
    const { numbers, categories } = this.layout;
    const { point: at, categoriesAt, factors } = this.places;
    for (let k = 0; k < numbers.length; k++) memory[at + k] = point[numbers[k]!]! * memory[factors + k]!;
    for (let k = 0; k < categories.length; k++) memory[at + categoriesAt + k] = point[categories[k]!]!;
  }
}
