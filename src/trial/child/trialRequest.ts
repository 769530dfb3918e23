// Reads what the host has written for a child, parsed all the same: the request file of a trial, and what a warm child is to load.
import type { SourceText, TrialRequest, WarmUp } from '../trialProtocol.ts';
import { isCount, isRecord, isText } from '../shapes.ts';

/** The request in a parsed request file; null when a field is missing or of another type. */
export function parseRequest(raw: unknown): TrialRequest | null {
  if (!isRecord(raw)) return null;
  const { trial, entry, args, nodeArgs, env, cwd, sources, aliases, seed, spoolFile, modelFolder } = raw;
  if (!isCount(trial) || !isText(entry) || !isText(cwd) || !isText(spoolFile)) return null;
  if (!isCount(seed) || seed >= 2 ** 32) return null;
  if (!isList(args, isText) || !isList(nodeArgs, isText) || !isRecordOf(env, isText)) return null;
  if (!isRecordOf(sources, isSourceText) || !isRecordOf(aliases, isTexts)) return null;
  if (modelFolder !== null && !isText(modelFolder)) return null;
  return { trial, entry, args, nodeArgs, env, cwd, sources, aliases, seed, spoolFile, modelFolder };
}

/** What a warm child is told; null when it is nothing of ours. */
export function parseWarmUp(raw: unknown): WarmUp | null {
  return isRecord(raw) && isList(raw['preload'], isText) ? { preload: raw['preload'] } : null;
}

function isSourceText(raw: unknown): raw is SourceText {
  if (!isRecord(raw) || !isText(raw['text']) || !isList(raw['columns'], isPlace)) return false;
  const { format } = raw;
  return format === null || format === 'module' || format === 'commonjs' || format === 'json';
}

function isPlace(raw: unknown): raw is SourceText['columns'][number] {
  return isList(raw, isCount) && raw.length === 3;
}

function isTexts(raw: unknown): raw is Record<string, string> {
  return isRecordOf(raw, isText);
}

function isRecordOf<T>(raw: unknown, isOne: (value: unknown) => value is T): raw is Record<string, T> {
  return isRecord(raw) && Object.values(raw).every(isOne);
}

function isList<T>(raw: unknown, isOne: (value: unknown) => value is T): raw is T[] {
  return Array.isArray(raw) && raw.every(isOne);
}
