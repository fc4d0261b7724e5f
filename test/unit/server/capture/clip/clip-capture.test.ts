import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openClipCapture, type ClipCaptureOptions } from '../../../../../server/capture/clip/clip-capture.ts';
import { systemClock } from '../../../../../server/runtime/clock.ts';
import { SteppedClock } from '../../../../doubles/stepped-clock.ts';
import { RecordedReport } from '../../../../fixtures/capture-report.ts';
import { failure, jpeg, take } from '../../../../fixtures/images.ts';
import { childPids, openFdCount } from '../../../../fixtures/process-state.ts';
import { until } from '../../../../fixtures/until.ts';

const root = mkdtempSync(join(tmpdir(), 'rpicam-clips-'));
const clips = join(root, 'clips');

/** Ten pictures: five in half a second, a pause of a second, five more. */
const pause = "setpts='if(gt(N,4),PTS+1/TB,PTS)'";
const source = ['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=10', '-frames:v', '10'];
const film = (name: string, ...args: string[]) =>
  execFileSync('ffmpeg', ['-v', 'error', ...source, ...args, join(clips, name)]);

beforeAll(() => {
  mkdirSync(clips);
  film('mjpeg.mkv', '-vf', pause, '-fps_mode', 'vfr', '-enc_time_base', '-1', '-c:v', 'mjpeg');
  film('h264.mp4', '-c:v', 'libx264');
  writeFileSync(join(clips, 'text.mkv'), 'no video at all');
  writeFileSync(join(root, 'secret.jpg'), jpeg());
});
afterAll(() => rmSync(root, { recursive: true }));

function capture(name: string, options: Partial<ClipCaptureOptions> = {}) {
  const report = new RecordedReport();
  const folders = [clips];
  const fixed = { name, folders, quality: 80, maxFrameBytes: 1_000_000, clock: systemClock };
  return { report, capture: openClipCapture({ ...fixed, report, ...options }) };
}

const never = () => new AbortController().signal;
const intervalsOf = (images: { capturedAtMs: number }[]) =>
  images.slice(1).map(({ capturedAtMs }, index) => capturedAtMs - (images[index]?.capturedAtMs ?? 0));

describe('a video as a camera', () => {
  test('comes at the times that are in it, and begins again after its end', async () => {
    const { capture: clip, report } = capture('mjpeg.mkv');
    const images = await take(clip.frames(never()), 17);
    const pauses = intervalsOf(images).flatMap((ms, index) => (ms > 700 ? [index] : []));
    // Of two pauses in 20 pictures; ffmpeg 5.1 makes them one picture late.
    expect(pauses.map((index) => index % 10)).toSatisfy(
      (places: number[]) => places[0] === 4 || places[0] === 5,
    );
    expect(pauses).toHaveLength(2);
    expect(images[10]?.jpeg).toEqual(images[0]?.jpeg);
    expect(images[10]?.jpeg).not.toEqual(images[9]?.jpeg);
    expect(report).toMatchObject({ paces: [10], notices: [], drops: [] });
  });

  test('is passed through where it is MJPEG, and a notice says what is not done', async () => {
    const { capture: clip, report } = capture('mjpeg.mkv', { width: 64, height: 48 });
    const [image] = await take(clip.frames(never()), 1);
    const packet = [
      '-v',
      'error',
      '-i',
      join(clips, 'mjpeg.mkv'),
      '-frames:v',
      '1',
      '-c',
      'copy',
      '-f',
      'mjpeg',
    ];
    expect(image?.jpeg).toEqual(execFileSync('ffmpeg', [...packet, 'pipe:1']));
    expect(report.notices).toEqual([
      "The clip's pictures are passed on as they are: 320x240 at 10 frames per second.",
    ]);
  });

  test('is encoded where it is not, in the size that is asked for', async () => {
    const { capture: clip, report } = capture('h264.mp4', { width: 160 });
    const images = await take(clip.frames(never()), 25);
    expect(images[24]).toMatchObject({ width: 160, height: 120 });
    expect(report).toMatchObject({ paces: [10], notices: [], drops: [] });
  });

  test('ends at once, with no child', async () => {
    const fds = openFdCount();
    const stop = new AbortController();
    const frames = capture('h264.mp4').capture.frames(stop.signal)[Symbol.asyncIterator]();
    await frames.next();
    expect(childPids()).toHaveLength(1);
    stop.abort();
    expect(await frames.next()).toMatchObject({ done: true });
    expect(childPids()).toEqual([]);
    await until('no descriptor is left', () => openFdCount() <= fds);
  });

  test('may be in a further folder that the server was started with', async () => {
    const path = join(clips, 'mjpeg.mkv');
    expect(await take(capture(path, { folders: [root, clips] }).capture.frames(never()), 1)).toHaveLength(1);
  });
});

