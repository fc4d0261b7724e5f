import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { JpegDemuxer } from '../../../../../server/capture/jpeg/jpeg-demuxer.ts';
import { JpegFrameReader } from '../../../../../server/capture/jpeg/jpeg-frame-reader.ts';
import type { CapturedImage } from '../../../../../server/frame/frame.ts';
import { cameraImage, cameraImages, progressiveImage, restartImages } from './jpeg-samples.ts';
import { oddImages, oddRestarts } from './odd-jpegs.ts';

const image = cameraImage('64x48');
const [restarts = image] = restartImages('48x64', 1);
const { whole, damaged } = oddRestarts(restarts);
const padded = Buffer.concat([image, Buffer.alloc(5_000)]);
const samples: Record<string, Buffer> = {
  'a sound image': image,
  'an image with restart markers': restarts,
  'a progressive image': await progressiveImage(image),
  'an image with zeros after it': padded,
  'an image with other bytes after it': Buffer.concat([image, Buffer.from([1, 2, 3])]),
  'bytes before an image': Buffer.concat([Buffer.from([0, 0]), image]),
  'two images in one frame': Buffer.concat([image, restarts]),
  'the beginning of an image': image.subarray(0, 900),
  'an image without its last byte': image.subarray(0, -1),
  'one byte': image.subarray(0, 1),
  'no image': Buffer.from('no image at all'),
  ...oddImages(image),
  ...whole,
  ...damaged,
};

const maxFrameBytes = 20_000;
const capturedAtMs = 1234.5;

/** Both readers' output as text: images, drops and damages, in their order. */
function reader() {
  const output: string[] = [];
  const options = {
    maxFrameBytes,
    onImage: ({ jpeg, width, height, capturedAtMs: at, memory }: CapturedImage) => {
      output.push(`${width}x${height} at ${at}: ${jpeg.toString('latin1')}`);
      memory?.release();
    },
    onDrop: (reason: string, detail?: string) => void output.push(`${reason} ${detail ?? ''}`),
    onDamaged: () => void output.push('damaged'),
  };
  return { output, options };
}

function readFrames(frames: Buffer[]): string[] {
  const { output, options } = reader();
  const frameReader = new JpegFrameReader(options);
  for (const frame of frames) frameReader.read(frame.length, capturedAtMs, (target) => frame.copy(target));
  return output;
}

function demuxFrames(frames: Buffer[]): string[] {
  const { output, options } = reader();
  const demuxer = new JpegDemuxer({ ...options, clock: { nowMs: () => capturedAtMs } });
  for (const frame of frames) {
    demuxer.push(frame);
    demuxer.end();
  }
  return output;
}

describe('a frame of a source that knows where its frames end', () => {
  test.for(Object.entries(samples))('gives what a demuxer gives: %s', ([, frame]) => {
    expect(readFrames([frame, image])).toEqual(demuxFrames([frame, image]));
  });

  test('gives what a demuxer gives, whatever its bytes', () => {
    const change = fc.tuple(fc.nat(5_000), fc.constantFrom(0, 1, 0xff, 0xd0, 0xd8, 0xd9, 0xda, 0xc0, 0xdd));
    const frame = fc
      .tuple(fc.constantFrom(...Object.values(samples)), fc.array(change, { maxLength: 4 }))
      .map(([sample, changes]) => {
        const changed = Buffer.from(sample);
        for (const [at, byte] of changes) changed[at % changed.length] = byte;
        return changed;
      });
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 4 }), (frames) => {
        expect(readFrames(frames)).toEqual(demuxFrames(frames));
      }),
      { numRuns: 300 },
    );
  });

  test('is copied once when it is sound', () => {
    const push = vi.spyOn(JpegDemuxer.prototype, 'push');
    try {
      readFrames([image, restarts, padded, ...cameraImages('64x48', 2)]);
      expect(push).not.toHaveBeenCalled();
    } finally {
      push.mockRestore();
    }
  });

  test('that is empty or too large is dropped by name', () => {
    expect(readFrames([Buffer.alloc(0), Buffer.alloc(maxFrameBytes + 1), image])).toEqual([
      'truncated ',
      'oversized ',
      expect.stringContaining('64x48'),
    ]);
  });

  test('leaves the memory of a frame alone that is still shown', () => {
    const held: Buffer[] = [];
    const { options } = reader();
    const frameReader = new JpegFrameReader({ ...options, onImage: ({ jpeg }) => void held.push(jpeg) });
    for (const frame of [image, restarts]) {
      frameReader.read(frame.length, capturedAtMs, (target) => frame.copy(target));
    }
    expect(held).toEqual([image, restarts]);
  });
});
