import { describe, expect, test } from 'vitest';
import { demuxedImages, type DemuxOptions } from '../../../../server/capture/demuxed-images.ts';
import { systemClock } from '../../../../server/runtime/clock.ts';
import { RecordedReport } from '../../../fixtures/capture-report.ts';
import { cameraImage } from './jpeg/jpeg-samples.ts';

const small = cameraImage('64x48');
const large = cameraImage('320x240');

/** The images and drops of a source that sends a large picture and then a small one. */
async function taken(limits: Partial<DemuxOptions>): Promise<{ widths: number[]; drops: string[] }> {
  const report = new RecordedReport();
  const options = {
    maxFrameBytes: 1e6,
    maxFramesPerSecond: () => 120,
    clock: systemClock,
    report,
    ...limits,
  };
  const widths: number[] = [];
  const source = async (sink: { push(chunk: Buffer): Promise<void> | undefined }) => {
    for (const jpeg of [large, small]) await sink.push(jpeg);
  };
  for await (const { width } of demuxedImages(options, source, new AbortController().signal))
    widths.push(width);
  return { widths, drops: report.drops };
}

describe('the pictures of a source', () => {
  test('are all taken that are within the limits', async () => {
    expect(await taken({})).toEqual({ widths: [320, 64], drops: [] });
  });

  test('are dropped and counted that have more bytes than max_frame_bytes', async () => {
    expect(await taken({ maxFrameBytes: large.length - 1 })).toEqual({ widths: [64], drops: ['oversized'] });
  });

  test('are dropped and counted that have more pixels on a side than max_picture_size', async () => {
    expect(await taken({ maxPictureSize: () => 319 })).toEqual({ widths: [64], drops: ['too-many-pixels'] });
    expect(await taken({ maxPictureSize: () => 320 })).toMatchObject({ widths: [320, 64] });
  });
});
