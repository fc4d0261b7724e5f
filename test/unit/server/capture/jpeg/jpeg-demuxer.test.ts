import sharp from 'sharp';
import { describe, expect, test, vi } from 'vitest';
import { createExifSegment } from '../../../../../server/capture/jpeg/exif-segment.ts';
import { JpegDemuxer } from '../../../../../server/capture/jpeg/jpeg-demuxer.ts';
import type { CapturedImage } from '../../../../../server/frame/frame.ts';
import {
  cameraImage,
  cameraImages,
  demux,
  ffmpegImages,
  progressiveImage,
  restartImages,
  segment,
  segmentOf,
  spliced,
  without,
} from './jpeg-samples.ts';
import { SteppedClock } from '../../../../doubles/stepped-clock.ts';

const small = cameraImages('64x48', 3);
const [first, second] = small as [Buffer, Buffer];
const jpegs = (output: ReturnType<typeof demux>) =>
  output.map((one) => (typeof one === 'string' ? one : Buffer.from(one.jpeg)));

describe('a stream of whole images', () => {
  const kinds: Record<string, () => Promise<Buffer[]>> = {
    'of a camera (4:2:2, standard Huffman tables)': async () => cameraImages('640x480', 3),
    'of ffmpeg (4:2:0, Huffman tables of their own)': async () =>
      ffmpegImages('640x480', 3, '-pix_fmt', 'yuvj420p'),
    'with restart markers': async () => restartImages('640x480', 3),
    'in shades of grey': () =>
      Promise.all(small.map((jpeg) => sharp(jpeg).greyscale().toColourspace('b-w').jpeg().toBuffer())),
    'of four inks (CMYK)': () =>
      Promise.all(small.map((jpeg) => sharp(jpeg).toColourspace('cmyk').jpeg().toBuffer())),
    'with a quarter of the colour (4:1:1)': async () => ffmpegImages('640x480', 2, '-pix_fmt', 'yuvj411p'),
    'that are progressive': () => Promise.all(small.map(progressiveImage)),
    'of different kinds in turn': async () => [
      ...restartImages('64x48', 1),
      await progressiveImage(first),
      first,
    ],
    'without Huffman tables': async () => small.map((jpeg) => without(jpeg, 0xc4)),
    'with sizes no block divides': async () => cameraImages('333x77', 2),
  };
  test.each(Object.entries(kinds))('%s gives each of them unchanged', async (_, make) => {
    const images = await make();
    const output = demux([Buffer.concat(images)]);
    expect(jpegs(output)).toEqual(images);
    for (const one of output) {
      const { jpeg, width, height } = one as CapturedImage;
      expect(await sharp(jpeg).metadata()).toMatchObject({ width, height });
    }
  });

  test('may have zeros after each image', () => {
    const zeros = Buffer.alloc(5000);
    expect(jpegs(demux([Buffer.concat([first, zeros, second, zeros])]))).toEqual([first, second]);
  });

  test('may be the body of a multipart response', () => {
    const head = (jpeg: Buffer) =>
      Buffer.from(`\r\n--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`);
    const body = Buffer.concat([
      ...small.flatMap((jpeg) => [head(jpeg), jpeg]),
      Buffer.from('\r\n--frame--\r\n'),
    ]);
    expect(jpegs(demux([body]))).toEqual(small);
  });

  test('may have fill bytes before any marker', () => {
    const fill = Buffer.from([0xff, 0xff, 0xff]);
    const places = [first.length - 2, segmentOf(first, 0xda).start, segmentOf(first, 0xc0).start];
    const filled = places.reduce((jpeg, at) => spliced(jpeg, at, at, fill), first);
    expect(jpegs(demux([Buffer.concat([filled, second])]))).toEqual([filled, second]);
  });

  test('may have remarks before the last scans and the end of a progressive image', async () => {
    const progressive = await progressiveImage(first);
    const remark = segment(0xfe, Buffer.from('remark'));
    const end = progressive.length - 2;
    const remarked = spliced(progressive, end, end, remark);
    expect(jpegs(demux([remarked]))).toEqual([remarked]);
  });

  test('is not cut by a thumbnail inside a segment', () => {
    const exif = Buffer.concat([createExifSegment(1).subarray(4), second]);
    const withThumbnail = spliced(first, 2, 2, segment(0xe1, exif), segment(0xe2, second));
    expect(jpegs(demux([Buffer.concat([withThumbnail, second])]))).toEqual([withThumbnail, second]);
  });
});