describe('a clip that cannot be shown', () => {
  test.each([
    ['is not there', 'gone.mkv', 'no-clip', 'gone.mkv is not there'],
    ['is no video', 'text.mkv', 'bad-clip', 'Invalid data found'],
  ])('%s', async (_, name, code, message) => {
    const { capture: clip } = capture(name);
    const error = await failure(clip.frames(never()));
    expect(error).toMatchObject({ code });
    expect(error.message).toContain(message);
  });

  test('is a playlist that names a file outside', async () => {
    const lists = {
      'list.mkv': `ffconcat version 1.0\nfile '${join(root, 'secret.jpg')}'\n`,
      'list.m3u8': `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${join(root, 'secret.jpg')}\n`,
    };
    for (const [name, text] of Object.entries(lists)) {
      writeFileSync(join(clips, name), text);
      expect(await failure(capture(name).capture.frames(never()))).toMatchObject({ code: 'bad-clip' });
    }
  });

  test.each([
    ['a path', () => join(root, 'secret.jpg')],
    ['a path to nothing', () => join(root, 'nothing.jpg')],
    ['a way up', () => '../secret.jpg'],
    ['a folder beside it with a similar name', () => `${clips}2/a.mkv`],
  ])('is outside the folders: %s', async (_, name) => {
    const error = await failure(capture(name()).capture.frames(never()));
    expect(error).toMatchObject({ code: 'no-clip', message: `${name()} is not in ${clips}` });
  });

  test('is a link that leads out of the folders', async () => {
    symlinkSync(root, join(clips, 'out'));
    for (const name of ['out/secret.jpg', 'out']) {
      const error = await failure(capture(name).capture.frames(never()));
      expect(error).toMatchObject({ code: 'no-clip', message: `${name} is not in ${clips}` });
    }
  });

  test('is a pipe that nobody writes to', async () => {
    execFileSync('mkfifo', [join(clips, 'pipe.mkv')]);
    expect(await failure(capture('pipe.mkv').capture.frames(never()))).toMatchObject({ code: 'bad-clip' });
  });
});

describe('a folder of pictures as a camera', () => {
  const folder = join(clips, 'people');
  const sizes = ['16x16', '32x32', '48x48'];

  beforeAll(() => {
    mkdirSync(folder);
    for (const [index, name] of ['1.jpg', '2.JPEG', '10.jpg'].entries()) {
      writeFileSync(join(folder, name), jpeg(sizes[index]));
    }
    copyFileSync(join(clips, 'text.mkv'), join(folder, 'readme.txt'));
  });

  test('comes in the order of the names, again and again', async () => {
    const clock = SteppedClock.hurried();
    const { capture: clip, report } = capture('people/', { framesPerSecond: 20, clock });
    const images = await take(clip.frames(never()), 6);
    expect(images.map(({ width, height }) => `${width}x${height}`)).toEqual([...sizes, ...sizes]);
    expect(intervalsOf(images)).toEqual([50, 50, 50, 50, 50]);
    expect(report).toMatchObject({ paces: [20], drops: [] });
  });

  test('leaves a broken picture in the middle out, and counts it', async () => {
    const broken = join(folder, '5.jpg');
    writeFileSync(broken, jpeg('64x48').subarray(0, 700));
    const { capture: clip, report } = capture('people/', { framesPerSecond: 50 });
    const images = await take(clip.frames(never()), 6);
    expect(images.map(({ width, height }) => `${width}x${height}`)).toEqual([...sizes, ...sizes]);
    expect(report.drops).toEqual(['truncated', 'truncated']);
    rmSync(broken);
  });

  test('leaves out a picture that it may not read or that is too large', async () => {
    const [large, locked] = [join(folder, '3.jpg'), join(folder, '4.jpg')];
    writeFileSync(large, Buffer.alloc(2_000_000));
    symlinkSync(join(root, 'secret.jpg'), locked);
    chmodSync(large, 0o600);
    const { capture: clip, report } = capture('people/', { framesPerSecond: 50 });
    const images = await take(clip.frames(never()), 3);
    // A link is no picture of the folder: it could lead anywhere.
    expect(images.map(({ width, height }) => `${width}x${height}`)).toEqual(sizes);
    expect(report.drops).toEqual(['oversized']);
    rmSync(large);
    rmSync(locked);
  });

  test('has a name for having no pictures', async () => {
    mkdirSync(join(clips, 'empty'));
    const { capture: clip } = capture('empty/');
    expect(await failure(clip.frames(never()))).toMatchObject({
      code: 'bad-clip',
      message: `there is no .jpg or .jpeg file in ${join(clips, 'empty')}`,
    });
  });
});
