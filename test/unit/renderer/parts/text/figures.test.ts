import { expect, test } from 'vitest';
import { bytesText, durationText } from '../../../../../renderer/parts/text/figures.ts';

test.for([
  [0, '0 s'],
  [0.4, '0 s'],
  [59.9, '59 s'],
  [60, '1 min'],
  [3_599, '59 min'],
  [3_600, '1 h'],
  [3_660, '1 h 1 min'],
  [90_000, '1 d 1 h'],
  [86_400 * 40 + 60, '40 d'],
] as const)('%d seconds are %s', ([seconds, text]) => expect(durationText(seconds)).toBe(text));

test.for([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [123_456_789, '123 MB'],
  [31_268_536_320, '31.3 GB'],
] as const)('%d bytes are %s', ([bytes, text]) => expect(bytesText(bytes)).toBe(text));
