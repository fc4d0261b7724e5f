import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { repairImage } from '../../../../../server/capture/jpeg/jpeg-repair.ts';
import { BufferPool } from '../../../../../server/runtime/buffer-pool.ts';
import {
  cameraImage,
  cameraImages,
  demux,
  ffmpegImages,
  progressiveImage,
  segment,
  segmentOf,
  segmentsOf,
  spliced,
  without,
  repairJpeg,
} from './jpeg-samples.ts';

const image = cameraImage('640x480');
const bare = without(image, 0xc4);
const orientationOf = async (jpeg: Buffer) => (await sharp(jpeg).metadata()).orientation;
const pixels = (jpeg: Buffer) => sharp(jpeg).raw().toBuffer();
const exifCount = (jpeg: Buffer) => segmentsOf(jpeg).filter(({ code }) => code === 0xe1).length;

/** The messages of a decoder about a stream of images; empty when it has no problem. */
function ffmpegComplaints(stream: Buffer): string {
  const args = [
    '-nostdin',
    '-v',
    'warning',
    '-noautorotate',
    '-f',
    'mjpeg',
    '-i',
    'pipe:0',
    '-f',
    'null',
    '-',
  ];
  const script = 'exec ffmpeg "$@" 2>&1';
  return execFileSync('sh', ['-c', script, 'sh', ...args], { input: stream, encoding: 'utf8' });
}

describe('an image that needs nothing', () => {
  test('is returned itself', async () => {
    const progressive = await progressiveImage(image);
    const ofItsOwn = ffmpegImages('64x48', 1);
    for (const jpeg of [image, progressive, ...ofItsOwn]) expect(repairJpeg(jpeg, 1)).toBe(jpeg);
  });

  test('is returned itself when its EXIF says the orientation already', async () => {
    const turned = await sharp(image).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect(await orientationOf(turned)).toBe(6);
    expect(repairJpeg(turned, 6)).toBe(turned);
    expect(repairJpeg(turned, 1)).toBe(turned);
    const repaired = repairJpeg(image, 8);
    expect(repairJpeg(repaired, 8)).toBe(repaired);
  });

  test('stays unchanged when it is no image', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(image.length), (bytes, length) => {
        const broken = Buffer.concat([image.subarray(0, length % segmentOf(image, 0xda).start), bytes]);
        expect(() => repairJpeg(broken, 6)).not.toThrow();
      }),
    );
    for (const jpeg of [Buffer.alloc(0), image.subarray(0, 300)]) expect(repairJpeg(jpeg, 6)).toBe(jpeg);
  });
});

describe('an image without Huffman tables', () => {
  test('gets the standard ones, which are those that ffmpeg writes', async () => {
    const repaired = repairJpeg(bare, 1);
    expect(repaired).toHaveLength(bare.length + 420);
    expect(await pixels(repaired)).toEqual(await pixels(image));
    const tables = segmentOf(image, 0xc4);
    const added = segmentOf(repaired, 0xc4);
    expect(added.end).toBe(segmentOf(repaired, 0xda).start);
    expect(repaired.subarray(added.start, added.end)).toEqual(image.subarray(tables.start, tables.end));
  });

  test('is decoded by ffmpeg without complaint, with and without an orientation', () => {
    const camera = cameraImages('320x240', 5).map((jpeg) => without(jpeg, 0xc4));
    expect(ffmpegComplaints(Buffer.concat(camera.map((jpeg) => repairJpeg(jpeg, 1))))).toBe('');
    expect(ffmpegComplaints(Buffer.concat(camera.map((jpeg) => repairJpeg(jpeg, 6))))).toBe('');
  });

  test('and of AVI1 kind gets them too', async () => {
    const { start, end } = segmentOf(bare, 0xe0);
    const avi1 = spliced(bare, start, end, segment(0xe0, Buffer.from('AVI1\0\0\0\0\0\0\0\0\0\0', 'latin1')));
    expect(await pixels(repairJpeg(avi1, 1))).toEqual(await pixels(image));
    expect(ffmpegComplaints(repairJpeg(avi1, 3))).toBe('');
  });

  test('is not written to', () => {
    const before = Buffer.from(bare);
    repairJpeg(bare, 6);
    expect(bare).toEqual(before);
  });

  test('but progressive does not get the standard ones', async () => {
    const progressive = await progressiveImage(image);
    const stripped = without(progressive, 0xc4);
    expect(segmentsOf(stripped).some(({ code }) => code === 0xc4)).toBe(false);
    expect(repairJpeg(stripped, 1)).toBe(stripped);
  });
});

