import { describe, expect, test } from 'vitest';
import type { FrameDropReason } from '../../../../../server/contract/capture-error.ts';
import { cameraImage, demux, progressiveImage, segment, segmentOf, spliced } from './jpeg-samples.ts';

const image = cameraImage('160x120');
const after = cameraImage('64x48');
const sof = segmentOf(image, 0xc0);

/** The image with a changed SOF: bytes by their offset from the marker. */
function changed(bytes: Record<number, number>): Buffer {
  const copy = Buffer.from(image);
  for (const [at, byte] of Object.entries(bytes)) copy[sof.start + Number(at)] = byte;
  return copy;
}

function sized(width: number, height: number): Buffer {
  return changed({ 5: height >> 8, 6: height & 255, 7: width >> 8, 8: width & 255 });
}

interface Drop {
  reason: FrameDropReason;
  detail: string | undefined;
}

/**
 * 'image' for each image that was passed on, otherwise the reason of the drop; the same for all ways to cut the stream.
 */
function drops(pieces: Buffer[], maxPictureSize?: () => number): (Drop | 'image')[] {
  const stream = Buffer.concat(pieces);
  const read = (chunks: Buffer[]) => {
    const output: (Drop | 'image')[] = [];
    const onDrop = (reason: FrameDropReason, detail?: string) => output.push({ reason, detail });
    demux(chunks, { maxPictureSize, onDrop, onImage: () => output.push('image') });
    return output;
  };
  const output = read([stream]);
  expect(read([...stream].map((byte) => Buffer.of(byte)))).toEqual(output);
  return output;
}

describe('an image that no browser shows is dropped with the reason', () => {
  const cases: [string, Buffer][] = [
    ['arithmetic coding', changed({ 1: 0xc9 })],
    ['arithmetic coding', changed({ 1: 0xca })],
    ['lossless coding', changed({ 1: 0xc3 })],
    ['hierarchical coding', changed({ 1: 0xc5 })],
    [
      'hierarchical coding',
      spliced(image, sof.start, sof.start, segment(0xde, image.subarray(sof.start + 4, sof.end))),
    ],
    ['12 bits per sample', changed({ 4: 12 })],
    [
      'no height in its header (DNL)',
      spliced(sized(160, 0), image.length - 2, image.length - 2, segment(0xdc, Buffer.from([0, 120]))),
    ],
  ];
  test.each(cases)('%s', (what, jpeg) => {
    const detail = `a picture has ${what}; browsers cannot show it`;
    expect(drops([after, jpeg, after])).toEqual(['image', { reason: 'unsupported', detail }, 'image']);
  });

  test('more scans than any picture needs, because each costs a decoder a pass over the picture', async () => {
    const progressive = await progressiveImage(after);
    const scans = segmentOf(progressive, 0xda);
    const end = progressive.length - 2;
    // A scan that refines nothing: one component, the last coefficient, one byte.
    const empty = Buffer.concat([
      segment(0xda, Buffer.from([1, progressive.readUInt8(scans.start + 5), 0, 63, 63, 0x10])),
      Buffer.of(0x55),
    ]);
    const withScans = (count: number) => spliced(progressive, end, end, ...Array<Buffer>(count).fill(empty));
    expect(drops([withScans(50)])).toEqual(['image']);
    const detail = 'a picture has more than 100 scans; browsers cannot show it';
    expect(drops([withScans(100), after])).toEqual([{ reason: 'unsupported', detail }, 'image']);
  });

  test('once, although there are images in its later segments', () => {
    const jpeg = changed({ 1: 0xc9 });
    const thumbnails = spliced(jpeg, sof.end, sof.end, segment(0xe2, after));
    expect(drops([thumbnails, after])).toMatchObject([{ reason: 'unsupported' }, 'image']);
  });

  test('also where it is cut off', () => {
    const jpeg = changed({ 1: 0xc9 });
    expect(drops([jpeg.subarray(0, -500), after])).toMatchObject([{ reason: 'unsupported' }, 'image']);
    expect(drops([jpeg.subarray(0, -500)])).toMatchObject([{ reason: 'unsupported' }]);
    expect(drops([jpeg, after.subarray(0, 100)])).toMatchObject([
      { reason: 'unsupported' },
      { reason: 'truncated' },
    ]);
  });
});

describe('an image with more pixels than max_picture_size', () => {
  const tooMany = (width: number, height: number, max = 8_192) => ({
    reason: 'too-many-pixels',
    detail: `the camera sends ${width}x${height} pixels; more than max_picture_size (${max}) allows`,
  });

  test.each([
    [16_383, 16_383],
    [8_193, 16],
    [16, 65_535],
  ])('of %i x %i is dropped with its size', (width, height) => {
    expect(drops([sized(width, height), after])).toEqual([tooMany(width, height), 'image']);
  });

  test('is distinguished from one of exactly that size, by the limit at that time', () => {
    let max = 160;
    expect(drops([image], () => max)).toEqual(['image']);
    max = 159;
    expect(drops([image, after], () => max)).toEqual([tooMany(160, 120, 159), 'image']);
  });

  test('may come in the middle of a stream, and go again', () => {
    expect(drops([image, sized(9_000, 9_000), image])).toEqual(['image', tooMany(9_000, 9_000), 'image']);
  });

  test('or more in all than any decoder accepts is dropped too', () => {
    const detail = 'the camera sends 16384x8192 pixels; more than 67108864 in all';
    expect(drops([sized(16_384, 8_192)], () => 16_384)).toEqual([{ reason: 'too-many-pixels', detail }]);
  });

  test('in a second SOF is corrupt, wherever that stands', () => {
    const second = sized(9_000, 9_000).subarray(sof.start, sof.end);
    for (const at of [sof.end, image.length - 2]) {
      expect(drops([spliced(image, at, at, second), after])).toMatchObject([{ reason: 'corrupt' }, 'image']);
    }
  });
});
