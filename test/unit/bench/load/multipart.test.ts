import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MultipartSplitter } from '../../../bench/load/multipart.ts';
import { part, plainPicture } from './pictures.ts';

function partsOf(chunks: Buffer[], boundary = 'frame'): Buffer[] {
  const parts: Buffer[] = [];
  let pieces: Buffer[] = [];
  const splitter = new MultipartSplitter(boundary, {
    take: (chunk, start, end) => pieces.push(Buffer.from(chunk.subarray(start, end))),
    end: () => {
      parts.push(Buffer.concat(pieces));
      pieces = [];
    },
  });
  for (const chunk of chunks) splitter.take(chunk, 0, chunk.length);
  return parts;
}

describe('a multipart splitter', () => {
  // Line breaks and boundaries inside a picture are its own.
  const tricky = Buffer.from('\r\n\r\n--frame\r\nContent-Length: 3\r\n\r\n');
  const pictures = [plainPicture(1, 300), tricky, plainPicture(2, 5_000), Buffer.from('\r\n')];
  const stream = Buffer.concat(pictures.map((jpeg) => part(jpeg)));

  test('finds the same parts wherever the bytes are cut', () => {
    const cuts = fc.array(fc.integer({ min: 0, max: stream.length }), { maxLength: 30 });
    fc.assert(
      fc.property(cuts, (positions) => {
        const sorted = [0, ...positions.sort((a, b) => a - b), stream.length];
        const chunks = sorted.slice(1).map((end, index) => stream.subarray(sorted[index], end));
        expect(partsOf(chunks)).toEqual(pictures);
      }),
    );
  });

  test('finds them one byte at a time', () => {
    expect(partsOf(Array.from(stream, (byte) => Buffer.from([byte])))).toEqual(pictures);
  });

  test('takes a boundary named with its dashes', () => {
    expect(partsOf([part(plainPicture(1), 'x')], '--x')).toHaveLength(1);
  });

  test.each([
    ['another boundary', part(plainPicture(1), 'other')],
    ['no length', Buffer.from('--frame\r\nContent-Type: image/jpeg\r\n\r\n')],
    ['no end of the headers', Buffer.concat([Buffer.from('--frame\r\n'), Buffer.alloc(9_000, 'a')])],
  ])('refuses a part with %s', (_, bytes) => {
    const pieces = [bytes.subarray(0, 4_000), bytes.subarray(4_000)];
    expect(() => partsOf(pieces)).toThrow(/part/);
  });
});
