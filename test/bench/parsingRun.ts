// One process of the parsing bench: reads a file of the given number of lines twice, the second time with one character typed in its middle; prints both
// times, and what was found.
import { parseAnnotations } from '../../src/annotation/parse.ts';
import { longModel } from './longModel.ts';

const text = longModel(Number(process.argv[2]));
const middle = text.indexOf('\n', text.length / 2);
const times: number[] = [];
let found = parseAnnotations('none.js', '');
for (const now of [text, `${text.slice(0, middle)} ${text.slice(middle)}`]) {
  const startedAtMs = performance.now();
  found = parseAnnotations('model.js', now);
  times.push(performance.now() - startedAtMs);
}
process.stdout.write([...times, text.length, found.parameters.length, found.problems.length].join(' '));