describe('an orientation', () => {
  test('is put into 36 bytes of EXIF behind JFIF, in an image that is whole', async () => {
    const repaired = repairJpeg(image, 6);
    expect(
      segmentsOf(repaired)
        .slice(0, 2)
        .map(({ code }) => code),
    ).toEqual([0xe0, 0xe1]);
    expect(repaired).toHaveLength(image.length + 36);
    expect(await orientationOf(repaired)).toBe(6);
    expect(demux([repaired])).toMatchObject([{ jpeg: repaired, width: 640, height: 480 }]);
    expect(ffmpegComplaints(repaired)).toBe('');
  });

  test('is put behind SOI where there is no JFIF, and together with Huffman tables', async () => {
    const repaired = repairJpeg(without(bare, 0xe0), 3);
    expect(segmentsOf(repaired)[0]?.code).toBe(0xe1);
    expect(repaired).toHaveLength(without(bare, 0xe0).length + 36 + 420);
    expect(await orientationOf(repaired)).toBe(3);
    expect(await pixels(repaired)).toEqual(await pixels(image));
  });

  const littleEndian = Buffer.from('II*\0\x08\0\0\0', 'latin1');
  const exif = (tiff: Buffer) => segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]));
  const withExif = (tiff: Buffer) => spliced(image, 2, 2, exif(tiff));

  test('takes the place of the one that is there, and leaves the rest of EXIF alone', async () => {
    const turned = await sharp(image)
      .withExif({ IFD0: { Copyright: 'somebody', Software: 'camera' }, IFD3: { GPSLatitudeRef: 'N' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const repaired = repairJpeg(turned, 8);
    expect(repaired).toHaveLength(turned.length);
    expect(exifCount(repaired)).toBe(1);
    expect(await orientationOf(repaired)).toBe(8);
    const differing = [...repaired].filter((byte, at) => byte !== turned[at]);
    expect(differing).toEqual([8]);
  });

  test('takes the place of a little-endian one, also if JFIF comes after EXIF', async () => {
    const entry = Buffer.from([1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]);
    const repaired = repairJpeg(withExif(Buffer.concat([littleEndian, entry])), 2);
    expect(
      segmentsOf(repaired)
        .slice(0, 2)
        .map(({ code }) => code),
    ).toEqual([0xe1, 0xe0]);
    expect(exifCount(repaired)).toBe(1);
    expect(await orientationOf(repaired)).toBe(2);
  });

  const make = 0x010f;
  const software = 0x0131;
  test.each([
    ['II', [make]],
    ['II', [make, software]],
    ['MM', [software]],
    ['MM', []],
  ])('is added to EXIF that has none, in its order of bytes (%s) and of tags (%j)', async (order, tags) => {
    const big = order === 'MM';
    const u16 = (value: number) => (big ? [value >> 8, value & 255] : [value & 255, value >> 8]);
    const u32 = (value: number) => (big ? [...u16(0), ...u16(value)] : [...u16(value), ...u16(0)]);
    const text = Buffer.from('camera one\0', 'latin1');
    const textOffset = 8 + 2 + 12 * tags.length + 4;
    const entries = tags.flatMap((tag) => [...u16(tag), ...u16(2), ...u32(text.length), ...u32(textOffset)]);
    const head = [...Buffer.from(order), ...u16(42), ...u32(8)];
    const tiff = Buffer.concat([Buffer.from([...head, ...u16(tags.length), ...entries, ...u32(0)]), text]);
    const repaired = repairJpeg(withExif(tiff), 5);
    expect(exifCount(repaired)).toBe(1);
    expect(await orientationOf(repaired)).toBe(5);
    expect(ffmpegComplaints(repaired)).toBe('');

    const longer = (await sharp(repaired).metadata()).exif?.subarray(6) ?? Buffer.alloc(0);
    expect(longer.subarray(8, tiff.length)).toEqual(tiff.subarray(8));
    const directory = big ? longer.readUInt32BE(4) : longer.readUInt32LE(4);
    expect(directory % 2).toBe(0);
    const tagAt = (at: number) => (big ? longer.readUInt16BE(at) : longer.readUInt16LE(at));
    const found = [...tags, 0x0112].map((_, index) => tagAt(directory + 2 + 12 * index));
    expect(found).toEqual([...tags, 0x0112].toSorted((one, other) => one - other));
    expect(longer.subarray(directory + 2 + 12 * found.length)).toEqual(Buffer.alloc(4));
  });

  test('is put into the first EXIF of several, which is the one decoders read', async () => {
    const [one, other] = [6, 8].map((value) =>
      exif(
        Buffer.concat([
          littleEndian,
          Buffer.from([1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, value, 0, 0, 0, 0, 0, 0, 0]),
        ]),
      ),
    ) as [Buffer, Buffer];
    const twice = spliced(image, 2, 2, one, other);
    expect(await orientationOf(twice)).toBe(6);
    expect(await orientationOf(repairJpeg(twice, 3))).toBe(3);
  });

  test('takes the place of EXIF that is broken or has no room', async () => {
    const full = Buffer.concat([littleEndian, Buffer.alloc(65_519)]);
    const pointsOutside = Buffer.from('II*\0\xff\xff\xff\xff', 'latin1');
    const tooManyEntries = Buffer.concat([littleEndian, Buffer.from([9, 9, 1, 2, 3])]);
    for (const tiff of [Buffer.alloc(0), Buffer.from('nonsense'), pointsOutside, tooManyEntries, full]) {
      const repaired = repairJpeg(withExif(tiff), 7);
      expect(repaired).toHaveLength(image.length + 36);
      expect(await orientationOf(repaired)).toBe(7);
    }
  });

  test('is not searched in an APP1 of another kind', async () => {
    const xmp = segment(0xe1, Buffer.from('http://ns.adobe.com/xap/1.0/\0<x/>', 'latin1'));
    const repaired = repairJpeg(spliced(image, 2, 2, xmp), 6);
    expect(repaired.includes('ns.adobe.com')).toBe(true);
    expect(exifCount(repaired)).toBe(2);
    expect(await orientationOf(repaired)).toBe(6);
  });
});

describe('an image in pooled memory', () => {
  const bare = without(image, 0xc4);

  test('is repaired in place where there is room before it', () => {
    const pooled = inPool(bare, 1_024);
    const repaired = repairImage(pooled, 6);
    expect(repaired.jpeg.equals(repairJpeg(bare, 6))).toBe(true);
    expect(repaired.jpeg.buffer).toBe(pooled.memory.bytes.buffer);
    expect(repaired.memory).toBe(pooled.memory);
  });

  test('is copied where there is none, and its memory is given back', () => {
    const pooled = inPool(bare, 8);
    const repaired = repairImage(pooled, 6);
    expect(repaired.jpeg.equals(repairJpeg(bare, 6))).toBe(true);
    expect(repaired.memory).toBeUndefined();
    expect(pooled.pool.take(bare.length).bytes).toBe(pooled.memory.bytes);
  });

  function inPool(jpeg: Buffer, roomBytes: number) {
    const pool = new BufferPool(1);
    const memory = pool.take(roomBytes + jpeg.length);
    jpeg.copy(memory.bytes, roomBytes);
    return { jpeg: memory.bytes.subarray(roomBytes), width: 0, height: 0, capturedAtMs: 0, memory, pool };
  }
});
