// The source files of the fixture programs: real code of every kind, for tests that change it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const programs = join(import.meta.dirname, '../../fixtures/programs');

/** Path below the fixtures, and text. */
export const programSources: readonly (readonly [name: string, text: string])[] = readdirSync(programs, {
  recursive: true,
  encoding: 'utf8',
})
  .filter((name) => /\.[mc]?[jt]sx?$/.test(name))
  .map((name) => [name, readFileSync(join(programs, name), 'utf8')]);
