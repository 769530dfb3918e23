import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatLike, readNumber } from '../../../src/annotation/literalText.ts';

for (const [value, like, written] of [
  [0.0009723, '1e-3', '9.723e-4'],
  [0.05, '1E-3', '5E-2'],
  [0.0005, '0.001', '0.0005'],
  [0.27, '.5', '.27'],
  [-0.27, '-.5', '-.27'],
  [2, '1.0', '2.0'],
  [2.5, '1.0', '2.5'],
  [256, '128', '256'],
  [12_000, '1_000', '12_000'],
  [500, '1_000', '500'],
  [255, '0x40', '0xff'],
  [255, '0XAB', '0XFF'],
  [6, '0b101', '0b110'],
  [0.5, '0x40', '0.5'],
  [-16, '0x40', '-0x10'],
  [0, '1e-3', '0'],
] as const) {
  test(`${value} in place of ${like} is written ${written}`, () => {
    assert.equal(formatLike(value, like), written);
    assert.equal(readNumber(written), value);
  });
}
