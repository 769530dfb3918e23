// A script of package.json as a program: "NODE_ENV=production node --max-old-space-size=8192 train.js --epochs 3".
import { resolve } from 'node:path';
import { realFile } from './location.ts';

/** What `node nodeArgs entry args` runs with `env` added to its environment. `entry` is a real path. */
export type Command = {
  readonly entry: string;
  readonly args: readonly string[];
  readonly nodeArgs: readonly string[];
  readonly env: Readonly<Record<string, string>>;
};

/** Runners of TypeScript: their programs are run by Node, which gets them as JavaScript. */
const runners = /^(node|tsx|ts-node|ts-node-esm|tsimp)$/;

/** Options of Node whose value is the next word. */
const withValue = /^(-r|--require|--import|--loader|--experimental-loader|-C|--conditions|--env-file)$/;

/** Loaders that would translate a second time. */
const translators = /^(ts-node|tsx|tsimp|@swc-node|@swc\/register|esbuild-register|sucrase|@babel\/register)(\/|$)/;

/** The program that `script` runs from `folder`; null where it is none of Node's, or chains, redirects or quotes. */
export function commandOf(script: string, folder: string): Command | null {
  if (/[&|;<>$`"'\\]/.test(script)) return null;
  const words = script.trim().split(/\s+/);
  const env = takeEnv(words);
  if (words[0] === 'npx') words.shift();
  const runner = words.shift();
  if (runner === undefined || !runners.test(runner)) return null;
  const nodeArgs = takeNodeArgs(words);
  const [path, ...args] = words;
  const entry = path === undefined ? null : realFile(resolve(folder, path));
  return entry === null ? null : { entry, args, nodeArgs: runner === 'node' ? nodeArgs : [], env };
}

/** `NAME=value` in front, with or without cross-env. */
function takeEnv(words: string[]): Record<string, string> {
  if (words[0] === 'cross-env') words.shift();
  const env: Record<string, string> = {};
  for (;;) {
    const [, name, value] = /^(\w+)=(.*)$/.exec(words[0] ?? '') ?? [];
    if (name === undefined || value === undefined) return env;
    env[name] = value;
    words.shift();
  }
}

/** Options before the program's name; translators are left out, and a watching Node would never end. */
function takeNodeArgs(words: string[]): readonly string[] {
  const kept: string[] = [];
  while (words[0]?.startsWith('-') === true) {
    const option = words.shift() ?? '';
    const [name = '', inline] = option.split(/=(.*)/s);
    const value = inline ?? (withValue.test(name) ? words.shift() : undefined);
    const isLoader = /^(-r|--require|--import|--loader|--experimental-loader)$/.test(name);
    if ((isLoader && translators.test(value ?? '')) || /^--(watch|inspect|enable-source-maps)/.test(name)) continue;
    kept.push(...(inline !== undefined || value === undefined ? [option] : [option, value]));
  }
  return kept;
}
