import { describe, expect, test } from 'vitest';
import { FrameTally } from '../../../bench/load/frame-tally.ts';
import { JpegProbe } from '../../../bench/load/jpeg-probe.ts';
import { plainPicture, stampedPicture } from './pictures.ts';

function probe(jpeg: Buffer, pieceBytes = jpeg.length): JpegProbe {
  const seen = new JpegProbe();
  for (let start = 0; start < jpeg.length; start += pieceBytes) {
    seen.take(jpeg, start, Math.min(jpeg.length, start + pieceBytes));
  }
  return seen;
}

describe('a picture going by', () => {
  test.each([1, 7, 16, 511, 5_000])('is seen the same in pieces of %i bytes', (pieceBytes) => {
    const seen = probe(stampedPicture(123, 45), pieceBytes);
    expect(seen.whole).toBe(true);
    expect(seen.byteLength).toBe(2_000);
    expect(seen.stamp).toEqual({ sequence: 123, capturedAtMs: 45 });
    expect(seen.fingerprint).toBe(probe(stampedPicture(123, 45)).fingerprint);
  });

  test('leaves nothing behind for the next one', () => {
    const seen = probe(stampedPicture(1));
    seen.reset();
    const next = plainPicture(7, 200);
    seen.take(next, 0, next.length);
    expect(seen.stamp).toBeUndefined();
    expect(seen.byteLength).toBe(200);
  });

  test('is whole only from SOI to EOI', () => {
    const jpeg = plainPicture(1);
    expect(probe(jpeg).whole).toBe(true);
    expect(probe(jpeg.subarray(0, -1)).whole).toBe(false);
    expect(probe(jpeg.subarray(1)).whole).toBe(false);
    expect(probe(Buffer.from('ffd8ffd9', 'hex')).whole).toBe(false);
  });
});

describe('the tally of a viewer', () => {
  function tallyOf(frames: [Buffer, atMs: number][]): FrameTally {
    const tally = new FrameTally();
    tally.add(probe(stampedPicture(10, 1_000)), 1_002);
    tally.begin();
    for (const [jpeg, atMs] of frames) tally.add(probe(jpeg), atMs);
    tally.end();
    tally.add(probe(stampedPicture(99, 9_000)), 9_001);
    return tally;
  }

  test('counts what came between begin and end, against the frame before', () => {
    const tally = tallyOf([
      [stampedPicture(11, 1_033), 1_034],
      [stampedPicture(12, 1_066), 1_069],
    ]);
    expect(tally.frames).toBe(2);
    expect(tally.intervalsMs).toEqual([32, 35]);
    expect(tally.latenciesMs).toEqual([1, 3]);
    expect([tally.missed, tally.repeated, tally.malformed, tally.unstamped]).toEqual([0, 0, 0, 0]);
    expect(tally.firstStampedAtMs).toBe(1_002);
  });

  test('counts camera frames that never came and those that came twice', () => {
    const tally = tallyOf([
      [stampedPicture(14), 1],
      [stampedPicture(14), 2],
      [stampedPicture(15), 3],
    ]);
    expect([tally.missed, tally.repeated]).toEqual([3, 1]);
  });

  test('does not miss frames when a camera begins to count anew', () => {
    expect(tallyOf([[stampedPicture(0), 1]]).missed).toBe(0);
  });

  test('tells repeated pictures without a stamp by their bytes', () => {
    const tally = tallyOf([
      [plainPicture(1), 1],
      [plainPicture(1), 2],
      [plainPicture(2), 3],
    ]);
    expect([tally.unstamped, tally.repeated]).toEqual([3, 1]);
  });

  test('counts cut pictures', () => {
    expect(tallyOf([[stampedPicture(11).subarray(0, 1_200), 1]]).malformed).toBe(1);
  });
});
