// `npm run bench`: all parts; `npm run bench -- parsing` one of them. Each writes its section of RESULTS.md.
import { parseArgs } from 'node:util';
import { benchOptimizers } from './optimizers.ts';
import { benchParsing } from './parsing.ts';
import { writeSection } from './results.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: 'string', default: '10' } },
});
const nSeeds = Number(values.seeds);
if (!Number.isInteger(nSeeds) || nSeeds < 1) throw new Error(`--seeds ${values.seeds} is no number of seeds.`);

const parts = {
  optimizers: ['The optimiser', () => benchOptimizers(nSeeds)],
  parsing: ['Reading annotations', benchParsing],
} as const satisfies Record<string, readonly [string, () => string | Promise<string>]>;

const unknown = positionals.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: the parts are ${Object.keys(parts).join(', ')}.`);
for (const [name, [title, bench]] of Object.entries(parts)) {
  if (positionals.length === 0 || positionals.includes(name)) writeSection(title, await bench());
}
