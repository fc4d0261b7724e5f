import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test, vi } from 'vitest';
import { JpegDemuxer } from '../../../../../server/capture/jpeg/jpeg-demuxer.ts';
import { until } from '../../../../fixtures/until.ts';
import {
  cameraImage,
  demux,
  progressiveImage,
  segment,
  segmentOf,
  segmentsOf,
  spliced,
  without,
} from './jpeg-samples.ts';
import { SteppedClock } from '../../../../doubles/stepped-clock.ts';

const image = cameraImage('160x120');
const after = cameraImage('64x48');
const scanOffset = segmentOf(image, 0xda).end;

/** The reason of each drop, and 'image' for each image, in order. */
function outline(...pieces: Buffer[]): string[] {
  return demux([Buffer.concat(pieces)]).map((one) => (typeof one === 'string' ? one : 'image'));
}

function replaced(jpeg: Buffer, at: number, ...bytes: number[]): Buffer {
  return spliced(jpeg, at, at + bytes.length, Buffer.from(bytes));
}

function exposedGarbageCollection(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

describe('an unfinished image', () => {
  test('is dropped as truncated where the next one begins, which is whole', () => {
    for (let length = scanOffset; length < image.length; length += 97) {
      expect(outline(image, image.subarray(0, length), after)).toEqual(['image', 'truncated', 'image']);
    }
  });

  test('is dropped as truncated in multipart too', () => {
    const boundary = Buffer.from('\r\n--frame\r\nContent-Type: image/jpeg\r\n\r\n');
    expect(outline(image.subarray(0, -100), boundary, after)).toEqual(['truncated', 'image']);
  });

  test('cut between two header segments costs no other image', () => {
    for (const { start } of segmentsOf(image)) {
      expect(outline(image.subarray(0, start), after)).toEqual(['truncated', 'image']);
      expect(outline(image.subarray(0, start + 1), after)).toEqual(['truncated', 'image']);
    }
  });

  test('cut anywhere costs at most the next 64 KiB, the longest segment', () => {
    const images = Array<Buffer>(Math.ceil(65_536 / image.length) + 1).fill(image);
    for (let length = 2; length < scanOffset; length++) {
      const output = outline(image.subarray(0, length), ...images);
      expect(output.at(-1)).toBe('image');
      expect(output.length).toBeLessThanOrEqual(1 + images.length);
    }
  });

  test('is dropped as truncated at the end of the stream', () => {
    expect(outline(image.subarray(0, 100))).toEqual(['truncated']);
    expect(outline(image.subarray(0, -1))).toEqual(['truncated']);
  });
});

describe('an image is dropped as corrupt', () => {
  const sof = segmentOf(image, 0xc0);
  const sos = segmentOf(image, 0xda);
  const dht = segmentOf(image, 0xc4);
  const dqt = segmentOf(image, 0xdb);
  const middle = scanOffset + 1000;
  const broken: Record<string, Buffer> = {
    'without SOF': without(image, 0xc0),
    'without SOS': spliced(image, sos.start, image.length - 2),
    'with two SOF': spliced(image, sof.end, sof.end, image.subarray(sof.start, sof.end)),
    'of no width': replaced(image, sof.start + 7, 0, 0),
    'of more components than its SOF has room for': replaced(image, sof.start + 9, 4),
    'with a sampling factor of 0': replaced(image, sof.start + 11, 0x20),
    'with a sampling factor of 5': replaced(image, sof.start + 11, 0x51),
    'whose scan has a component it does not know': replaced(image, sos.start + 5, 9),
    'whose scan has a component twice': replaced(image, sos.start + 7, image.readUInt8(sos.start + 5)),
    'with a length below 2': replaced(image, sof.start - 2, 0xff, 0xfe, 0, 1),
    'with an impossible length of DHT': replaced(image, dht.start + 2, 0xff, 0xff),
    'with an impossible length of DQT': replaced(image, dqt.start + 2, 0, 66),
    'with an impossible length of SOF': replaced(image, sof.start + 2, 0, 18),
    'with an impossible length of SOS': replaced(image, sos.start + 2, 0, 13),
    'with an impossible length of DRI': spliced(image, sof.start, sof.start, segment(0xdd, Buffer.alloc(3))),
    'with a wrong segment length': replaced(image, dht.start + 2, 1, 0),
    'with EOI in the header': spliced(image, sof.start, sof.start, Buffer.from([0xff, 0xd9])),
    'with a marker inside the scan': replaced(image, middle, 0xff, 0xc4, 0, 20),
    'with a reserved marker inside the scan': replaced(image, middle, 0xff, 0x01, 0, 20),
    'with another scan behind the last': spliced(image, middle, middle, image.subarray(sos.start, sos.end)),
    'with a remark inside the scan': replaced(image, middle, 0xff, 0xfe, 0, 20),
    'with too little in its scan': Buffer.concat([image.subarray(0, scanOffset + 100), image.subarray(-2)]),
  };
  test.each(Object.entries(broken))('%s, and the next one is whole', (_, jpeg) => {
    expect(outline(jpeg, after)).toEqual(['corrupt', 'image']);
  });

  test('when a progressive one has a second SOF or no scan with DC', async () => {
    const progressive = await progressiveImage(image);
    const frameHeader = segmentOf(progressive, 0xc2);
    const scan = segmentOf(progressive, 0xda);
    const copy = progressive.subarray(frameHeader.start, frameHeader.end);
    const secondScan = progressive.indexOf(Buffer.from([0xff, 0xc4]), scan.end);
    expect(outline(progressive, after)).toEqual(['image', 'image']);
    expect(outline(spliced(progressive, secondScan, secondScan, copy), after)).toEqual(['corrupt', 'image']);
    expect(outline(spliced(progressive, scan.start, secondScan), after)).toEqual(['corrupt', 'image']);
  });
});

describe('an image larger than the limit', () => {
  const reasonsAt = (maxFrameBytes: number, ...pieces: Buffer[]) =>
    demux([Buffer.concat(pieces)], { maxFrameBytes }).map((one) => (typeof one === 'string' ? one : 'image'));

  test('is dropped as oversized, and only the larger', () => {
    expect(reasonsAt(image.length, image, after)).toEqual(['image', 'image']);
    expect(reasonsAt(image.length - 1, image, after)).toEqual(['oversized', 'image']);
    expect(reasonsAt(after.length, image, after)).toEqual(['oversized', 'image']);
  });

  test('is dropped in its header too', () => {
    const remarked = spliced(image, 2, 2, segment(0xfe, Buffer.alloc(60_000)));
    expect(reasonsAt(50_000, remarked, after)).toEqual(['oversized', 'image']);
  });

  test('never has more memory than the limit and the room around an image', () => {
    const allocate = vi.spyOn(Buffer, 'allocUnsafeSlow');
    const endless = Buffer.alloc(100_000, 0x55);
    expect(reasonsAt(300_000, image.subarray(0, -2), ...Array<Buffer>(50).fill(endless))).toEqual([
      'oversized',
    ]);
    expect(Math.max(...allocate.mock.calls.map(([bytes]) => bytes))).toBeLessThanOrEqual(300_000 + 2 * 1024);
    allocate.mockRestore();
  });

  test('releases its memory', async () => {
    const collectGarbage = exposedGarbageCollection();
    const endless = Buffer.alloc(1024 * 1024, 0x55);
    const demuxer = new JpegDemuxer({
      maxFrameBytes: 64 * 1024 * 1024,
      clock: new SteppedClock(),
      onImage: vi.fn(),
      onDrop: vi.fn(),
    });
    collectGarbage();
    const before = process.memoryUsage().arrayBuffers;
    demuxer.push(image.subarray(0, -2));
    for (let pushes = 0; pushes < 64; pushes++) demuxer.push(endless);
    await until('the memory is free', () => {
      collectGarbage();
      return process.memoryUsage().arrayBuffers - before < 1024 * 1024;
    });
    demuxer.end();
  });
});

describe('bytes between images', () => {
  const noise = Buffer.from(Array.from({ length: 500 }, (_, index) => 128 + (index % 100)));

  test('that are no padding count as garbage, once before each image', () => {
    expect(outline(noise, noise, image, noise, Buffer.alloc(10), noise, image)).toEqual([
      'garbage',
      'image',
      'garbage',
      'image',
    ]);
  });

  test('count even if no image ever comes', () => {
    expect(outline(noise)).toEqual(['garbage']);
    expect(outline(Buffer.alloc(500, 0xff))).toEqual(['garbage']);
    expect(outline(Buffer.from([0xff, 0xd8, 0x00, 0x00]))).toEqual(['garbage']);
  });

  test('that are padding count once there are more of them than an image may have', () => {
    const padding = Buffer.alloc(100_000);
    expect(outline(image, padding, padding, image)).toEqual(['image', 'image']);
    expect(outline(image, ...Array<Buffer>(11).fill(padding), image)).toEqual(['image', 'garbage', 'image']);
    expect(outline(...Array<Buffer>(25).fill(Buffer.alloc(100_000, 'text ')))).toEqual(['garbage']);
  });

  test('that follow a dropped image are part of it', () => {
    const stray = Buffer.from([0xff, 0x01]);
    expect(outline(image.subarray(0, 2000), stray, noise, image)).toEqual(['corrupt', 'image']);
  });

  test('may hold bytes that look like the beginning of an SOI', () => {
    const [ff, soi] = [Buffer.from([0xff]), Buffer.from([0xff, 0xd8])];
    expect(outline(ff, image)).toEqual(['garbage', 'image']);
    expect(outline(soi, image, soi, soi, image)).toEqual([
      'truncated',
      'image',
      'truncated',
      'truncated',
      'image',
    ]);
    expect(outline(Buffer.from([0xff, 0xd8, 0xd8]), image)).toEqual(['truncated', 'image']);
  });
});
