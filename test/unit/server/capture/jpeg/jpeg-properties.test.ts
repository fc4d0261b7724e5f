import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { cameraImage, demux, progressiveImage, restartImages, type Output } from './jpeg-samples.ts';

const images = [
  cameraImage('64x48'),
  cameraImage('16x16'),
  ...restartImages('48x64', 1),
  await progressiveImage(cameraImage('64x48')),
];
const maxFrameBytes = Math.max(...images.map((image) => image.length)) - 100;

const image = fc.constantFrom(...images);
/** Bytes with a meaning for a demuxer, far more often than by chance. */
const eventfulByte = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(0xff, 0xff, 0xd8, 0xd9, 0xda, 0xc0, 0xc4, 0xdd, 0xd0, 0xfe, 0x00, 0x02),
  },
  { weight: 1, arbitrary: fc.nat(255) },
);
const eventfulBytes = fc.array(eventfulByte, { maxLength: 200 }).map((bytes) => Buffer.from(bytes));
const cutImage = fc
  .tuple(image, fc.nat(4000), fc.nat(4000))
  .map(([jpeg, from, to]) => jpeg.subarray(from % 8 === 0 ? from % jpeg.length : 0, to % jpeg.length));
const mutatedImage = fc
  .tuple(image, fc.array(fc.tuple(fc.nat(10_000), eventfulByte), { minLength: 1, maxLength: 5 }))
  .map(([jpeg, changes]) => {
    const mutated = Buffer.from(jpeg);
    for (const [at, byte] of changes) mutated[at % mutated.length] = byte;
    return mutated;
  });
const betweenImages = fc.oneof(
  fc.nat(2000).map((bytes) => Buffer.alloc(bytes)),
  fc.constant(Buffer.from('\r\n--frame\r\nContent-Type: image/jpeg\r\n\r\n')),
  fc.uint8Array({ maxLength: 500 }).map((bytes) => Buffer.from(bytes)),
);
const stream = fc
  .array(fc.oneof(image, cutImage, mutatedImage, betweenImages, eventfulBytes), { maxLength: 12 })
  .map((pieces) => Buffer.concat(pieces));

function cut(bytes: Buffer, lengths: number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, index = 0; at < bytes.length; index++) {
    const length = Math.max(1, lengths[index % lengths.length] ?? 1);
    chunks.push(Buffer.from(bytes.subarray(at, at + length)));
    at += length;
  }
  return chunks;
}

/** A form of the output that is quick to compare. */
function outline(output: Output[]): string[] {
  return output.map((one) =>
    typeof one === 'string' ? one : `${one.width}x${one.height} ${one.jpeg.toString('latin1')}`,
  );
}

/**
 * The place in the stream of the last of these bytes, which come in this order with others between; -1 without them.
 */
function endOfSubsequence(stream: Buffer, start: number, bytes: Buffer): number {
  let at = start;
  for (const byte of bytes) {
    at = stream.indexOf(byte, at) + 1;
    if (at === 0) return -1;
  }
  return at;
}

const restartInterval = Buffer.from([0xff, 0xdd, 0x00, 0x04]);

/** Without the values of its restart intervals: one is set to 0 where the image has no restart markers. */
function asSent(jpeg: Buffer): Buffer {
  const at = jpeg.indexOf(restartInterval);
  if (at < 0) return jpeg;
  const value = at + restartInterval.length;
  return Buffer.concat([jpeg.subarray(0, value), asSent(jpeg.subarray(value + 2))]);
}

const runs = { numRuns: 500 };

describe('any stream', () => {
  test('gives the same images and drops however it is cut into pushes', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(3000), { minLength: 1, maxLength: 30 }), (bytes, lengths) => {
        const whole = outline(demux([bytes], { maxFrameBytes }));
        expect(outline(demux(cut(bytes, lengths), { maxFrameBytes }))).toEqual(whole);
      }),
      runs,
    );
  });

  test('gives the same images and drops byte by byte', () => {
    fc.assert(
      fc.property(stream, (bytes) => {
        const whole = outline(demux([bytes], { maxFrameBytes }));
        expect(outline(demux(cut(bytes, [1]), { maxFrameBytes }))).toEqual(whole);
      }),
      { numRuns: 150 },
    );
  });

  test('gives only images that stand in it, perhaps with stray bytes, in order, from SOI to EOI', () => {
    fc.assert(
      fc.property(stream, (bytes) => {
        let searched = 0;
        for (const one of demux([bytes], { maxFrameBytes })) {
          if (typeof one === 'string') continue;
          expect(one.jpeg.readUInt16BE(0)).toBe(0xffd8);
          expect(one.jpeg.readUInt16BE(one.jpeg.length - 2)).toBe(0xffd9);
          expect(one.width * one.height).toBeGreaterThan(0);
          searched = endOfSubsequence(bytes, searched, asSent(one.jpeg));
          expect(searched).toBeGreaterThan(0);
          expect(outline(demux([one.jpeg], { maxFrameBytes }))).toEqual(outline([one]));
        }
      }),
      runs,
    );
  });

  test('never makes it take more memory than a frame may have, and the room around it', () => {
    const allocate = vi.spyOn(Buffer, 'allocUnsafeSlow');
    fc.assert(
      fc.property(stream, (bytes) => {
        allocate.mockClear();
        demux([bytes, bytes, bytes], { maxFrameBytes });
        for (const [size] of allocate.mock.calls) expect(size).toBeLessThanOrEqual(maxFrameBytes + 2 * 1024);
      }),
      runs,
    );
    allocate.mockRestore();
  });

  test('is right again after 64 KiB, the longest segment, whatever came before', () => {
    const [sound = Buffer.alloc(0)] = images;
    const recovery = Array<Buffer>(Math.ceil(65_536 / sound.length) + 1).fill(sound);
    fc.assert(
      fc.property(stream, (bytes) => {
        const last = demux([bytes, ...recovery, sound]).at(-1);
        expect(typeof last === 'object' && last.jpeg.equals(sound)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

test('a stream of whole images and padding loses nothing', () => {
  const padding = fc.oneof(
    fc.nat(3000).map((bytes) => Buffer.alloc(bytes)),
    fc.string({ unit: 'grapheme-ascii', maxLength: 100 }).map((text) => Buffer.from(`${text}\r\n`)),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(padding, image)), fc.integer({ min: 1, max: 5000 }), (pieces, length) => {
      const output = demux(cut(Buffer.concat(pieces.flat()), [length]));
      const expected = pieces.map(([, jpeg]) => jpeg.toString('latin1'));
      expect(output.map((one) => (typeof one === 'string' ? one : one.jpeg.toString('latin1')))).toEqual(
        expected,
      );
    }),
    { numRuns: 200 },
  );
});
