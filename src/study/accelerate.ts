// The engine may compute with WebAssembly, with the same answers in less time: what threads and processes of ours call first. A page must not.
import { accelerateCovariance } from '../gp/kernel.ts';
import { accelerateLinearAlgebra } from '../math/cholesky.ts';

export function accelerate(): void {
  accelerateLinearAlgebra();
  accelerateCovariance();
}
