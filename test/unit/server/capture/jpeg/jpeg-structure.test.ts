import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { demux, ffmpegImages, segment, segmentOf } from './jpeg-samples.ts';

const SOI = Buffer.from([0xff, 0xd8]);
const EOI = Buffer.from([0xff, 0xd9]);

/** Components are [id, sampling factors as one byte]. */
function frameHeader(code: number, width: number, height: number, components: [number, number][]): Buffer {
  const head = Buffer.from([8, height >> 8, height & 255, width >> 8, width & 255, components.length]);
  return segment(
    code,
    Buffer.concat([head, Buffer.from(components.flatMap(([id, factors]) => [id, factors, 0]))]),
  );
}

/** A scan with `bytes` bytes of entropy-coded data; a demuxer checks only their number. */
function scan(ids: number[], bytes: number, coefficients = [0, 63], approximation = 0): Buffer {
  const components = ids.flatMap((id) => [id, 0]);
  const header = Buffer.from([ids.length, ...components, ...coefficients, approximation]);
  return Buffer.concat([segment(0xda, header), Buffer.alloc(bytes, 0x55)]);
}

function isAccepted(...pieces: Buffer[]): boolean {
  const [first, ...rest] = demux([Buffer.concat([SOI, ...pieces, EOI])]);
  expect(rest).toEqual([]);
  return typeof first === 'object';
}

/** Whether it is passed on as an image that decoders may show only partly. */
function isDamaged(...pieces: Buffer[]): boolean {
  let damaged = false;
  const images = demux([Buffer.concat([SOI, ...pieces, EOI])], { onDamaged: () => (damaged = true) });
  expect(images).toMatchObject([{ width: 64 }]);
  return damaged;
}

describe('the shortest possible scan', () => {
  const sampling = { '4:4:4': 0x11, '4:2:2': 0x21, '4:2:0': 0x22, '4:1:1': 0x41 };
  const colour = (factors: number): [number, number][] => [
    [1, factors],
    [2, 0x11],
    [3, 0x11],
  ];
  test.each([
    // Blocks × 2 bits, for 720p and for a size that is no multiple of the block size.
    ['4:4:4', 1280, 720, (160 * 90 * 3 * 2) / 8],
    ['4:2:2', 1280, 720, (80 * 90 * 4 * 2) / 8],
    ['4:2:0', 1280, 720, (80 * 45 * 6 * 2) / 8],
    ['4:1:1', 1280, 720, (40 * 90 * 6 * 2) / 8],
    ['4:2:0', 33, 17, Math.ceil((3 * 2 * 6 * 2) / 8)],
  ] as const)('of %s with %i x %i pixels has two bits for each block', (name, width, height, bytes) => {
    const header = frameHeader(0xc0, width, height, colour(sampling[name]));
    expect(isAccepted(header, scan([1, 2, 3], bytes))).toBe(true);
    expect(isAccepted(header, scan([1, 2, 3], bytes - 1))).toBe(false);
  });

  test('of one component has only the blocks that hold picture', () => {
    const header = frameHeader(0xc0, 33, 17, colour(0x22));
    const luminance = Math.ceil((5 * 3 * 2) / 8);
    const chrominance = Math.ceil((3 * 2 * 2) / 8);
    const scans = (...bytes: number[]) => bytes.map((length, index) => scan([index + 1], length));
    expect(isAccepted(header, ...scans(luminance, chrominance, chrominance))).toBe(true);
    expect(isAccepted(header, ...scans(luminance - 1, chrominance, chrominance))).toBe(false);
    expect(isAccepted(header, ...scans(luminance, chrominance, chrominance - 1))).toBe(false);
  });

  test('of a progressive image has one bit for each block, and hardly any without DC', () => {
    const header = frameHeader(0xc2, 64, 64, [[1, 0x11]]);
    expect(isAccepted(header, scan([1], 8, [0, 0]), scan([1], 1, [1, 63]))).toBe(true);
    expect(isAccepted(header, scan([1], 7, [0, 0]), scan([1], 1, [1, 63]))).toBe(false);
    expect(isAccepted(header, scan([1], 8, [0, 0]), scan([1], 0, [1, 63]))).toBe(false);
  });

  test.each([false, true])(
    'is not longer than that of any picture of one colour (progressive: %s)',
    async (progressive) => {
      for (const [width, height] of [
        [1280, 720],
        [1, 1],
        [17, 9],
        [333, 500],
      ] as const) {
        for (const chromaSubsampling of ['4:2:0', '4:4:4']) {
          const picture = sharp({ create: { width, height, channels: 3, background: '#000' } });
          const options = { progressive, chromaSubsampling, optimiseCoding: true, quality: 1 };
          const jpeg = await picture.jpeg(options).toBuffer();
          expect(demux([jpeg])).toMatchObject([{ width, height }]);
        }
      }
    },
  );

  test('is close to the length of a real black picture', async () => {
    const picture = sharp({ create: { width: 1280, height: 720, channels: 3, background: '#000' } });
    const jpeg = await picture.jpeg({ chromaSubsampling: '4:2:0', optimiseCoding: true }).toBuffer();
    expect(jpeg.length - segmentOf(jpeg, 0xda).end).toBeLessThan(1.02 * ((80 * 45 * 6 * 2) / 8));
  });
});

