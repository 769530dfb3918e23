// Random literals in every notation of the language, and random values to put in their place.
import type { ParamValue } from '../../../../src/space/space.ts';
import type { Random } from './random.ts';

/** `text` as it is written, sign included; `domain` as an annotation of it may say. */
export type RandomLiteral = { readonly text: string; readonly domain: string; readonly valueOf: () => ParamValue };

/** What a place takes: any value; numbers, with a sign or without one; strings. */
export type Kind = 'any' | 'number' | 'signed' | 'unsigned' | 'string';

const digits = (random: Random, n: number, radix = 10): string => {
  let text = '';
  for (let i = 0; i < n; i++) {
    const digit = random.below(radix).toString(radix);
    text += random.chance(0.3) ? digit.toUpperCase() : digit;
    if (i < n - 1 && random.chance(0.1)) text += '_';
  }
  return text;
};

const whole = (random: Random): string =>
  random.chance(0.1) ? '0' : `${1 + random.below(9)}${random.chance(0.6) ? digits(random, 1 + random.below(6)) : ''}`;
const exponent = (random: Random): string =>
  `${random.pick(['e', 'E'])}${random.pick(['', '-', '+'])}${random.chance(0.1) ? '1_0' : random.below(random.chance(0.1) ? 300 : 12)}`;

const notations: readonly ((random: Random) => string)[] = [
  whole,
  (random) => `${whole(random)}.${digits(random, 1 + random.below(4))}`,
  (random) => `.${digits(random, 1 + random.below(4))}`,
  (random) => `${whole(random)}.`,
  (random) => `${whole(random)}${exponent(random)}`,
  (random) => `.${digits(random, 2)}${exponent(random)}`,
  (random) => `${whole(random)}.${random.chance(0.5) ? digits(random, 2) : ''}${exponent(random)}`,
  (random) => `0${random.pick(['x', 'X'])}${digits(random, 1 + random.below(7), 16)}`,
  (random) => `0${random.pick(['o', 'O'])}${digits(random, 1 + random.below(7), 8)}`,
  (random) => `0${random.pick(['b', 'B'])}${digits(random, 1 + random.below(12), 2)}`,
  (random) =>
    random.pick(['5e-324', '1.7976931348623157e308', '9007199254740993', '0.1', '1e21', '123456789012345680000']),
];

const edgeNumbers = [
  0, -0, 1, -1, 2, -3, 10, 1000, -12345, 0.5, -0.25, 1e-7, -1e-7, 1e21, -1e21, 5e-324, Number.MAX_VALUE, 0.1 + 0.2,
  2 ** 53, 2 ** 53 + 2, -(2 ** 60), 255, -16, 1e5, 1.5e300, 123456.789, 1 / 3, 100, 4096,
] as const; // prettier-ignore

function randomNumber(random: Random): number {
  if (random.chance(0.7)) return random.pick(edgeNumbers);
  return (random.below(2 ** 30) - 2 ** 29) * 10 ** (random.below(30) - 20);
}

const pieces = [
  'a', 'Z', '0', '9', ' ', "'", '"', '`', '\\', '${', '$', '{', '}', '*/', '/*', '//', '@tune', '\n', '\r', '\u2028', '\u2029', '\0',
  '\0' + '1', '\ud800', '\udc00', '\u{1f600}', '\ufeff', '\u00a0', '<', '</script>', '\t', '\b', '\x7f', 'é', '中', 'relu', '\ufffd', '-->', '%', '\\u0041',
] as const; // prettier-ignore

function randomString(random: Random): string {
  let text = '';
  for (let n = random.below(6); n > 0; n--) text += random.pick(pieces);
  return text;
}

/** As one of the many ways to write it. */
function stringLiteral(random: Random, value: string): string {
  const mark = random.pick(["'", '"', '`']);
  let text = '';
  for (const character of value) text += written(random, character, mark);
  // A brace may not follow a dollar sign in a template.
  return mark + (mark === '`' ? text.replace(/\$(?=\{)/g, '\\$') : text) + mark;
}

function written(random: Random, character: string, mark: string): string {
  const code = character.codePointAt(0) ?? 0;
  const isPlain =
    !/[\n\r\u2028\u2029\\\0]/.test(character) && character !== mark && !(code >= 0xd800 && code <= 0xdfff);
  if (isPlain && random.chance(0.9)) return character;
  if (character === mark && random.chance(0.8)) return `\\${mark}`;
  if (character === '\\') return '\\\\';
  if (character === '\n' && random.chance(0.8)) return '\\n';
  if (code < 0x100 && random.chance(0.5)) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code > 0xffff || random.chance(0.3) ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** `isBare`: a sign before it would belong to more than the number. */
export function randomLiteral(random: Random, kind: Kind, isBare: boolean): RandomLiteral {
  const isNumber = kind === 'number' || kind === 'signed' || kind === 'unsigned';
  const which = isNumber
    ? 'number'
    : kind === 'string'
      ? 'string'
      : random.pick(['number', 'number', 'string', 'word']);
  if (which === 'number') return numberLiteral(random, kind, isBare);
  if (which === 'string') {
    return {
      text: stringLiteral(random, randomString(random)),
      domain: "'relu' | 'tanh'",
      valueOf: () => randomString(random),
    };
  }
  const text = random.pick(['true', 'false', 'null']);
  if (text !== 'null') return { text, domain: random.pick(['', 'true | false']), valueOf: () => random.chance(0.5) };
  const isString = random.chance(0.3);
  return {
    text,
    domain: isString ? 'null | relu | tanh' : 'null | 1 | 2',
    valueOf: () => (random.chance(0.2) ? null : isString ? randomString(random) : randomNumber(random)),
  };
}

function numberLiteral(random: Random, kind: Kind, isBare: boolean): RandomLiteral {
  const isSigned = kind === 'signed' || (kind !== 'unsigned' && !isBare && random.chance(0.3));
  const sign = isSigned ? random.pick(['-', '-', '+']) + (random.chance(0.1) ? ' ' : '') : '';
  const text = `${sign}${random.pick(notations)(random)}`;
  // Special values may be of any kind, but only some places take others than numbers.
  const isMixed = kind === 'any' && random.chance(0.4);
  return {
    text,
    domain: isMixed
      ? '-1e307..1e307 | null | auto | true'
      : random.pick(['-1e307..1e307', '-9..9', '0..1 step 0.5', '1 | 2']),
    valueOf: () => (isMixed && random.chance(0.5) ? random.pick([null, 'auto', true]) : randomNumber(random)),
  };
}
