import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAnnotations } from '../../../src/annotation/parse.ts';
import { sourcesFor } from '../../../src/program/sources.ts';
import type { Params } from '../../../src/space/space.ts';

function served(text: string, params: Params): string {
  const file = '/program/model.mjs';
  const annotations = parseAnnotations(file, text);
  const plan = {
    snapshot: { texts: new Map([[file, text]]), aliases: new Map<string, Record<string, string>>() },
    annotations: new Map([[file, annotations]]),
    objective: annotations.objective,
  };
  return sourcesFor(plan, params)[file]?.text ?? '';
}

test('a hashbang after a mark of the byte order is served as Node reads it', () => {
  const text = '#!/usr/bin/env node\nconst a = 1; // @tune 1..9\n';
  assert.equal(served(`\ufeff${text}`, { a: 2 }), text.replace('a = 1', 'a = 2'));
});

test('an objective right before a comment is wrapped, and the comment is not', () => {
  assert.equal(
    served('const loss = f(x)*y// @tune minimize\n', {}),
    'const loss = __tunelensObjective(f(x)*y)// @tune minimize\n',
  );
  assert.equal(
    served('const loss = x*y/* @tune minimize */;', {}),
    'const loss = __tunelensObjective(x*y)/* @tune minimize */;',
  );
});

test('a parameter that is called as something inherited keeps its literal where the trial has no value for it', () => {
  const text = 'const valueOf = 1; // @tune 1..9\nconst b = 2; // @tune 1..9\n';
  assert.equal(served(text, { b: 3 }), text.replace('b = 2', 'b = 3'));
});
