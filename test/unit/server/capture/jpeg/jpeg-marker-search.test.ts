import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findMarker } from '../../../../../server/capture/jpeg/jpeg-marker-search.ts';

function findPlainly(bytes: Buffer, start: number, end: number): number {
  for (let at = start; at + 1 < end; at++) {
    if (bytes[at] === 0xff && bytes[at + 1] !== 0) return at;
  }
  return end;
}

const byte = fc.oneof(fc.constantFrom(0xff, 0x00, 0xd9), fc.nat(255));
const bytes = fc.array(byte, { maxLength: 300 }).map((all) => Buffer.from(all));

describe('the search for the next marker', () => {
  test('finds the same place as a plain loop, between any two places', () => {
    fc.assert(
      fc.property(bytes, fc.nat(300), fc.nat(300), (all, one, other) => {
        const start = Math.min(one, other, all.length);
        const end = Math.min(Math.max(one, other), all.length);
        expect(findMarker(all, start, end)).toBe(findPlainly(all, start, end));
      }),
      { numRuns: 3000 },
    );
  });

  test('finds it in long buffers, wherever it stands', () => {
    fc.assert(
      fc.property(fc.nat(300_000), fc.nat(100), (at, start) => {
        const all = Buffer.alloc(300_200, Buffer.from([0x12, 0xff, 0x00, 0x34]));
        all.writeUInt16BE(0xffd9, at + start);
        expect(findMarker(all, start, all.length)).toBe(findPlainly(all, start, all.length));
      }),
      { numRuns: 100 },
    );
  });

  test.each([4096, 12_288, 61_440, 126_976])(
    'finds it around byte %i, where one window follows another',
    (edge) => {
      for (let at = edge - 40; at < edge + 40; at++) {
        const all = Buffer.alloc(200_000);
        all.writeUInt16BE(0xffd9, at);
        expect(findMarker(all, 0, all.length)).toBe(at);
        expect(findMarker(all, 0, at + 1)).toBe(at + 1);
      }
    },
  );

  test('ignores bytes that an earlier search left behind', () => {
    findMarker(Buffer.alloc(100_000, Buffer.from([0x12, 0xff])), 0, 100_000);
    findMarker(Buffer.alloc(100_000, 0xff), 99_990, 99_995);
    expect(findMarker(Buffer.alloc(5), 0, 5)).toBe(5);
    expect(findMarker(Buffer.from([0, 0, 0, 0xff]), 0, 4)).toBe(4);
  });
});
