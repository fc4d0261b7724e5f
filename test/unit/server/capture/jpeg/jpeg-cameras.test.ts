import { once } from 'node:events';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { JpegDemuxer } from '../../../../../server/capture/jpeg/jpeg-demuxer.ts';
import type { FrameDropReason } from '../../../../../server/contract/capture-error.ts';
import { fakecamMissing, FakeCameras } from '../../../../fixtures/fakecam.ts';
import { repairJpeg } from './jpeg-samples.ts';
import { SteppedClock } from '../../../../doubles/stepped-clock.ts';

/** The images and drops of `count` frames that v4l2-ctl reads from camera 0. */
async function read(
  cameras: FakeCameras,
  frames: number,
): Promise<{ jpegs: Buffer[]; drops: FrameDropReason[] }> {
  const jpegs: Buffer[] = [];
  const drops: FrameDropReason[] = [];
  const demuxer = new JpegDemuxer({
    maxFrameBytes: 1024 * 1024,
    clock: new SteppedClock(),
    onImage: ({ jpeg, width, height }) => {
      expect([width, height]).toEqual([640, 480]);
      jpegs.push(jpeg);
    },
    onDrop: (reason) => drops.push(reason),
  });
  const format = '--set-fmt-video=width=640,height=480,pixelformat=MJPG';
  const stream = ['--stream-mmap', `--stream-count=${frames}`, '--stream-to=-'];
  const child = cameras.spawn('v4l2-ctl', ['-d', '/dev/video0', format, ...stream], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  child.stdout?.on('data', (chunk: Buffer) => demuxer.push(chunk));
  await once(child, 'close');
  demuxer.end();
  return { jpegs, drops };
}

/** The number that a fake camera writes into each frame. */
function sequenceOf(jpeg: Buffer): number {
  return Number(/ seq=(\d+) /.exec(jpeg.toString('latin1', 0, 300))?.[1]);
}

describe.skipIf(fakecamMissing)('the stream of a camera', () => {
  test('that pads its frames and leaves out the Huffman tables loses none, and each can be decoded', async () => {
    using cameras = new FakeCameras();
    cameras.up(0, '--mjpeg', '640x480@30', '--option', 'strip_dht', '--option', 'pad:777');
    const { jpegs, drops } = await read(cameras, 20);
    expect(drops).toEqual([]);
    expect(jpegs).toHaveLength(20);
    for (const jpeg of jpegs) await sharp(repairJpeg(jpeg, 1), { failOn: 'warning' }).raw().toBuffer();
  });

  test.each([
    ['truncated:4', 'truncated'],
    ['corrupt:4', 'corrupt'],
    ['garbage:4', 'garbage'],
  ])('with a fault (%s) loses those frames and no others', async (fault, reason) => {
    using cameras = new FakeCameras();
    cameras.up(0, '--mjpeg', '640x480@30');
    cameras.fault(0, fault);
    const { jpegs, drops } = await read(cameras, 20);
    expect(drops).toContain(reason);
    expect(jpegs).toHaveLength(20 - drops.length);
    expect(jpegs.filter((jpeg) => sequenceOf(jpeg) % 4 === 0)).toEqual([]);
    for (const jpeg of jpegs) await sharp(jpeg, { failOn: 'warning' }).raw().toBuffer();
  });

  test('that sends nothing but garbage shows it', async () => {
    using cameras = new FakeCameras();
    cameras.up(0, '--mjpeg', '640x480@30');
    cameras.fault(0, 'garbage');
    const { jpegs, drops } = await read(cameras, 10);
    expect(jpegs).toEqual([]);
    expect(drops).toContain('garbage');
  });
});
