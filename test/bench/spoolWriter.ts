// One trial of the bench `spool`: reports so many times a second into the spool file, each report with the moment at which it was written.
import { openSpool } from '../../src/trial/spool.ts';

const [file = '', rate, nReports] = process.argv.slice(2);
const spool = openSpool(file);
const firstAtMs = performance.now();
let step = 0;
report();

function report(): void {
  spool.send({ kind: 'batchTrained', step, logs: { sentAtMs: performance.timeOrigin + performance.now() } });
  step++;
  if (step === Number(nReports)) return;
  setTimeout(report, Math.max(0, firstAtMs + (step * 1000) / Number(rate) - performance.now()));
}
