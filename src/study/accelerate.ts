// The engine may compute with WebAssembly, with the same answers in less time: what threads and processes of ours call first. A page must not.
export { accelerate } from '../math/cholesky.ts';