describe('a sequential image in several scans', () => {
  const header = frameHeader(0xc1, 64, 64, [
    [1, 0x11],
    [2, 0x11],
    [3, 0x11],
  ]);
  const tables = segment(0xc4, Buffer.alloc(17));

  test('may have tables and remarks between them', () => {
    const remark = segment(0xfe, Buffer.from('remark'));
    expect(isAccepted(header, scan([1], 16), tables, remark, scan([3, 2], 32))).toBe(true);
  });

  test('must have one scan of each component, and no more', () => {
    expect(isAccepted(header, scan([1], 16), scan([2], 16))).toBe(false);
    expect(isAccepted(header, scan([1], 16), scan([1, 2, 3], 48))).toBe(false);
    expect(isAccepted(header, scan([1, 2, 3], 48), scan([1], 16))).toBe(false);
  });

  test('begins each scan at the first restart marker', () => {
    const interval = segment(0xdd, Buffer.from([0, 24]));
    const restart = (index: number) => Buffer.from([0xff, 0xd0 + index, 0x55]);
    const grey = frameHeader(0xc0, 64, 64, [
      [1, 0x11],
      [2, 0x11],
    ]);
    const scans = (...restarts: number[]) => [
      scan([1], 16),
      restart(0),
      restart(1),
      scan([2], 16),
      ...restarts.map(restart),
    ];
    expect(isDamaged(grey, interval, ...scans(0, 1, 2, 3, 4, 5, 6, 7, 0))).toBe(false);
    expect(isDamaged(grey, interval, ...scans(2))).toBe(true);
    expect(isDamaged(grey, interval, ...scans(0, 1, 2, 3, 4, 5, 6, 7, 7))).toBe(true);
    expect(isDamaged(grey, interval, ...scans(0))).toBe(true);
  });
});

test('components that share an id, as some cameras have it, are told apart by their order', () => {
  const header = frameHeader(0xc0, 64, 64, [
    [1, 0x21],
    [1, 0x11],
    [1, 0x11],
  ]);
  expect(isAccepted(header, scan([1, 1, 1], 32))).toBe(true);
});

test('a scan header that ends in 0xFF does not begin a marker', () => {
  expect(isAccepted(frameHeader(0xc0, 8, 8, [[1, 0x11]]), scan([1], 1, [0, 63], 0xff))).toBe(true);
});

test('pictures of one colour by ffmpeg are accepted', () => {
  for (const options of [[], ['-huffman', 'default'], ['-pix_fmt', 'yuvj444p'], ['-pix_fmt', 'gray']]) {
    const images = ffmpegImages('640x480', 2, '-vf', 'drawbox=t=fill:color=black', ...options);
    expect(demux(images)).toMatchObject(Array(2).fill({ width: 640, height: 480 }));
  }
});
