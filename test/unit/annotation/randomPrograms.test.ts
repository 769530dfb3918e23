// Random programs: what a trial runs and what apply writes are the program with other values, and nothing else. The compiler's parser and the program itself
// are the judges. `npm run bench -- apply` does the same with a hundred thousand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultOf } from './randomPrograms/checks.ts';
import { randomProgram } from './randomPrograms/program.ts';

test('in 2,000 random programs only the literals change, they are read again, and running gives their values', () => {
  const counts = { nLiterals: 0, nEdits: 0, nRun: 0, nNotTranslated: 0 };
  for (let seed = 0; seed < 2000; seed++) {
    const program = randomProgram(seed);
    const fault = faultOf(program, counts);
    assert.equal(fault, null, `seed ${seed}, ${program.file}: ${JSON.stringify(program.text)}`);
  }
  assert.ok(counts.nLiterals > 14_000 && counts.nEdits > 11_000 && counts.nRun > 1600, JSON.stringify(counts));
  assert.equal(counts.nNotTranslated, 0);
});
