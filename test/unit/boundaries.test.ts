// What only one file may do, held as layers.test.ts holds the imports: opening what others wrote, writing the user's files, signalling processes,
// and making text into Markdown or HTML.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';

const root = join(import.meta.dirname, '..', '..');