describe('an image', () => {
  test('comes out with the push of its last byte', () => {
    const onImage = vi.fn();
    const demuxer = new JpegDemuxer({
      maxFrameBytes: 100_000,
      clock: new SteppedClock(),
      onImage,
      onDrop: vi.fn(),
    });
    for (const byte of first.subarray(0, -1)) demuxer.push(Buffer.from([byte]));
    expect(onImage).not.toHaveBeenCalled();
    demuxer.push(first.subarray(-1));
    expect(onImage).toHaveBeenCalledOnce();
  });

  test.each([1, 2, 3, 700, 100_000])('has the time of its first byte, in pushes of %i bytes', (pushBytes) => {
    const padding = Buffer.from('\r\n\r\n');
    const stream = Buffer.concat([padding, first, first.subarray(0, -20), second, padding, second]);
    const begins = [4, 4 + 2 * first.length - 20, 8 + 2 * first.length - 20 + second.length];
    const clock = new SteppedClock();
    const output: unknown[] = [];
    const demuxer = new JpegDemuxer({
      maxFrameBytes: 100_000,
      clock,
      onImage: (image) => output.push(image.capturedAtMs),
      onDrop: (reason) => output.push(reason),
    });
    for (let at = 0; at < stream.length; at += pushBytes) {
      demuxer.push(stream.subarray(at, at + pushBytes));
      clock.pass(0.5);
      demuxer.push(Buffer.alloc(0));
      clock.pass(0.5);
    }
    const [firstAt, ...laterAt] = begins.map((begin) => Math.floor(begin / pushBytes));
    expect(output).toEqual([firstAt, 'truncated', ...laterAt]);
  });

  test('stays the same when the buffer that it was read into is used again', () => {
    const buffer = Buffer.concat([first]);
    const output = demux([buffer]);
    buffer.fill(0);
    expect(jpegs(output)).toEqual([first]);
  });

  test('is not written to while its memory is held, and lies in memory used again once it is released', () => {
    const steady = cameraImages('1280x720', 6);
    const held = demux([Buffer.concat(steady)]) as CapturedImage[];
    expect(jpegs(held)).toEqual(steady);
    expect(new Set(held.map(({ jpeg }) => jpeg.buffer)).size).toBe(steady.length);

    const memories = new Set<ArrayBufferLike>();
    const onImage = (image: CapturedImage) => {
      memories.add(image.jpeg.buffer);
      image.memory?.release();
    };
    const demuxer = new JpegDemuxer({
      maxFrameBytes: 1e6,
      clock: new SteppedClock(),
      onImage,
      onDrop: vi.fn(),
    });
    for (let rounds = 0; rounds < 5; rounds++) for (const jpeg of steady) demuxer.push(jpeg);
    expect(memories.size).toBeLessThan(4);
  });

  test('is whole however often its memory had to grow, which is not often', () => {
    const large = cameraImage('1920x1080');
    const allocate = vi.spyOn(Buffer, 'allocUnsafeSlow');
    const chunks = Array.from({ length: Math.ceil(large.length / 1000) }, (_, index) =>
      large.subarray(index * 1000, (index + 1) * 1000),
    );
    expect(jpegs(demux(chunks))).toEqual([large]);
    expect(allocate.mock.calls.length).toBeLessThan(10);
    allocate.mockRestore();
  });

  test('that is unusually large leaves no large memory behind', () => {
    const large = cameraImage('1920x1080');
    let lastBytes = 0;
    const onImage = ({ jpeg, memory }: CapturedImage) => {
      lastBytes = jpeg.buffer.byteLength;
      memory?.release();
    };
    const demuxer = new JpegDemuxer({
      maxFrameBytes: 1e6,
      clock: new SteppedClock(),
      onImage,
      onDrop: vi.fn(),
    });
    demuxer.push(large);
    expect(lastBytes).toBeGreaterThan(large.length);
    for (let images = 0; images < 50; images++) demuxer.push(first);
    expect(lastBytes).toBeLessThan(large.length);
  });
});

test('a demuxer can be used for another stream after the end of one', () => {
  const output: unknown[] = [];
  const demuxer = new JpegDemuxer({
    maxFrameBytes: 100_000,
    clock: new SteppedClock(),
    onImage: ({ jpeg }) => output.push(jpeg),
    onDrop: (reason) => output.push(reason),
  });
  demuxer.push(first.subarray(0, 1000));
  demuxer.end();
  demuxer.end();
  demuxer.push(second);
  demuxer.push(Buffer.from([0xff, 0xd8]));
  demuxer.end();
  expect(output).toEqual(['truncated', second, 'truncated']);
});
