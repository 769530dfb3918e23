// How a literal of JavaScript is written: text to value, and value to text in the user's own notation.
import type { ParamValue } from '../space/space.ts';

/** The value of a number literal's text (sign included), or null: a BigInt, an old octal number or no number at all. */
export function readNumber(text: string): number | null {
  const [, sign = '', digits = ''] = /^([-+]?)\s*(.*)$/s.exec(text) ?? [];
  // 010 is 8 or 10, depending on the program's mode; a BigInt is another type.
  if (digits === '' || /^0\d/.test(digits) || /n$/.test(digits)) return null;
  const value = Number(digits.replaceAll('_', ''));
  return Number.isFinite(value) ? (sign === '-' ? -value : value) : null;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', '0': '\0' };

/** The value of a string literal's text, quotes included; null for one with substitutions, line breaks or escapes that only old programs may use. */
export function readString(text: string): string | null {
  const body = text.slice(1, -1);
  if (text.length < 2 || text.at(0) !== text.at(-1) || /[\n\r\u2028\u2029]/.test(body)) return null;
  let isValid = true;
  const value = body.replace(
    /\\(?:u\{([\da-f]+)\}|u([\da-f]{4})|x([\da-f]{2})|(0\d|[1-9]|.|$))/gisu,
    (_all, ...parts) => {
      const code: unknown = parts[0] ?? parts[1] ?? parts[2];
      if (typeof code === 'string') return codePoint(parseInt(code, 16), () => (isValid = false));
      const letter = String(parts[3]);
      if (/^(\d\d|[1-9ux]|)$/.test(letter)) isValid = false;
      return escapes[letter] ?? letter;
    },
  );
  return isValid ? value : null;
}

function codePoint(code: number, onInvalid: () => void): string {
  if (code <= 0x10ffff) return String.fromCodePoint(code);
  onInvalid();
  return '';
}

/** `value` as a literal, in the notation of the literal `like` where that fits: its quotes, its exponent, its decimal point. Never has a line break. */
export function formatLike(value: ParamValue, like: string): string {
  if (typeof value === 'number') return formatNumberLike(value, like);
  if (typeof value === 'string') return quote(value, /^["'`]/.exec(like)?.[0] ?? "'");
  return String(value);
}

function formatNumberLike(value: number, like: string): string {
  if (Object.is(value, -0)) return '-0';
  const digits = like.replace(/^[-+]\s*/, '');
  const radix = radixOf(digits);
  if (radix !== null && Number.isSafeInteger(value)) return inRadix(value, digits, radix);
  const hasExponent = /^[\d._]+e/i.test(digits);
  const plain = hasExponent && value !== 0 ? value.toExponential() : String(value);
  const text = plain.replace('e+', 'e');
  // 1.0 says "a number with a fraction"; 2 in its place would not.
  if (/^\d+\.\d*$/.test(digits) && /^-?\d+$/.test(text)) return `${text}.0`;
  if (digits.startsWith('.') && !hasExponent) return text.replace(/^(-?)0\./, '$1.');
  if (digits.includes('E')) return text.replace('e', 'E');
  return /^\d+(_\d+)+$/.test(digits) && /^-?\d{4,}$/.test(text) ? text.replace(/\B(?=(\d{3})+$)/g, '_') : text;
}

/** The radix of `0x40`, `0b101` and `0o17`; null for a decimal number. */
function radixOf(digits: string): 2 | 8 | 16 | null {
  const prefix = /^0([xob])/i.exec(digits)?.[1]?.toLowerCase();
  return prefix === 'x' ? 16 : prefix === 'o' ? 8 : prefix === 'b' ? 2 : null;
}

/** With the prefix of `digits`, and its capital letters where it has them. */
function inRadix(value: number, digits: string, radix: 2 | 8 | 16): string {
  const text = Math.abs(value).toString(radix);
  const cased = /[A-F]/.test(digits.slice(2)) ? text.toUpperCase() : text;
  return `${value < 0 ? '-' : ''}${digits.slice(0, 2)}${cased}`;
}

function quote(value: string, mark: string): string {
  const escaped = JSON.stringify(value)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replaceAll(mark, `\\${mark}`)
    .replace(/[\u2028\u2029]/g, (end) => `\\u${end.charCodeAt(0).toString(16)}`);
  return `${mark}${mark === '`' ? escaped.replaceAll('${', '\\${') : escaped}${mark}`;
}
