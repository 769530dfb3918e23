// What the tests use of the example, which is plain JavaScript.
declare module '*/mnist/idx.js' {
  export function parseIdx(bytes: Buffer, file: string, nDimensions: number): { dimensions: number[]; values: Buffer };
  export function formatIdx(dimensions: readonly number[], values: Buffer): Buffer;
}
declare module '*/mnist/data.js' {
  type DigitSet = { images: Buffer; labels: Buffer };
  export function loadDigits(
    size: { nTrain: number; nTest: number },
    folder: string,
  ): { source: 'mnist' | 'drawn'; train: DigitSet; test: DigitSet };
}
